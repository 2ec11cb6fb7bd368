import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { encodesOwn } from './infallible.ts';
import { lastValue } from './values.ts';

/** Stands where the encoding of a type of the program's own has failed, which no test that reaches it would miss. */
export function isAfterFailedEncoding(file: GoFile, node: NodeId): boolean {
  const { tree, bindings } = file;
  for (let at = tree.ancestor(node, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement)) {
    if (!tree.contains(tree.child(at, Field.consequence), node)) continue;
    const condition = unparenthesized(tree, tree.child(at, Field.condition));
    const check = nilCheck(file, condition);
    if (!check || check.nilWhen) continue;
    const name = [...tree.descendants(condition, Kind.identifier)].find((one) => bindings[one] === check.variable);
    const made = name === undefined ? NONE : lastValue(file, name);
    if (isCall(tree, made) && encodesOwn(file, made)) return true;
  }
  return false;
}
