import { FUNCTION_KINDS, unparenthesized } from './syntax/calls.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { NodeId, SyntaxTree } from './syntax/tree.ts';

/** Positions of results that some return gives as `nil` beside a last one that is not; null where none does. */
export function nilsOf(tree: SyntaxTree, declaration: NodeId): number[] | null {
  const results = tree.child(declaration, Field.result);
  const body = tree.child(declaration, Field.body);
  if (!body || tree.kind(results) !== Kind.parameter_list) return null;
  const found = new Set<number>();
  for (const statement of tree.descendants(body, Kind.return_statement)) {
    const list = tree.childOfKind(statement, Kind.expression_list);
    if (!list || tree.ancestor(statement, ...FUNCTION_KINDS) !== declaration) continue;
    const nils = tree.children(list).map((value) => tree.kind(unparenthesized(tree, value)) === Kind.nil);
    if (nils.pop() === false) for (const [position, isNil] of nils.entries()) if (isNil) found.add(position);
  }
  return found.size > 0 ? [...found].sort() : null;
}
