import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { acquisitionOf } from './acquisition.ts';

/** Uses of the variable that takes the call's first result. */
export function usesOfResult(file: GoFile, call: NodeId): NodeId[] {
  const { tree, bindings } = file;
  const name = acquisitionOf(file, call)?.names[0] ?? NONE;
  const variable = name === NONE ? NONE : (bindings[name] as number);
  const found: NodeId[] = [];
  if (variable === NONE) return found;
  for (let node = call; node < tree.next(enclosingFunction(tree, call)); node++)
    if (bindings[node] === variable && tree.kind(node) === Kind.identifier) found.push(node);
  return found;
}
