import type { GoFile } from '../../go/file.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';

/** The branch that a statement stands in directly. */
export interface Guard {
  /** The `if` or the `switch`. */
  statement: NodeId;
  condition: NodeId;
  /** Outcome of the condition that leads here. */
  when: boolean;
  /** Statements of the branch before the one asked about. */
  before: NodeId[];
}

/** The innermost `if` or tagless `case` that decides whether the statement runs; null when another statement does. */
export function guardOf(file: GoFile, statement: NodeId): Guard | null {
  const { tree } = file;
  const list = tree.parent(statement);
  if (tree.kind(list) !== Kind.statement_list) return null;
  // Asked last: a list may be as long as the file.
  const before = () => tree.children(list).filter((sibling) => sibling < statement);
  const around = tree.parent(list);
  if (tree.kind(around) === Kind.expression_case) {
    const tests = tree.children(tree.child(around, Field.value));
    const outer = tree.parent(around);
    const [only] = tests;
    if (tree.child(outer, Field.value) !== NONE || tests.length !== 1 || only === undefined) return null;
    return { statement: outer, condition: unparenthesized(tree, only), when: true, before: before() };
  }
  const outer = tree.parent(around);
  if (tree.kind(around) !== Kind.block || tree.kind(outer) !== Kind.if_statement) return null;
  const condition = unparenthesized(tree, tree.child(outer, Field.condition));
  return { statement: outer, condition, when: tree.field(around) === Field.consequence, before: before() };
}

/** Operands of `a || b || c`, or of `&&`; the condition itself where it is neither. */
export function operandsOf(file: GoFile, condition: NodeId, operator: '||' | '&&'): NodeId[] {
  const { tree } = file;
  const node = unparenthesized(tree, condition);
  if (tree.kind(node) !== Kind.binary_expression || tree.kind(tree.child(node, Field.operator)) !== Token[operator])
    return [node];
  return [Field.left, Field.right].flatMap((field) => operandsOf(file, tree.child(node, field), operator));
}

/** Expressions that a `return` names, in order. */
export function returnedValues(file: GoFile, statement: NodeId): NodeId[] {
  const list = file.tree.childOfKind(statement, Kind.expression_list);
  return list ? file.tree.children(list).map((value) => unparenthesized(file.tree, value)) : [];
}

/** Types of a function's results as nodes, one for each. */
export function resultTypes(file: GoFile, fn: NodeId): NodeId[] {
  const { tree } = file;
  const result = tree.child(fn, Field.result);
  if (result === NONE) return [];
  if (tree.kind(result) !== Kind.parameter_list) return [result];
  return tree.children(result).flatMap((one) => {
    const type = tree.child(one, Field.type);
    return tree
      .childrenInField(one, Field.name)
      .map(() => type)
      .concat(tree.child(one, Field.name) ? [] : [type]);
  });
}

/** `nil`, `0`, `""`, `T{}`, `zero`: nothing that a caller could use. */
export function isZero(file: GoFile, value: NodeId): boolean {
  const { tree } = file;
  switch (tree.kind(value)) {
    case Kind.nil:
    case Kind.false:
      return true;
    case Kind.composite_literal:
      return tree.children(tree.child(value, Field.body)).length === 0;
    default:
      return /^(?:0|""|``|zero\w*|empty\w*|-1)$/.test(tree.textOf(value));
  }
}
