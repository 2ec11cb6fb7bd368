import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isPgxRows, isRows } from './database.ts';
import { lastValue } from './values.ts';

/** `rows.Next()` that is false and `rows.Err()` that is not nil: the rows were closed before. */
export function areOver(file: GoFile, { node }: Step, when: boolean | null): boolean {
  const { tree } = file;
  if (tree.kind(node) === Kind.binary_expression) {
    const different = tree.kind(tree.child(node, Field.operator)) === Token['!='];
    const [left, right] = [tree.child(node, Field.left), tree.child(node, Field.right)];
    if (different !== when || tree.kind(right) !== Kind.nil) return false;
    const made = isCall(tree, left) ? left : lastValue(file, left);
    return (
      isRowsMethod(file, made, 'Err') ||
      isRowsMethod(file, made, 'Columns') ||
      (['Scan', 'Values'].some((name) => isRowsMethod(file, made, name)) && closesOnError(file, made))
    );
  }
  return when === false && isRowsMethod(file, node, 'Next');
}

/** Rows of pgx close themselves when `Scan` or `Values` fails. */
function closesOnError(file: GoFile, call: NodeId): boolean {
  return isPgxRows(file.typeOf(file.tree.child(calleeOf(file.tree, call), Field.operand)));
}

function isRowsMethod(file: GoFile, node: NodeId, name: string): boolean {
  const { tree } = file;
  if (!isCall(tree, node)) return false;
  const callee = calleeOf(tree, node);
  if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== name)
    return false;
  return isRows(file.typeOf(tree.child(callee, Field.operand)));
}
