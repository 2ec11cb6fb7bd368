import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { readOf } from './read-value.ts';
import { addressed } from './row-loop.ts';
import { isSamePath, rootOf } from './values.ts';

/** A value that is written after it was read and computed from what it was. */
export interface WrittenBack {
  /** The call that read it. */
  read: NodeId;
  /** Where the new value is computed: `account.Balance -= amount`. */
  change: NodeId;
}

/** The argument as something that was read from a database in the same function and computed anew; null for others. */
export function writtenBack(file: GoFile, argument: NodeId, call: NodeId): WrittenBack | null {
  const { tree } = file;
  const given = addressed(tree, argument) || argument;
  const value = unparenthesized(tree, file.initialiser(given) || given);
  if (tree.kind(value) === Kind.binary_expression) return computedHere(file, value, call);
  const declared = localOf(file, given, call);
  const change = declared === NONE ? NONE : changeOf(file, declared, call);
  const read = change === NONE ? NONE : readOf(file, declared, change);
  return read === NONE ? null : { read, change };
}

/** `balance - amount` of a balance that was read. */
function computedHere(file: GoFile, value: NodeId, call: NodeId): WrittenBack | null {
  const { tree } = file;
  if (!/^[-+*/|&]$/.test(tree.textOf(tree.child(value, Field.operator)))) return null;
  for (const side of [Field.left, Field.right]) {
    const declared = localOf(file, tree.child(value, side), call);
    const read = declared === NONE ? NONE : readOf(file, declared, value);
    // What was read goes along: `… WHERE balance = $old`.
    if (file.arguments(call).some((other) => tree.kind(other) === Kind.identifier && file.bindings[other] === declared))
      continue;
    if (read !== NONE) return { read, change: value };
  }
  return null;
}

/** Declaration, in the function of the call, of the variable that the expression is or starts with. */
function localOf(file: GoFile, expression: NodeId, call: NodeId): NodeId {
  const { tree } = file;
  const root = rootOf(tree, expression);
  const declared = root === NONE ? NONE : (file.bindings[root] as number);
  return declared !== NONE && enclosingFunction(tree, declared) === enclosingFunction(tree, call) ? declared : NONE;
}

/** The last statement before the call that computes the variable, or a field of it, from what it was. */
function changeOf(file: GoFile, declared: NodeId, call: NodeId): NodeId {
  const { tree } = file;
  let found = NONE;
  for (let node = declared; node < call; node++) {
    const kind = tree.kind(node);
    const step = kind === Kind.inc_statement || kind === Kind.dec_statement;
    if (!step && kind !== Kind.assignment_statement) continue;
    const [target = NONE, ...others] = tree.children(step ? node : tree.child(node, Field.left));
    const root = rootOf(tree, target);
    if (others.length > 0 || root === NONE || file.bindings[root] !== declared) continue;
    if (step || addsTo(file, node, target)) found = node;
  }
  return found;
}

/** `x.Count += n`, `x.Count = x.Count + n`. */
function addsTo(file: GoFile, assignment: NodeId, target: NodeId): boolean {
  const { tree } = file;
  const operator = tree.textOf(tree.child(assignment, Field.operator));
  if (operator !== '=') return /^[-+*/|&]=$/.test(operator);
  const value = unparenthesized(tree, tree.children(tree.child(assignment, Field.right))[0] ?? NONE);
  if (tree.kind(value) !== Kind.binary_expression) return false;
  return [Field.left, Field.right].some((side) => isSamePath(file, tree.child(value, side), target));
}
