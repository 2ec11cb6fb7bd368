import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { deref, type Type } from '../../go/types/type.ts';
import { givenAt } from './assigned.ts';
import { isRows } from './database.ts';
import { calledName } from './ignorable.ts';
import { isReadCall, readBehind } from './reads.ts';
import { lastValue, rootOf } from './values.ts';

/** A loop with one turn for each row that a query found. */
export interface RowLoop {
  loop: NodeId;
  /** The call that asks for the rows: of the library, or of a function of the repository. */
  query: NodeId;
  /** The rows as the loop names them. */
  rows: NodeId;
  /** The cursor is still open: the loop reads from it. */
  open: boolean;
  /** Declarations of the variables that hold the row, or what was made of it. */
  holds: ReadonlySet<NodeId>;
}

/** The loop as one over the rows of a query; null for any other. */
export function rowLoopAt(file: GoFile, loop: NodeId): RowLoop | null {
  const { tree } = file;
  const range = tree.childOfKind(loop, Kind.range_clause);
  return range === NONE ? cursorLoop(file, loop) : listLoop(file, loop, range);
}

/** `for rows.Next() { … }` */
function cursorLoop(file: GoFile, loop: NodeId): RowLoop | null {
  const { tree, bindings } = file;
  const next = tree.children(loop)[0] ?? NONE;
  if (!isCall(tree, next) || calledName(file, next) !== 'Next') return null;
  const rows = tree.child(calleeOf(tree, next), Field.operand);
  if (tree.kind(rows) !== Kind.identifier || !isCursor(file.typeOf(rows))) return null;
  const query = lastValue(file, rows);
  if (!isCall(tree, query)) return null;
  const scanned = [...tree.descendants(tree.child(loop, Field.body), Kind.call_expression)].filter(
    (call) => bindings[rootOf(tree, calleeOf(tree, call))] === bindings[rows],
  );
  const into = scanned.flatMap((call) =>
    file.arguments(call).map((argument) => rootOf(tree, addressed(tree, argument))),
  );
  const holds = new Set(into.flatMap((name) => (name === NONE ? [] : [bindings[name] as number])));
  return { loop, query, rows, open: true, holds: withDerived(file, loop, holds) };
}

function isCursor(type: Type): boolean {
  const base = deref(type);
  return isRows(type) || (base.kind === 'named' && base.name === 'Cursor' && /\/mongo$/.test(base.package));
}

/** `for _, order := range orders { … }`, and `for i := range orders`. */
function listLoop(file: GoFile, loop: NodeId, range: NodeId): RowLoop | null {
  const { tree, bindings } = file;
  const rows = unparenthesized(tree, tree.child(range, Field.right));
  if (tree.kind(rows) !== Kind.identifier || !bindings[rows]) return null;
  if (underlyingOf(file.index, file.typeOf(rows)).kind !== 'slice') return null;
  const names = tree.children(tree.child(range, Field.left)).filter((name) => tree.textOf(name) !== '_');
  const query = names.length === 0 ? NONE : queryBehind(file, rows);
  if (query === NONE) return null;
  const holds = new Set(names.map((name) => bindings[name] as number));
  return { loop, query, rows, open: false, holds: withDerived(file, loop, holds) };
}

/** The query that filled the list: one that returned it, that was given its address, or whose rows were appended. */
function queryBehind(file: GoFile, list: NodeId): NodeId {
  const { tree, bindings } = file;
  const declaration = bindings[list] as number;
  let found = NONE;
  for (let node = declaration; node < list; node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const given = givenAt(file, node);
    if (given)
      found =
        given.position === 0 && isCall(tree, given.value)
          ? readAt(file, given.value) || appended(file, given.value) || NONE
          : NONE;
    else {
      const argument = tree.parent(node);
      const call = tree.parent(tree.parent(argument));
      if (addressed(tree, argument) === node && isCall(tree, call) && isReadCall(file, call)) found = call;
    }
  }
  return found;
}

function readAt(file: GoFile, call: NodeId): NodeId {
  const callee = file.callee(call);
  if (!callee) return NONE;
  if (
    callee.receiver === null &&
    /^github\.com\/jackc\/pgx\/v5$/.test(callee.package) &&
    callee.name === 'CollectRows'
  ) {
    const rows = lastValue(file, file.arguments(call)[0] ?? NONE);
    return isCall(file.tree, rows) ? rows : NONE;
  }
  return readBehind(file.index, callee) ? call : NONE;
}

/** `orders = append(orders, order)` within `for rows.Next()`: the query of those rows. */
function appended(file: GoFile, call: NodeId): NodeId {
  if (!file.isCallTo(call, '', 'append')) return NONE;
  const loop = file.tree.ancestor(call, Kind.for_statement, Kind.func_literal);
  return file.tree.kind(loop) === Kind.for_statement ? (cursorLoop(file, loop)?.query ?? NONE) : NONE;
}

/** `&order` as `order`; NONE for what is no address of a variable. */
export function addressed(tree: SyntaxTree, argument: NodeId): NodeId {
  if (tree.kind(argument) !== Kind.unary_expression) return NONE;
  if (tree.kind(tree.child(argument, Field.operator)) !== Token['&']) return NONE;
  const operand = tree.child(argument, Field.operand);
  return tree.kind(operand) === Kind.composite_literal ? NONE : operand;
}

/** With the variables of the loop's body that are given something made of these. */
function withDerived(file: GoFile, loop: NodeId, holds: Set<NodeId>): ReadonlySet<NodeId> {
  const { tree, bindings } = file;
  const body = tree.child(loop, Field.body);
  const end = tree.next(body);
  for (let node = body; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier || !bindings[node] || !tree.contains(body, bindings[node] as number))
      continue;
    const given = givenAt(file, node);
    if (given && mentions(file, given.value, holds)) holds.add(bindings[node] as number);
  }
  return holds;
}

/** The expression uses one of the variables. */
export function mentions(file: GoFile, expression: NodeId, declarations: ReadonlySet<NodeId>): boolean {
  const { tree, bindings } = file;
  const end = tree.next(expression);
  for (let node = expression; node < end; node++)
    if (tree.kind(node) === Kind.identifier && declarations.has(bindings[node] as number)) return true;
  return false;
}
