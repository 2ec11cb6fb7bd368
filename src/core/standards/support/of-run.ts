import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { valuesGiven } from './assigned.ts';

/** The argument takes a part in what this run is about: in a parameter, contexts aside, or a variable of the loop. */
export function isOfRun(file: GoFile, argument: NodeId, within: NodeId, depth = 3): boolean {
  const { tree, bindings } = file;
  const end = tree.next(argument);
  for (let node = argument; node < end; node++) {
    const declaration = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
    if (!declaration || !tree.contains(within, declaration) || isContext(file.typeOf(node))) continue;
    if (tree.field(tree.parent(tree.parent(declaration))) === Field.receiver) continue;
    const given = valuesGiven(file, declaration);
    if (given.length === 0 || depth === 0) return true;
    if (given.some(({ value }) => value !== NONE && isOfRun(file, value, within, depth - 1))) return true;
  }
  return false;
}
