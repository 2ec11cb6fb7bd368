import type { Evidence } from '../../findings/finding.ts';
import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { settles } from '../../go/flow/handing.ts';
import { findLeak, type Owned } from '../../go/flow/ownership.ts';
import { enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { isError } from '../../go/types/type.ts';
import { isCommandLine } from './program.ts';
import { isTestCode } from './test-code.ts';

/** A call whose results were given to local variables. */
export interface Acquisition {
  statement: NodeId;
  /** Identifiers on the left, in order. */
  names: NodeId[];
}

/** A kind of value that must be given back. */
export interface Resource
  extends Pick<Owned, 'releases' | 'releasedBy' | 'errorField'>,
    Partial<Pick<Owned, 'borrows' | 'takes' | 'ends' | 'fields'>> {
  /** Of the value among the results of the call that acquires it; 0 by default. */
  position?: number;
  /** Of no consequence in a command that ends soon, save where a loop piles it up. */
  perProcess?: boolean;
  /** Lost only where nothing in the function gives it back or hands it on. */
  never?: boolean;
}

/** A value that is not given back on some way through its function. */
export interface Leaked {
  /** Variable; null where the value was given to none. */
  name: string | null;
  statement: NodeId;
  /** The place where it is lost, in words: `when the function returns at line 12`. */
  when: string;
  exit: Evidence;
  steps: readonly Step[];
  /** Another value takes its place: a loop comes round. */
  overwritten: boolean;
  /** Null where the value was given to no variable. */
  owned: Owned | null;
}

/** The call stands where its results are given to variables or dropped, which is where `leakOf` looks. */
export function isTaken({ tree }: GoFile, call: NodeId): boolean {
  const kind = tree.kind(tree.parent(call));
  return kind === Kind.expression_list || kind === Kind.expression_statement;
}

/** The statement `v, err := call` around a call that is its only right-hand side; null for any other use of it. */
export function acquisitionOf(file: GoFile, call: NodeId): Acquisition | null {
  const { tree } = file;
  const list = tree.parent(call);
  if (tree.kind(list) !== Kind.expression_list || tree.children(list).length !== 1) return null;
  const statement = tree.parent(list);
  const kind = tree.kind(statement);
  if (kind === Kind.var_spec) return { statement, names: tree.childrenInField(statement, Field.name) };
  if (kind !== Kind.short_var_declaration && kind !== Kind.assignment_statement) return null;
  if (tree.field(list) !== Field.right) return null;
  return { statement, names: tree.children(tree.child(statement, Field.left)) };
}

/**
 * Where a value that `call` returns is lost; null when it is not, or when the process ends with the function anyhow,
 * or when the code only serves tests.
 */
export function leakOf(file: GoFile, call: NodeId, resource: Resource): Leaked | null {
  const { tree, bindings } = file;
  const root = enclosingFunction(tree, call);
  if (root === NONE || isProcess(file, root) || isTestCode(file)) return null;
  if (resource.perProcess && isCommandLine(file, call) && !isRepeated(file, call, root)) return null;
  if (tree.kind(tree.parent(call)) === Kind.expression_statement) return dropped(file, call, tree.parent(call));
  const acquired = acquisitionOf(file, call);
  const position = resource.position ?? 0;
  const name = acquired?.names[position];
  if (!acquired || name === undefined) return null;
  if (tree.textOf(name) === '_') return dropped(file, call, acquired.statement);
  const variable = bindings[name] as number;
  // A field, a package variable or a variable of an outer function outlives this one.
  if (!variable || enclosingFunction(tree, variable) !== root || isResultName(file, variable)) return null;
  if (comesWithRelease(file, call, position)) return null;
  const { position: _, perProcess: __, never = false, ...rest } = resource;
  const owned: Owned = { ...rest, variable, acquired: acquired.statement, error: errorBeside(file, call, acquired) };
  const leak = findLeak(file, file.flow(root), owned);
  if (!leak || (never && file.flow(root).steps.some((step) => step.evaluates && settles(file, owned, step))))
    return null;
  if (leak.overwritten && isForNone(file, acquired)) return null;
  const { when, line } = exitOf(file, root, acquired, leak);
  return {
    name: tree.textOf(name),
    statement: acquired.statement,
    when,
    exit: { path: file.path, line, text: tree.lineText(line) },
    steps: leak.path,
    overwritten: leak.overwritten,
    owned,
  };
}

/** Under `if ctx == nil`, of one of its names: nothing is held when it is acquired. */
function isForNone({ tree, bindings }: GoFile, { statement, names }: Acquisition): boolean {
  const held = new Set(names.map((name) => bindings[name]));
  for (let at = tree.parent(statement); at !== NONE; at = tree.parent(at)) {
    if (tree.kind(at) !== Kind.if_statement || !tree.contains(tree.child(at, Field.consequence), statement)) continue;
    const condition = tree.child(at, Field.condition);
    if (tree.kind(tree.child(condition, Field.operator)) !== Token['==']) continue;
    const [left, right] = [tree.child(condition, Field.left), tree.child(condition, Field.right)];
    if (tree.kind(right) === Kind.nil && bindings[left] && held.has(bindings[left])) return true;
  }
  return false;
}

/** `tx, commit, rollback, err := begin()`: what gives it back comes beside it, as a function. */
function comesWithRelease(file: GoFile, call: NodeId, position: number): boolean {
  const type = file.typeOf(call);
  return (
    type.kind === 'tuple' &&
    type.of.some((result, index) => index !== position && underlyingOf(file.index, result).kind === 'func')
  );
}

function exitOf(
  file: GoFile,
  root: NodeId,
  { statement }: Acquisition,
  { path, overwritten }: { path: readonly Step[]; overwritten: boolean },
): { when: string; line: number } {
  const { tree } = file;
  const last = path.at(-1);
  if (overwritten && last) {
    const line = tree.line(last.node);
    const again = tree.contains(last.node, statement);
    return {
      line,
      when: again ? `when the loop comes round to line ${line}` : `when it is assigned again at line ${line}`,
    };
  }
  if (last?.kind === 'return') {
    const line = tree.line(last.node);
    return { line, when: `when the function returns at line ${line}` };
  }
  const line = tree.endLine(root);
  return { line, when: `when the function ends at line ${line}` };
}

function dropped(file: GoFile, call: NodeId, statement: NodeId): Leaked {
  const line = file.tree.line(call);
  const exit = { path: file.path, line, text: file.tree.lineText(line) };
  return { name: null, statement, when: 'at once', exit, steps: [], overwritten: false, owned: null };
}

/** The variable that takes the error of the call; NONE when nobody looks at it. */
function errorBeside(file: GoFile, call: NodeId, { names }: Acquisition): NodeId {
  const type = file.typeOf(call);
  const at = type.kind === 'tuple' ? type.of.findIndex(isError) : -1;
  const name = names[at] ?? NONE;
  return name === NONE ? NONE : (file.bindings[unparenthesized(file.tree, name)] as number);
}

function isRepeated(file: GoFile, call: NodeId, root: NodeId): boolean {
  const loop = file.tree.ancestor(call, Kind.for_statement);
  return loop !== NONE && file.tree.contains(root, loop);
}

/** `func main`: what it leaves open, the process's end closes. */
export function isProcess(file: GoFile, root: NodeId): boolean {
  const { tree } = file;
  if (!file.isMain || tree.kind(root) !== Kind.function_declaration) return false;
  return /^(?:main|init)$/.test(tree.textOf(tree.child(root, Field.name)));
}

/** A named result is handed to the caller by a bare return. */
function isResultName(file: GoFile, variable: NodeId): boolean {
  const list = file.tree.parent(file.tree.parent(variable));
  return file.tree.field(list) === Field.result;
}
