import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isSamePath, rootOf } from './values.ts';

/** Somebody waits for a step of a goroutine. */
export interface Stranded {
  /** `close(done)`, `errs <- err`, `wg.Done()` */
  step: string;
  at: NodeId;
  waiter: NodeId;
}

/**
 * The step behind `end` that the function which starts the goroutine waits for without another way out, itself or
 * through a goroutine that it waits for; null where none is seen. A deferred step is taken whatever happens, one in a
 * branch need not be, and where others take the same step the waiter may be served by them.
 */
export function strandedBy(file: GoFile, literal: NodeId, end: NodeId): Stranded | null {
  const { tree } = file;
  const around = enclosingDeclaration(tree, literal);
  const starter = enclosingFunction(tree, literal);
  for (let node = tree.next(end); node < tree.next(literal); node++) {
    const on = releasedAt(file, node);
    if (on === NONE || !isStatementOf(file, literal, node)) continue;
    const declaration = file.bindings[rootOf(tree, on)] as number;
    if (!declaration || tree.contains(literal, declaration) || isReleasedElsewhere(file, around, node, on)) continue;
    const waiter = waitersFor(file, around, literal, on).find((one) => holdsUp(file, starter, one));
    if (waiter !== undefined) return { step: tree.textOf(node), at: node, waiter };
  }
  return null;
}

/** The send or call is a statement of the function's own, in no branch or loop. */
function isStatementOf(file: GoFile, literal: NodeId, node: NodeId): boolean {
  const { tree } = file;
  const statement = isCall(tree, node) ? tree.parent(node) : node;
  if (tree.kind(statement) !== Kind.send_statement && tree.kind(statement) !== Kind.expression_statement) return false;
  const list = tree.parent(statement);
  return tree.kind(list) === Kind.statement_list && tree.parent(tree.parent(list)) === literal;
}

/** Where the waiter hangs, the starter does: it stands there, or in a goroutine whose own release the starter awaits. */
function holdsUp(file: GoFile, starter: NodeId, waiter: NodeId): boolean {
  const { tree } = file;
  const fn = enclosingFunction(tree, waiter);
  if (fn === starter) return true;
  for (let node = fn; node < tree.next(fn); node++) {
    const on = releasedAt(file, node);
    if (on === NONE) continue;
    if (waitersFor(file, starter, fn, on).some((one) => enclosingFunction(tree, one) === starter)) return true;
  }
  return false;
}

/** Nothing of the goroutine comes after the statement that holds `end`: it is the last one, or deferred. */
export function isLastOf(file: GoFile, literal: NodeId, end: NodeId): boolean {
  const { tree } = file;
  for (let node = end; node !== literal && node !== NONE; node = tree.parent(node)) {
    if (tree.kind(node) === Kind.for_statement) return false;
    if (tree.kind(node) === Kind.defer_statement) return true;
    const parent = tree.parent(node);
    if (tree.kind(parent) !== Kind.statement_list) continue;
    const next = tree.children(parent).find((sibling) => sibling > node && tree.kind(sibling) !== Kind.comment);
    if (next !== undefined && tree.kind(next) !== Kind.return_statement) return false;
  }
  return true;
}

/** The channel or wait group that the node sends to, closes or counts down; NONE for every other node. */
function releasedAt(file: GoFile, node: NodeId): NodeId {
  const { tree } = file;
  if (tree.kind(node) === Kind.send_statement) return tree.child(node, Field.channel);
  if (!isCall(tree, node)) return NONE;
  if (file.isCallTo(node, '', 'close')) return file.arguments(node)[0] ?? NONE;
  if (!file.isMethodCall(node, 'sync', 'WaitGroup', 'Done')) return NONE;
  return tree.child(tree.child(node, Field.function), Field.operand);
}

function isReleasedElsewhere(file: GoFile, around: NodeId, step: NodeId, on: NodeId): boolean {
  const { tree } = file;
  const own = enclosingFunction(tree, step);
  for (let node = around; node < tree.next(around); node++) {
    // Deferred by the test, it comes when all is over; by the goroutine, when that ends.
    if (tree.kind(node) === Kind.defer_statement && enclosingFunction(tree, node) !== own) node = tree.next(node);
    const other = node === step ? NONE : releasedAt(file, node);
    if (other !== NONE && isSamePath(file, other, on)) return true;
  }
  return false;
}

/** Receives, ranges and `Wait` outside the goroutine that nothing else ends. */
function waitersFor(file: GoFile, around: NodeId, literal: NodeId, on: NodeId): NodeId[] {
  const { tree } = file;
  const found: NodeId[] = [];
  for (let node = around; node < tree.next(around); node++) {
    if (node === literal) node = tree.next(literal);
    const awaited = awaitedAt(file, node);
    if (awaited !== NONE && isSamePath(file, awaited, on) && !isChoice(file, node)) found.push(node);
  }
  return found;
}

function awaitedAt(file: GoFile, node: NodeId): NodeId {
  const { tree } = file;
  const kind = tree.kind(node);
  if (kind === Kind.unary_expression && tree.text.startsWith('<-', tree.start(node)))
    return tree.child(node, Field.operand);
  if (kind === Kind.range_clause) return tree.child(node, Field.right);
  if (!isCall(tree, node) || !file.isMethodCall(node, 'sync', 'WaitGroup', 'Wait')) return NONE;
  return tree.child(tree.child(node, Field.function), Field.operand);
}

/** One case of a `select` among others. */
function isChoice(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  const clause = tree.ancestor(node, Kind.communication_case, Kind.block);
  return tree.kind(clause) === Kind.communication_case && tree.children(tree.parent(clause)).length > 1;
}
