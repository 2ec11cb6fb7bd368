import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { parameterNodes } from './functions.ts';
import { lastValue } from './values.ts';

/**
 * What a context is made of, where nothing on the way gives it a deadline: a fresh one, that of an HTTP request, what
 * the function was handed. Null where it has a deadline, or that is not known.
 */
export type ContextOrigin = 'fresh' | 'request' | 'handed';

const DEEPEST = 6;
/** What gives a context that ends when its first argument does. */
const DERIVES: Readonly<Record<string, RegExp>> = {
  context: /^With(?:Cancel|CancelCause|Value|outCancel)$/,
  'google.golang.org/grpc/metadata': /^(?:AppendTo|New)OutgoingContext$/,
  'go.opentelemetry.io/otel/trace': /^(?:Start|ContextWith\w+)$/,
};

export function contextOrigin(file: GoFile, expression: NodeId, depth = DEEPEST): ContextOrigin | null {
  const { tree, bindings } = file;
  const node = unparenthesized(tree, expression);
  if (depth === 0 || node === NONE) return null;
  if (isRequest(file.typeOf(node))) return 'request';
  if (isCall(tree, node)) {
    if (file.isCallTo(node, 'context', 'Background', 'TODO')) return 'fresh';
    if (yieldsContextOfRequest(file, node)) return 'request';
    const callee = file.callee(node);
    const derives = callee !== null && (DERIVES[callee.package]?.test(callee.name) ?? false);
    return derives ? contextOrigin(file, file.arguments(node)[0] ?? NONE, depth - 1) : null;
  }
  if (tree.kind(node) !== Kind.identifier) return null;
  const given = lastValue(file, node);
  if (given !== NONE) return contextOrigin(file, given, depth - 1);
  const own = parameterNodes(file, enclosingFunction(tree, node)).some(({ name }) => name === bindings[node]);
  return own && isContext(file.typeOf(node)) ? 'handed' : null;
}

/** It answers a request and is a context itself, which never ends before the request does. */
function isRequest(type: Type): boolean {
  return isNamed(type, 'github.com/gin-gonic/gin', 'Context');
}

/** `r.Context()`, `c.Request.Context()`. */
function yieldsContextOfRequest(file: GoFile, call: NodeId): boolean {
  const callee = calleeOf(file.tree, call);
  if (file.calledName(call) !== 'Context' || file.tree.kind(callee) !== Kind.selector_expression) return false;
  return isNamed(file.typeOf(file.tree.child(callee, Field.operand)), 'net/http', 'Request');
}
