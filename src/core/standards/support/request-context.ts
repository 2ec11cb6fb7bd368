import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isNamed } from '../../go/types/type.ts';
import { valuesGiven } from './assigned.ts';
import { parameterNodes } from './functions.ts';
import type { Entry } from './handlers.ts';
import { rootOf } from './values.ts';

const DEEPEST = 5;
const DERIVES = /^With(?:Cancel|Timeout|Deadline|Value)(?:Cause)?$/;

/** The expression is the context of the request that the function serves, or one derived from it: it ends with the answer. */
export function isRequestContext(file: GoFile, expression: NodeId, fn: NodeId, entry: Entry, depth = DEEPEST): boolean {
  const { tree, bindings } = file;
  const node = unparenthesized(tree, expression);
  if (depth === 0) return false;
  if (isCall(tree, node)) {
    if (isContextOfRequest(file, node, fn)) return true;
    const callee = file.callee(node);
    const derives =
      (callee?.package === 'context' && DERIVES.test(callee.name)) ||
      (callee?.package === 'go.opentelemetry.io/otel/trace' && callee.name === 'Start');
    return derives && isRequestContext(file, file.arguments(node)[0] ?? NONE, fn, entry, depth - 1);
  }
  const declaration = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
  if (declaration === NONE) return false;
  if (parameterNodes(file, fn).some(({ name }) => name === declaration))
    return entry === 'RPC method' && isContext(file.typeOf(node));
  const given = valuesGiven(file, declaration);
  return given.length > 0 && given.every(({ value }) => isRequestContext(file, value, fn, entry, depth - 1));
}

/** `r.Context()`, `c.Request.Context()`, where `r` or `c` is a parameter of the function. */
function isContextOfRequest(file: GoFile, call: NodeId, fn: NodeId): boolean {
  const { tree, bindings } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== 'Context')
    return false;
  const operand = tree.child(callee, Field.operand);
  if (!isNamed(file.typeOf(operand), 'net/http', 'Request')) return false;
  const root = bindings[rootOf(tree, operand)] as number;
  return parameterNodes(file, fn).some(({ name }) => name !== NONE && name === root);
}
