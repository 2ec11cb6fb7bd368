import { Field, Kind } from './grammar.ts';
import type { Bindings } from './scopes.ts';
import { NONE, type NodeId, type SyntaxTree } from './tree.ts';

/**
 * What the name `K` of `T{K: …}` is: a `field` of a struct, a `value` used as key of a map or array, or `unknown` where
 * `T` is a named type that the file does not declare.
 */
export type KeyRole = 'field' | 'value' | 'unknown';

const MOST_HOPS = 8;
const COLLECTIONS = new Set<number>([Kind.map_type, Kind.slice_type, Kind.array_type, Kind.implicit_length_array_type]);

/** The node is a name that stands alone as the key of a composite literal's element. */
export function isKey(tree: SyntaxTree, node: NodeId): boolean {
  const element = tree.parent(node);
  return (
    tree.kind(element) === Kind.literal_element &&
    tree.field(element) === Field.key &&
    tree.kind(tree.parent(element)) === Kind.keyed_element
  );
}

/** Role of a key as far as the file tells, and the type of its literal. `bindings` is needed up to the key only. */
export function keyRole(tree: SyntaxTree, bindings: Bindings, key: NodeId): { role: KeyRole; type: NodeId } {
  const literal = tree.parent(tree.parent(tree.parent(key)));
  const type = declaredAs(tree, bindings, literalType(tree, bindings, literal));
  const kind = tree.kind(type);
  if (COLLECTIONS.has(kind)) return { role: 'value', type };
  return { role: kind === Kind.struct_type ? 'field' : 'unknown', type };
}

/**
 * Type node of a literal's braces; of those whose type is left out, what the literal around gives them: `*T` of `{…}` in
 * `[]*T{{…}}`.
 */
export function literalType(tree: SyntaxTree, bindings: Bindings, literal: NodeId): NodeId {
  const parent = tree.parent(literal);
  if (tree.kind(parent) === Kind.composite_literal) return tree.child(parent, Field.type);
  if (tree.kind(parent) !== Kind.literal_element) return NONE;
  const keyed = tree.kind(tree.parent(parent)) === Kind.keyed_element;
  const outer = keyed ? tree.parent(tree.parent(parent)) : tree.parent(parent);
  const type = declaredAs(tree, bindings, literalType(tree, bindings, outer));
  const isMap = tree.kind(type) === Kind.map_type;
  if (!isMap && !COLLECTIONS.has(tree.kind(type))) return NONE;
  const field = !isMap ? Field.element : keyed && tree.field(parent) === Field.key ? Field.key : Field.value;
  return tree.child(type, field);
}

/** The type that a name stands for, where this file declares it; any other type node is its own. */
function declaredAs(tree: SyntaxTree, bindings: Bindings, type: NodeId): NodeId {
  let node = tree.kind(type) === Kind.pointer_type ? (tree.children(type)[0] ?? NONE) : type;
  for (let hops = 0; hops < MOST_HOPS; hops++) {
    if (tree.kind(node) === Kind.parenthesized_type) node = tree.children(node)[0] ?? NONE;
    if (tree.kind(node) === Kind.generic_type) node = tree.child(node, Field.type);
    if (tree.kind(node) !== Kind.type_identifier) return node;
    const bound = bindings[node] as number;
    const spec = bound ? tree.parent(bound) : packageType(tree, tree.textOf(node));
    if (tree.kind(spec) !== Kind.type_spec && tree.kind(spec) !== Kind.type_alias) return node;
    node = tree.child(spec, Field.type);
  }
  return NONE;
}

const DECLARED = new WeakMap<SyntaxTree, Map<string, NodeId>>();

/** Specification of a type that the file declares at package level, or NONE. */
function packageType(tree: SyntaxTree, name: string): NodeId {
  let types = DECLARED.get(tree);
  if (!types) {
    types = new Map();
    for (let node = 1; node < tree.size; node = tree.next(node)) {
      if (tree.kind(node) !== Kind.type_declaration) continue;
      for (const spec of tree.children(node)) types.set(tree.textOf(tree.child(spec, Field.name)), spec);
    }
    DECLARED.set(tree, types);
  }
  return types.get(name) ?? NONE;
}
