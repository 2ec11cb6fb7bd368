import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { destinationOf } from './destination.ts';

/** Calls that build their request themselves, so without a context. */
export const CALLS = ['Get', 'Head', 'Post', 'PostForm'];

/** The field that takes the client is called in this file without a request, so without a context: `f.client.Get(url)`. */
export function callsPlainly(file: GoFile, client: NodeId): boolean {
  const { tree } = file;
  const goes = destinationOf(file, client);
  if (goes.to !== 'field') return false;
  for (const call of tree.descendants(0, Kind.call_expression)) {
    if (!CALLS.includes(file.calledName(call))) continue;
    const on = tree.child(calleeOf(tree, call), Field.operand);
    if (tree.textOf(tree.child(on, Field.field)) === goes.name && isNamed(file.typeOf(on), 'net/http', 'Client'))
      return true;
  }
  return false;
}

/** Only compared, replaced, copied to be changed, or looked into. */
export function isHarmless(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(node);
  if (tree.kind(parent) === Kind.binary_expression) return true;
  if (tree.kind(parent) === Kind.expression_list && tree.field(parent) === Field.left) return true;
  if (tree.kind(parent) === Kind.unary_expression) return true;
  return tree.kind(parent) === Kind.selector_expression && callOn(file, node) === NONE;
}

/** The request that is sent with the client, or NONE. */
export function callOn(file: GoFile, client: NodeId): NodeId {
  const { tree } = file;
  const selector = tree.parent(client);
  const call = tree.parent(selector);
  if (tree.kind(selector) !== Kind.selector_expression || tree.child(call, Field.function) !== selector) return NONE;
  return ['Do', ...CALLS].includes(tree.textOf(tree.child(selector, Field.field))) ? call : NONE;
}
