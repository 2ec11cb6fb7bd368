import type { GoFile } from '../../../go/file.ts';
import { enclosingDeclaration } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../../go/syntax/tree.ts';
import { isPredeclared } from '../../../go/universe.ts';

/** The first of the names that nothing in the declaration around the node, the file or its package has; null for none. */
export function freeName(file: GoFile, node: NodeId, names: readonly string[]): string | null {
  return names.find((name) => !isPredeclared(name) && !isTaken(file, node, name)) ?? null;
}

function isTaken(file: GoFile, node: NodeId, name: string): boolean {
  if (file.package?.member(name) || file.package?.type(name) || file.index.qualifier(file.facts, name)) return true;
  return namesIn(file, node, name).length > 0;
}

/** The name is declared somewhere in the declaration around the node. */
export function isDeclaredAround(file: GoFile, node: NodeId, name: string): boolean {
  return namesIn(file, node, name).some((identifier) => file.bindings[identifier] !== NONE);
}

/** Identifiers of this name in the declaration around the node. */
export function namesIn(file: GoFile, node: NodeId, name: string): NodeId[] {
  const { tree } = file;
  const around = enclosingDeclaration(tree, node);
  return [...tree.descendants(around, Kind.identifier)].filter((identifier) => tree.textOf(identifier) === name);
}

/** The name is declared once more in the function, before the node: there it may mean something else than the parameter. */
export function isDeclaredBetween(file: GoFile, fn: NodeId, name: string, node: NodeId): boolean {
  const { tree, bindings } = file;
  const body = tree.child(fn, Field.body);
  for (const identifier of tree.descendants(body, Kind.identifier)) {
    if (identifier >= node) return false;
    if (bindings[identifier] === identifier && tree.textOf(identifier) === name) return true;
  }
  return false;
}
