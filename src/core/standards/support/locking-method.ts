import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { callsWithin } from './goroutine.ts';
import { type LockCall, lockCallOf } from './locks.ts';

const DEEPEST = 3;

/**
 * The lock that a call of a method of this file takes, where the method is called on the value that holds the mutex
 * (`s.size()` under `s.mu`), locks it whatever its arguments, and does not unlock it before.
 */
export function lockedByMethod(file: GoFile, call: NodeId, lock: LockCall): { lock: LockCall; method: string } | null {
  const { tree, bindings } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return null;
  const operand = tree.child(callee, Field.operand);
  const holder = tree.textOf(operand);
  if (lock.path !== holder && !lock.path.startsWith(`${holder}.`)) return null;
  if (tree.kind(operand) !== Kind.identifier || bindings[operand] !== bindings[lock.root]) return null;
  const inner = lockOf(file, call, lock.path.slice(holder.length), DEEPEST);
  return inner && { lock: inner, method: tree.textOf(callee) };
}

/** `members` is the mutex from the receiver on: `.mu`, empty where it is embedded. */
function lockOf(file: GoFile, call: NodeId, members: string, depth: number): LockCall | null {
  const method = methodOf(file, call);
  const receiver = method === NONE ? '' : receiverName(file.tree, method);
  if (receiver === '' || depth === 0) return null;
  const { tree } = file;
  const body = tree.child(method, Field.body);
  for (const inner of callsWithin(file, body)) {
    const same = lockCallOf(file, inner);
    if (same) {
      if (same.path !== receiver + members) continue;
      return same.action === 'lock' && isAlwaysReached(tree, inner, method) ? same : null;
    }
    const callee = calleeOf(tree, inner);
    const onReceiver =
      tree.kind(callee) === Kind.selector_expression && tree.textOf(tree.child(callee, Field.operand)) === receiver;
    const deeper = onReceiver && isAlwaysReached(tree, inner, method) ? lockOf(file, inner, members, depth - 1) : null;
    if (deeper) return deeper;
    if (onReceiver && /unlock/i.test(tree.textOf(callee))) return null;
  }
  return null;
}

const CONDITIONAL = new Set<number>([
  Kind.if_statement,
  Kind.for_statement,
  Kind.expression_case,
  Kind.default_case,
  Kind.type_case,
  Kind.communication_case,
  Kind.func_literal,
  Kind.defer_statement,
]);

/** No condition, loop or literal stands around the call: only an early return can keep it from running. */
function isAlwaysReached(tree: SyntaxTree, call: NodeId, method: NodeId): boolean {
  for (let node = tree.parent(call); node !== method; node = tree.parent(node))
    if (CONDITIONAL.has(tree.kind(node))) return false;
  return true;
}

/** Declaration in this file of the method that the call calls; NONE for others. */
function methodOf(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const found = file.callee(call);
  if (!found?.receiver || found.package !== file.package?.path) return NONE;
  for (const declaration of methodsIn(file).get(found.name) ?? [])
    if (receiverType(tree, declaration) === found.receiver) return declaration;
  return NONE;
}

const declared = new WeakMap<GoFile, ReadonlyMap<string, readonly NodeId[]>>();

function methodsIn(file: GoFile): ReadonlyMap<string, readonly NodeId[]> {
  let found = declared.get(file);
  if (!found) {
    const all = new Map<string, NodeId[]>();
    const { tree } = file;
    for (let node = 1; node < tree.size; node = tree.next(node)) {
      if (tree.kind(node) !== Kind.method_declaration) continue;
      const name = tree.textOf(tree.child(node, Field.name));
      all.set(name, [...(all.get(name) ?? []), node]);
    }
    declared.set(file, all);
    found = all;
  }
  return found;
}

function receiverType(tree: SyntaxTree, method: NodeId): string {
  return /(\w+)(?:\[.*)?\)$/s.exec(tree.textOf(tree.child(method, Field.receiver)))?.[1] ?? '';
}

function receiverName(tree: SyntaxTree, method: NodeId): string {
  const [only = NONE] = tree.children(tree.child(method, Field.receiver));
  const name = tree.child(only, Field.name);
  return name === NONE ? '' : tree.textOf(name);
}
