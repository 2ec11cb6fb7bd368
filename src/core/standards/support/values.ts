import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { givenAt } from './assigned.ts';

/** Leftmost identifier of `s.conns[i].state`, calls included: `s`; NONE where the expression has none. */
export function rootOf(tree: SyntaxTree, expression: NodeId): NodeId {
  let node = unparenthesized(tree, expression);
  while (node !== NONE && tree.kind(node) !== Kind.identifier) {
    const inner = tree.child(node, Field.operand) || tree.child(node, Field.function);
    node = unparenthesized(tree, inner);
  }
  return node;
}

/** Both are the same variable or the same path from one: equal text from one declaration. */
export function isSamePath(file: GoFile, a: NodeId, b: NodeId): boolean {
  const { tree, bindings } = file;
  if (tree.textOf(a) !== tree.textOf(b)) return false;
  return bindings[rootOf(tree, a)] === bindings[rootOf(tree, b)];
}

/**
 * The expression that was last written, in source order and in the same function, to the local variable used at
 * `use`: the call where several results are written at once. NONE for parameters and values from elsewhere.
 */
export function lastValue(file: GoFile, use: NodeId): NodeId {
  const { tree, bindings } = file;
  const declaration = tree.kind(use) === Kind.identifier ? (bindings[use] as number) : NONE;
  if (declaration === NONE) return NONE;
  const around = enclosingFunction(tree, use);
  let found = NONE;
  for (let node = declaration; node < use; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const value = unparenthesized(tree, givenAt(file, node)?.value ?? received(tree, node));
    // A write whose own value holds the use comes after it: `err = wrap(err)`.
    if (value !== NONE && !tree.contains(value, use) && enclosingFunction(tree, node) === around) found = value;
  }
  return found;
}

/** `<-errs` of `case err = <-errs`. */
function received(tree: SyntaxTree, name: NodeId): NodeId {
  const statement = tree.parent(tree.parent(name));
  return tree.kind(statement) === Kind.receive_statement ? tree.child(statement, Field.right) : NONE;
}

/** What a range variable runs over; NONE for other expressions. */
export function rangedOver(file: GoFile, use: NodeId): NodeId {
  const { tree, bindings } = file;
  const declaration = tree.kind(use) === Kind.identifier ? (bindings[use] as number) : NONE;
  const clause = tree.parent(tree.parent(declaration));
  return tree.kind(clause) === Kind.range_clause ? tree.child(clause, Field.right) : NONE;
}
