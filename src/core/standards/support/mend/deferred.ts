import type { GoFile } from '../../../go/file.ts';
import { neverReturns } from '../../../go/flow/aborts.ts';
import { settlesAt } from '../../../go/flow/handing.ts';
import { nilCheck } from '../../../go/flow/nil-check.ts';
import type { Owned } from '../../../go/flow/ownership.ts';
import { enclosingFunction, isCall } from '../../../go/syntax/calls.ts';
import { Field, Kind } from '../../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../../go/syntax/tree.ts';
import { isError } from '../../../go/types/type.ts';
import type { Edit } from '../../../suggestions/edit.ts';
import type { Leaked } from '../acquisition.ts';
import { freeName } from './names.ts';
import { lineAfter, nextStatement, replaced, withoutLines } from './statement.ts';

const LEAVES: readonly number[] = [
  Kind.return_statement,
  Kind.continue_statement,
  Kind.break_statement,
  Kind.goto_statement,
];

const LONGEST_RELEASE = 24;

export interface Deferring {
  /** The call that gives the value back, by the variable's name: `rows.Close()`; null for none. */
  release: (name: string) => string | null;
  /** Names for a value that was thrown away; without them that has no mend. */
  names?: readonly string[];
  /** Giving it back twice is an error. */
  once?: true;
}

/**
 * `defer rows.Close()` behind the check of the error. Null in a loop, where defers pile up, and where any way through
 * the function hands the value on: it would be closed before whoever has it then gets to use it.
 */
export function deferred(file: GoFile, leak: Leaked, { release, names, once }: Deferring): Edit[] | null {
  const { statement, owned } = leak;
  if (isInLoop(file, statement)) return null;
  if (owned === null) return names ? named(file, statement, { release, names }) : null;
  if (isHandedOver(file, statement, owned) || (once && isGivenBack(file, statement, owned))) return null;
  if (owned.error === NONE && isErrorLeft(file, statement)) return null;
  const call = release(leak.name ?? '');
  const edits = line(file, statement, call, owned.error);
  return edits && [...edits, ...deferredLater(file, statement, call)];
}

/** `f, _ := os.Open(path)`: there may be nothing to close, and nobody asks. */
function isErrorLeft(file: GoFile, statement: NodeId): boolean {
  const { tree } = file;
  const given = tree.child(statement, Field.right) || tree.child(statement, Field.value);
  const [call = NONE] = tree.children(given);
  const type = file.typeOf(call);
  return type.kind === 'tuple' && type.of.some(isError);
}

/** A name for the value that was given to the blank one. */
function named(
  file: GoFile,
  statement: NodeId,
  { release, names }: { release: Deferring['release']; names: readonly string[] },
): Edit[] | null {
  const { tree } = file;
  const left = tree.child(statement, Field.left);
  const [blank, ...others] = tree.children(left).filter((name) => tree.textOf(name) === '_');
  const name = freeName(file, statement, names);
  if (blank === undefined || others.length > 0 || name === null) return null;
  const edits = line(file, statement, release(name), NONE);
  const operator = tree.child(statement, Field.operator);
  if (tree.kind(statement) === Kind.short_var_declaration) return edits && [replaced(tree, blank, name), ...edits];
  const redeclared = tree.children(left).every((other) => other === blank || isOfBlock(file, statement, other));
  return edits && redeclared && operator !== NONE
    ? [replaced(tree, blank, name), replaced(tree, operator, ':='), ...edits]
    : null;
}

/** `:=` gives this variable a value instead of declaring another: it belongs to the block, or is a parameter of its function. */
function isOfBlock(file: GoFile, statement: NodeId, name: NodeId): boolean {
  const { tree, bindings } = file;
  const declaration = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
  if (declaration === NONE) return false;
  const block = tree.parent(statement);
  const root = enclosingFunction(tree, statement);
  if (tree.field(tree.parent(tree.parent(declaration))) === Field.parameters)
    return tree.parent(tree.parent(block)) === root && enclosingFunction(tree, declaration) === root;
  return tree.parent(tree.parent(tree.parent(declaration))) === block;
}

/** The same call deferred further down, which is too late and then once too often. */
function deferredLater(file: GoFile, statement: NodeId, call: string | null): Edit[] {
  const { tree } = file;
  const later = tree.children(tree.parent(wholeStatement(tree, statement))).filter((other) => other > statement);
  const same = later.filter(
    (other) => tree.kind(other) === Kind.defer_statement && tree.textOf(other) === `defer ${call}`,
  );
  return same.flatMap((other) => withoutLines(tree, other) ?? []);
}

/** `var f, err = os.Open(path)` as a statement of its block. */
function wholeStatement(tree: SyntaxTree, statement: NodeId): NodeId {
  return tree.kind(statement) === Kind.var_spec ? tree.parent(statement) : statement;
}

function line(file: GoFile, acquisition: NodeId, call: string | null, error: NodeId): Edit[] | null {
  const { tree } = file;
  const statement = wholeStatement(tree, acquisition);
  if (tree.kind(tree.parent(statement)) !== Kind.statement_list) return null;
  const check = error === NONE ? statement : nextStatement(tree, statement);
  if (call === null || (error !== NONE && !leavesOn(file, check, error))) return null;
  const edit = lineAfter(tree, check, `defer ${call}`);
  return edit && [edit];
}

/** `if err != nil { …; return }` of this error, without another branch. */
function leavesOn(file: GoFile, check: NodeId, error: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(check) !== Kind.if_statement || tree.child(check, Field.alternative)) return false;
  const asked = nilCheck(file, tree.child(check, Field.condition));
  if (asked?.variable !== error || asked.nilWhen || tree.child(check, Field.initializer)) return false;
  const list = tree.childOfKind(tree.child(check, Field.consequence), Kind.statement_list);
  const last = list === NONE ? undefined : tree.children(list).at(-1);
  if (last === undefined) return false;
  const [call = NONE] = tree.children(last);
  return LEAVES.includes(tree.kind(last)) || (isCall(tree, call) && neverReturns(file, call));
}

function isInLoop(file: GoFile, statement: NodeId): boolean {
  const loop = file.tree.ancestor(statement, Kind.for_statement);
  return loop > enclosingFunction(file.tree, statement);
}

/** Some use gives the value, or what is to be closed of it, to somebody who may keep it. */
function isHandedOver(file: GoFile, statement: NodeId, { fields: _, takes: __, ...owned }: Owned): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, statement);
  return usesIn(file, root, owned.variable).some(
    (use) => isKeptByLiteral(tree, use, root) || (!isReleased(tree, use, owned) && settlesAt(file, owned, use)),
  );
}

function isGivenBack(file: GoFile, statement: NodeId, owned: Owned): boolean {
  const root = enclosingFunction(file.tree, statement);
  return usesIn(file, root, owned.variable).some((use) => isReleased(file.tree, use, owned));
}

function usesIn({ tree, bindings }: GoFile, node: NodeId, variable: NodeId): NodeId[] {
  return [...tree.descendants(node, Kind.identifier)].filter((use) => bindings[use] === variable && use !== variable);
}

/** `rows` of `rows.Close()`. */
function isReleased(tree: SyntaxTree, use: NodeId, { releases }: Owned): boolean {
  const rest = tree.text.slice(tree.end(use), tree.end(use) + LONGEST_RELEASE);
  return [...releases].some((release) => rest.startsWith(release.replace(/\)$/, '')));
}

/** A function literal that does not run there and then, or at the end of the function, has the value. */
function isKeptByLiteral(tree: SyntaxTree, use: NodeId, root: NodeId): boolean {
  const literal = enclosingFunction(tree, use);
  if (literal === root) return false;
  const run = tree.kind(tree.parent(tree.parent(literal)));
  return run !== Kind.defer_statement && run !== Kind.expression_statement;
}
