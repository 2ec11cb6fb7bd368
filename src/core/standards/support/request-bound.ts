import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { valuesGiven } from './assigned.ts';

/** What ends a request: a deadline set in this function, at best the context of whoever calls, or nothing. */
export type Bound = 'deadline' | 'caller' | 'none';

const DEEPEST = 5;
const ORDER: readonly Bound[] = ['none', 'caller', 'deadline'];

/** Bound of the request that `client.Do(req)` sends. */
export function boundOfRequest(file: GoFile, call: NodeId): Bound {
  const callee = calleeOf(file.tree, call);
  if (file.tree.textOf(file.tree.child(callee, Field.field)) !== 'Do') return 'none';
  const [request = NONE] = file.arguments(call);
  return ofRequest(file, request, DEEPEST);
}

function ofRequest(file: GoFile, expression: NodeId, depth: number): Bound {
  const node = unparenthesized(file.tree, expression);
  if (depth === 0) return 'caller';
  if (isCall(file.tree, node)) {
    const [first = NONE] = file.arguments(node);
    if (file.isCallTo(node, 'net/http', 'NewRequestWithContext')) return ofContext(file, first, depth - 1);
    if (file.isCallTo(node, 'net/http', 'NewRequest')) return 'none';
    if (file.isMethodCall(node, 'net/http', 'Request', 'WithContext', 'Clone'))
      return ofContext(file, first, depth - 1);
    return 'caller';
  }
  return best(givenTo(file, node).map((value) => ofRequest(file, value, depth - 1)));
}

function ofContext(file: GoFile, expression: NodeId, depth: number): Bound {
  const node = unparenthesized(file.tree, expression);
  if (depth === 0) return 'caller';
  if (isCall(file.tree, node)) {
    if (file.isCallTo(node, 'context', 'Background', 'TODO')) return 'none';
    if (file.isCallTo(node, 'context', 'WithTimeout', 'WithDeadline', 'WithTimeoutCause', 'WithDeadlineCause'))
      return 'deadline';
    // What wraps a context keeps its deadline.
    const wrapped = file.arguments(node).find((argument) => isContext(file.typeOf(argument)));
    return wrapped === undefined ? 'caller' : ofContext(file, wrapped, depth - 1);
  }
  return best(givenTo(file, node).map((value) => ofContext(file, value, depth - 1)));
}

/** Values of a local variable. A parameter, a field and anything else come from the caller. */
function givenTo(file: GoFile, node: NodeId): NodeId[] {
  const declaration = file.tree.kind(node) === Kind.identifier ? (file.bindings[node] as number) : NONE;
  return declaration ? valuesGiven(file, declaration).map(({ value }) => value) : [];
}

function best(bounds: readonly Bound[]): Bound {
  if (bounds.length === 0) return 'caller';
  return bounds.reduce((a, b) => (ORDER.indexOf(b) > ORDER.indexOf(a) ? b : a));
}
