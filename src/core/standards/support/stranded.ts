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
 * The step behind `end` that others wait for without another way out; null where none is seen. A deferred step is taken
 * whatever happens, and where another goroutine takes the same step the waiter may be served by it.
 */
export function strandedBy(file: GoFile, literal: NodeId, end: NodeId): Stranded | null {
  const { tree } = file;
  const around = enclosingDeclaration(tree, literal);
  for (let node = tree.next(end); node < tree.next(literal); node++) {
    const on = releasedAt(file, node);
    if (on === NONE || enclosingFunction(tree, node) !== literal) continue;
    if (tree.ancestor(node, Kind.defer_statement, Kind.func_literal) !== literal || isChoice(file, node)) continue;
    const declaration = file.bindings[rootOf(tree, on)] as number;
    if (!declaration || tree.contains(literal, declaration) || isReleasedElsewhere(file, around, literal, on)) continue;
    const waiter = waiterFor(file, around, literal, on);
    if (waiter !== NONE) return { step: tree.textOf(node), at: node, waiter };
  }
  return null;
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

function isReleasedElsewhere(file: GoFile, around: NodeId, literal: NodeId, on: NodeId): boolean {
  for (let node = around; node < file.tree.next(around); node++) {
    if (node === literal) node = file.tree.next(literal);
    const other = releasedAt(file, node);
    if (other !== NONE && isSamePath(file, other, on)) return true;
  }
  return false;
}

/** A receive, a range or a `Wait` outside the goroutine that nothing else ends. */
function waiterFor(file: GoFile, around: NodeId, literal: NodeId, on: NodeId): NodeId {
  const { tree } = file;
  for (let node = around; node < tree.next(around); node++) {
    if (node === literal) node = tree.next(literal);
    const awaited = awaitedAt(file, node);
    if (awaited !== NONE && isSamePath(file, awaited, on) && !isChoice(file, node)) return node;
  }
  return NONE;
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
