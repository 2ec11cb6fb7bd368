import type { GoFile } from '../../../go/file.ts';
import { unparenthesized } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import type { NodeId } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import { imported } from './imported.ts';
import { replaced } from './statement.ts';

/** The switch without its value, every case asking `errors.Is`. */
export function askedByCase(file: GoFile, node: NodeId): Edit[] | null {
  const { tree } = file;
  const written = tree.child(node, Field.value);
  const value = unparenthesized(tree, written);
  const errors = imported(file, 'errors', node);
  if (errors === null || tree.kind(value) !== Kind.identifier) return null;
  const name = tree.textOf(value);
  const cases = tree.children(node).filter((clause) => tree.kind(clause) === Kind.expression_case);
  const asking = cases
    .flatMap((clause) => tree.children(tree.child(clause, Field.value)))
    .map((one) => {
      const isNil = tree.kind(one) === Kind.nil;
      return replaced(tree, one, isNil ? `${name} == nil` : `${errors.name}.Is(${name}, ${tree.textOf(one)})`);
    });
  // With the value goes the blank behind it, or a second one would stand before the brace.
  const switched = { start: tree.start(written), end: tree.end(written) + 1, text: '' };
  return [...errors.edits, switched, ...asking];
}
