import { Kind } from '../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../go/syntax/tree.ts';
import type { Edit } from './edit.ts';

/** The declarations that are edited, imports aside. */
export function editedDeclarations(tree: SyntaxTree, edits: readonly Edit[]): NodeId[] {
  const found = new Set(edits.map(({ start }) => declarationAt(tree, start)));
  return [...found].filter((node) => node !== NONE && !isHead(tree, node));
}

/** The declaration at an offset; NONE between declarations. */
export function declarationAt(tree: SyntaxTree, offset: number): NodeId {
  for (let node = 1; node < tree.size; node = tree.next(node))
    if (tree.start(node) <= offset && offset <= tree.end(node)) return node;
  return NONE;
}

/** Last line of the imports, or of the package clause where there are none. */
export function importsEnd(tree: SyntaxTree): number {
  const last = tree.children(NONE).findLast((node) => isHead(tree, node));
  return last === undefined ? 0 : tree.endLine(last);
}

function isHead(tree: SyntaxTree, node: NodeId): boolean {
  return tree.kind(node) === Kind.package_clause || tree.kind(node) === Kind.import_declaration;
}
