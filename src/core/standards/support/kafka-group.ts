import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { fieldsOf } from './composite.ts';

/** The file asks whether there is a group: without one nothing is committed, and who sets one may know. */
export function groupIsOptional(file: GoFile): boolean {
  const { tree } = file;
  for (const comparison of tree.descendants(0, Kind.binary_expression))
    if (/\.GroupID\s*[!=]=\s*""/.test(tree.textOf(comparison))) return true;
  return false;
}

/** The reader was made with a `GroupID`: here, or by what is the only code of the package that makes one. */
export function readsInGroup(file: GoFile, reader: NodeId): boolean {
  const { tree } = file;
  const made = file.initialiser(reader);
  if (made !== NONE && made !== reader && tree.kind(made) === Kind.call_expression) {
    const [config = NONE] = file.arguments(made);
    const literal = file.initialiser(config);
    if (tree.kind(literal) === Kind.composite_literal) return fieldsOf(tree, literal).has('GroupID');
  }
  const makers = (file.package?.files ?? [])
    .filter(({ path }) => !path.endsWith('_test.go'))
    .flatMap(({ facts }) => [...facts.functions, ...facts.values])
    .filter(({ uses }) => uses.some((use) => use.endsWith('.ReaderConfig')));
  return makers.length > 0 && makers.every(({ uses }) => uses.includes('.GroupID'));
}
