import type { GoFile } from '../file.ts';
import { unparenthesized } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import type { NodeId } from '../syntax/tree.ts';

/** `x == nil` and `x != nil`: the local variable compared, and the outcome for which it is nil. */
export function nilCheck(file: GoFile, condition: NodeId): { variable: NodeId; nilWhen: boolean } | null {
  const { tree } = file;
  if (tree.kind(condition) !== Kind.binary_expression) return null;
  const operator = tree.kind(tree.child(condition, Field.operator));
  if (operator !== Token['=='] && operator !== Token['!=']) return null;
  const sides = [tree.child(condition, Field.left), tree.child(condition, Field.right)].map((side) =>
    unparenthesized(tree, side),
  );
  const [left = 0, right = 0] = sides;
  const other = tree.kind(right) === Kind.nil ? left : tree.kind(left) === Kind.nil ? right : 0;
  if (!other || tree.kind(other) !== Kind.identifier) return null;
  const variable = file.bindings[other] as number;
  return variable ? { variable, nilWhen: operator === Token['=='] } : null;
}
