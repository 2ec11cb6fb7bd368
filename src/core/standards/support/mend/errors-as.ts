import type { GoFile } from '../../../go/file.ts';
import { unparenthesized } from '../../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../../go/syntax/tree.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import { imported } from './imported.ts';
import { freeName, namesIn } from './names.ts';
import { lineBefore, replaced } from './statement.ts';

/** Names for a variable that the assertion had none for. */
const TARGETS = ['target', 'cause', 'asked'];

/** `v, ok := err.(T)` as a variable and `errors.As`; null for other uses of the assertion. */
export function askedByAs(file: GoFile, assertion: NodeId): Edit[] | null {
  const { tree } = file;
  const statement = tree.parent(tree.parent(assertion));
  if (tree.kind(statement) !== Kind.short_var_declaration) return null;
  const [value, ok, ...others] = tree.children(tree.child(statement, Field.left));
  if (value === undefined || ok === undefined || others.length > 0 || tree.textOf(ok) === '_') return null;
  const name = tree.textOf(value) === '_' ? freeName(file, assertion, TARGETS) : tree.textOf(value);
  const errors = imported(file, 'errors', assertion);
  if (name === null || errors === null || !isDeclaredBy(file, value) || !isDeclaredBy(file, ok)) return null;
  const operand = unparenthesized(tree, tree.child(assertion, Field.operand));
  const as = `${errors.name}.As(${tree.textOf(operand)}, &${name})`;
  const declared = `var ${name} ${tree.textOf(tree.child(assertion, Field.type))}`;
  const around = tree.parent(statement);
  if (tree.kind(around) === Kind.statement_list) {
    const line = lineBefore(tree, statement, declared);
    return line && [...errors.edits, line, replaced(tree, statement, `${tree.textOf(ok)} := ${as}`)];
  }
  return tree.kind(around) === Kind.if_statement
    ? inCondition(file, around, { statement, value, ok, name, as, declared }, errors.edits)
    : null;
}

interface Asking {
  statement: NodeId;
  value: NodeId;
  ok: NodeId;
  name: string;
  as: string;
  declared: string;
}

/** `if v, ok := err.(T); ok && …`: the variable goes before the statement, the question into the condition. */
function inCondition(file: GoFile, branch: NodeId, asking: Asking, imports: readonly Edit[]): Edit[] | null {
  const { tree, bindings } = file;
  const { statement, value, ok, name, as, declared } = asking;
  // In the block around it the name must be free; and nobody else may want to know how the question was answered.
  if (tree.kind(value) === Kind.identifier && namesIn(file, branch, name).some((use) => !tree.contains(branch, use)))
    return null;
  const condition = tree.child(branch, Field.condition);
  const first = leftmost(file, condition);
  const uses = namesIn(file, branch, tree.textOf(ok)).filter((use) => bindings[use] === ok && use !== ok);
  const line = tree.kind(tree.parent(branch)) === Kind.statement_list ? lineBefore(tree, branch, declared) : null;
  if (uses.length !== 1 || uses[0] !== first || line === null) return null;
  const gap = { start: tree.start(statement), end: tree.start(condition), text: '' };
  return [...imports, line, gap, replaced(tree, first, as)];
}

/** `ok` of `!ok` and of `ok && …`. */
function leftmost(file: GoFile, condition: NodeId): NodeId {
  const { tree } = file;
  let node = condition;
  for (;;) {
    const kind = tree.kind(node);
    const operator = tree.kind(tree.child(node, Field.operator));
    if (kind === Kind.binary_expression && (operator === Token['&&'] || operator === Token['||']))
      node = tree.child(node, Field.left);
    else if (kind === Kind.unary_expression && operator === Token['!']) node = tree.child(node, Field.operand);
    else return kind === Kind.identifier ? node : NONE;
  }
}

/** The identifier on the left of `:=` is new there, or blank. */
function isDeclaredBy(file: GoFile, name: NodeId): boolean {
  return file.tree.textOf(name) === '_' || file.bindings[name] === name;
}
