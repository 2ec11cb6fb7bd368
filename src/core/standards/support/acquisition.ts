import type { Evidence } from '../../findings/finding.ts';
import type { GoFile } from '../../go/file.ts';
import { findLeak } from '../../go/flow/ownership.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError } from '../../go/types/type.ts';

/** A call whose results were given to local variables. */
export interface Acquisition {
  statement: NodeId;
  /** Identifiers on the left, in order. */
  names: NodeId[];
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

/** The way out on which a value that `call` returns is not given back, as evidence; null when there is none. */
export function leakOf(
  file: GoFile,
  call: NodeId,
  position: number,
  releases: ReadonlySet<string>,
): { name: string; statement: NodeId; exit: Evidence } | null {
  const { tree, bindings } = file;
  const acquired = acquisitionOf(file, call);
  const root = enclosingFunction(tree, call);
  const name = acquired?.names[position];
  if (!acquired || root === NONE || name === undefined || tree.kind(name) !== Kind.identifier) return null;
  const variable = bindings[name] as number;
  // A field, a package variable or a variable of an outer function outlives this one.
  if (!variable || enclosingFunction(tree, variable) !== root || isResultName(file, variable)) return null;
  const error = acquired.names.find((other) => other !== name && bindings[other] && isError(file.typeOf(other)));
  const owned = {
    variable,
    acquired: acquired.statement,
    error: error === undefined ? NONE : (bindings[error] as number),
    releases,
  };
  const path = findLeak(file, file.flow(root), owned);
  const last = path?.findLast((step) => step.kind !== 'end');
  if (!path) return null;
  const line = last?.kind === 'return' ? tree.line(last.node) : tree.endLine(root);
  return {
    name: tree.textOf(name),
    statement: acquired.statement,
    exit: { path: file.path, line, text: tree.lineText(line) },
  };
}

/** A named result is handed to the caller by a bare return. */
function isResultName(file: GoFile, variable: NodeId): boolean {
  const list = file.tree.parent(file.tree.parent(variable));
  return file.tree.field(list) === Field.result;
}
