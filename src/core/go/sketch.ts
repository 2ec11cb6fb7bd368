import { isCall } from './syntax/calls.ts';
import { folded, foldedText } from './syntax/folded.ts';
import { Field, Kind } from './syntax/grammar.ts';
import type { NodeId, SyntaxTree } from './syntax/tree.ts';

const LONGEST = 400;
/** Arguments of calls within arguments are left out below this depth. */
const DEEPEST_ARGUMENTS = 2;
/** Stands for what does not matter or is too much. */
const OMITTED = '_';

const LITERALS = new Map<number, string>([
  [Kind.int_literal, '0'],
  [Kind.float_literal, '0.0'],
  [Kind.imaginary_literal, '0i'],
  [Kind.rune_literal, "''"],
  [Kind.interpreted_string_literal, '""'],
  [Kind.raw_string_literal, '""'],
  [Kind.true, 'true'],
  [Kind.false, 'true'],
  [Kind.nil, 'nil'],
  [Kind.iota, '0'],
]);

/**
 * As much of an expression as its type depends on, in Go's own syntax: literals without their text, composite literals
 * and function bodies emptied. Null when that is still too long.
 */
export function sketchOf(tree: SyntaxTree, expression: NodeId): string | null {
  const text = sketch(tree, expression, 0);
  return text.length <= LONGEST ? text : null;
}

function sketch(tree: SyntaxTree, node: NodeId, depth: number): string {
  const child = (field: number) => sketch(tree, tree.child(node, field), depth);
  const type = () => folded(tree, tree.child(node, Field.type));
  const kind = tree.kind(node);
  switch (kind) {
    case Kind.identifier:
      return tree.textOf(node);
    case Kind.selector_expression:
      return `${child(Field.operand)}.${tree.textOf(tree.child(node, Field.field))}`;
    case Kind.parenthesized_expression:
      return `(${tree.children(node).map((inner) => sketch(tree, inner, depth))})`;
    case Kind.unary_expression:
      return tree.textOf(tree.child(node, Field.operator)) + child(Field.operand);
    case Kind.binary_expression:
      return `(${child(Field.left)} ${tree.textOf(tree.child(node, Field.operator))} ${child(Field.right)})`;
    case Kind.index_expression:
      return `${child(Field.operand)}[${foldedIndex(tree, node)}]`;
    case Kind.slice_expression:
      return `${child(Field.operand)}[:]`;
    case Kind.type_assertion_expression:
      return `${child(Field.operand)}.(${type()})`;
    case Kind.composite_literal:
      return `${type()}{}`;
    case Kind.func_literal:
      return `${foldedText(tree.text.slice(tree.start(node), tree.start(tree.child(node, Field.body))))}{}`;
    case Kind.call_expression: {
      const written = tree.child(node, Field.type_arguments);
      return child(Field.function) + (written ? folded(tree, written) : '') + callArguments(tree, node, depth + 1);
    }
    case Kind.type_conversion_expression:
      return `${type()}(${isCall(tree, node) ? child(Field.operand) : OMITTED})`;
    case Kind.type_instantiation_expression:
      return folded(tree, node);
    default:
      return LITERALS.get(kind) ?? OMITTED;
  }
}

function callArguments(tree: SyntaxTree, call: NodeId, depth: number): string {
  const list = tree.children(tree.child(call, Field.arguments));
  const callee = tree.child(call, Field.function);
  const builtin = tree.kind(callee) === Kind.identifier ? tree.textOf(callee) : '';
  if (builtin === 'make' || (builtin === 'new' && list.length === 1))
    return `(${list[0] ? folded(tree, list[0]) : ''})`;
  if (depth > DEEPEST_ARGUMENTS) return `(${list.map(() => OMITTED)})`;
  return `(${list.map((argument) => sketch(tree, argument, depth))})`;
}

/** `K` of `F[K]`, which may be a type argument. */
function foldedIndex(tree: SyntaxTree, node: NodeId): string {
  const index = tree.child(node, Field.index);
  const text = LITERALS.get(tree.kind(index)) ?? folded(tree, index);
  return /["'`]./.test(text) && text !== '""' ? OMITTED : text;
}
