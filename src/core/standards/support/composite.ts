import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';

/** Values of a struct literal by field name: `{ Addr: ":80" }`. Empty when the fields go by position. */
export function fieldsOf(tree: SyntaxTree, literal: NodeId): Map<string, NodeId> {
  const fields = new Map<string, NodeId>();
  for (const element of tree.children(tree.child(literal, Field.body))) {
    if (tree.kind(element) !== Kind.keyed_element) continue;
    const value = tree.children(tree.child(element, Field.value))[0] ?? NONE;
    fields.set(tree.textOf(tree.child(element, Field.key)), value);
  }
  return fields;
}

/** The struct literal that gives its field this value, and the field's name; null for any other expression. */
export function fieldOf(tree: SyntaxTree, value: NodeId): { literal: NodeId; name: string } | null {
  const element = tree.parent(tree.parent(value));
  if (tree.kind(element) !== Kind.keyed_element || tree.field(tree.parent(value)) !== Field.value) return null;
  const literal = tree.parent(tree.parent(element));
  return tree.kind(literal) === Kind.composite_literal
    ? { literal, name: tree.textOf(tree.child(element, Field.key)) }
    : null;
}
