import type { GoFile } from '../go/file.ts';
import { Field, Kind, Token } from '../go/syntax/grammar.ts';
import type { NodeId } from '../go/syntax/tree.ts';

/** Something declared in `now` is never read there, though it was at `node`: the compiler takes no such variable. */
export function losesUse(before: GoFile, node: NodeId, after: GoFile, now: NodeId): boolean {
  const idle = unreadIn(before, node);
  return [...unreadIn(after, now)].some(([name, count]) => count > (idle.get(name) ?? 0));
}

/** How many variables of each name are declared below the node without being read. */
function unreadIn(file: GoFile, node: NodeId): Map<string, number> {
  const { tree, bindings } = file;
  const unread = new Set<NodeId>();
  const read = new Set<NodeId>();
  for (const identifier of tree.descendants(node, Kind.identifier)) {
    const declaration = bindings[identifier] as number;
    if (declaration === identifier) unread.add(identifier);
    else if (declaration && !isAssigned(file, identifier)) read.add(declaration);
  }
  const names = [...unread].filter((declaration) => !read.has(declaration)).map((one) => tree.textOf(one));
  return new Map([...Map.groupBy(names, (name) => name)].map(([name, all]) => [name, all.length]));
}

/** `x` of `x = 1` and of `x, err := f()`. */
function isAssigned({ tree }: GoFile, identifier: NodeId): boolean {
  const list = tree.parent(identifier);
  const statement = tree.parent(list);
  if (tree.kind(list) !== Kind.expression_list || tree.field(list) !== Field.left) return false;
  if (tree.kind(statement) === Kind.short_var_declaration) return true;
  const operator = tree.child(statement, Field.operator);
  return tree.kind(statement) === Kind.assignment_statement && tree.kind(operator) === Token['='];
}
