import { Field, Kind } from './grammar.ts';
import { unmasked } from './shim.ts';
import { NONE, type NodeId, type SyntaxTree } from './tree.ts';

/**
 * Calls as Go means them. The grammar reads `F[T](x)` and `h[k](x)` with one argument as conversions to a generic
 * type; here they are calls.
 */
export function isCall(tree: SyntaxTree, node: NodeId): boolean {
  const kind = tree.kind(node);
  if (kind === Kind.call_expression) return true;
  return kind === Kind.type_conversion_expression && tree.kind(tree.child(node, Field.type)) === Kind.generic_type;
}

/** What is called, without type arguments and parentheses. */
export function calleeOf(tree: SyntaxTree, call: NodeId): NodeId {
  let callee = tree.child(call, Field.function) || tree.child(call, Field.type);
  for (;;) {
    const kind = tree.kind(callee);
    if (kind === Kind.generic_type) callee = tree.child(callee, Field.type);
    else if (kind === Kind.type_instantiation_expression) callee = tree.child(callee, Field.type);
    else if (kind === Kind.parenthesized_expression) callee = tree.children(callee)[0] ?? NONE;
    else return callee;
  }
}

/** Name of what is called: `Close` of `s.conn.Close()`, `Map` of `slices.Map[T](x)`, `table` of `table[k](x)`. */
export function calledNameIn(tree: SyntaxTree, call: NodeId): string {
  const callee = calleeOf(tree, call);
  const named = tree.kind(callee) === Kind.index_expression ? tree.child(callee, Field.operand) : callee;
  return unmasked(tree.textOf(tree.child(named, Field.field) || named));
}

/** Type arguments as written in `F[A, B](x)` or `F[A, B]`; of `f[k]`, what may be one. */
export function writtenTypeArguments(tree: SyntaxTree, node: NodeId): NodeId[] {
  const own = tree.child(node, Field.type_arguments);
  if (own) return tree.children(own);
  const callee = tree.child(node, Field.function) || node;
  switch (tree.kind(callee)) {
    case Kind.type_conversion_expression:
    case Kind.generic_type:
      return writtenTypeArguments(tree, tree.child(callee, Field.type));
    case Kind.index_expression:
      return [tree.child(callee, Field.index)];
    case Kind.type_instantiation_expression:
      return tree.children(callee).slice(1);
    default:
      return [];
  }
}

export function argumentsOf(tree: SyntaxTree, call: NodeId): NodeId[] {
  const operand = tree.child(call, Field.operand);
  if (operand) return [operand];
  const list = tree.child(call, Field.arguments);
  return list ? tree.children(list) : [];
}

/** `(x)` as `x`. */
export function unparenthesized(tree: SyntaxTree, node: NodeId): NodeId {
  let inner = node;
  while (tree.kind(inner) === Kind.parenthesized_expression) inner = tree.children(inner)[0] ?? NONE;
  return inner;
}

export const FUNCTION_KINDS = [Kind.function_declaration, Kind.method_declaration, Kind.func_literal] as const;

/** Innermost function around the node, a literal included; NONE at package level. */
export function enclosingFunction(tree: SyntaxTree, node: NodeId): NodeId {
  return tree.ancestor(node, ...FUNCTION_KINDS);
}

/** Function or method declaration around the node. */
export function enclosingDeclaration(tree: SyntaxTree, node: NodeId): NodeId {
  return tree.ancestor(node, Kind.function_declaration, Kind.method_declaration);
}
