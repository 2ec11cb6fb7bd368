import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { rootOf } from './values.ts';

/** A call that takes or gives back a mutex. */
export interface LockCall {
  call: NodeId;
  action: 'lock' | 'unlock';
  /** `read` of an RWMutex may be held by many. */
  mode: 'write' | 'read';
  /** The mutex as a path from a variable: `s.mu`; of an embedded one, what embeds it: `s`. */
  path: string;
  /** Identifier at the start of the path. */
  root: NodeId;
}

const METHODS: Readonly<Record<string, Pick<LockCall, 'action' | 'mode'>>> = {
  Lock: { action: 'lock', mode: 'write' },
  RLock: { action: 'lock', mode: 'read' },
  Unlock: { action: 'unlock', mode: 'write' },
  RUnlock: { action: 'unlock', mode: 'read' },
};
const MUTEXES: readonly [path: string, type: string][] = [
  ['sync', 'Mutex'],
  ['sync', 'RWMutex'],
  ['sync', 'Locker'],
  ['github.com/sasha-s/go-deadlock', 'Mutex'],
  ['github.com/sasha-s/go-deadlock', 'RWMutex'],
];

/** What `lockTaken` knows. */
export const LOCKING_CALLS = /^R?Lock$/;

/** The lock that a call takes within the function around it, and that function's flow; null for any other call. */
export function lockTaken(file: GoFile, call: NodeId): { lock: LockCall; graph: FlowGraph } | null {
  if (!isLockName(file.tree, call)) return null;
  const root = enclosingFunction(file.tree, call);
  if (root === NONE || lockCallOf(file, call)?.action !== 'lock') return null;
  const graph = file.flow(root);
  const lock = [...lockCallsOf(file, graph).values()].flat().find((other) => other.call === call);
  return lock ? { lock, graph } : null;
}

/** What the call does to a mutex that a plain path names; null for any other call, and for elements of collections. */
export function lockCallOf(file: GoFile, call: NodeId): LockCall | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return null;
  const method = METHODS[tree.textOf(tree.child(callee, Field.field))];
  if (!method || !isMutexMethod(file, call)) return null;
  const mutex = unparenthesized(tree, tree.child(callee, Field.operand));
  if (!isPlainPath(tree, mutex)) return null;
  // `s.Lock()` and `s.RWMutex.Lock()` are the same.
  const path = tree.textOf(mutex).replace(/\.(?:RW)?Mutex$/, '');
  return { call, ...method, path, root: rootOf(tree, mutex) };
}

function isMutexMethod(file: GoFile, call: NodeId): boolean {
  const found = file.callee(call);
  return MUTEXES.some(([path, type]) => found?.package === path && found.receiver === type);
}

function isPlainPath(tree: SyntaxTree, node: NodeId): boolean {
  const kind = tree.kind(node);
  if (kind === Kind.identifier) return true;
  return kind === Kind.selector_expression && isPlainPath(tree, tree.child(node, Field.operand));
}

export function isSameMutex({ bindings }: GoFile, a: LockCall, b: LockCall): boolean {
  return a.path === b.path && bindings[a.root] === bindings[b.root];
}

/** The lock calls that run as part of a step, in order; those of a `defer` when the function is left. */
export function lockCallsIn(file: GoFile, step: Step): LockCall[] {
  const found: LockCall[] = [];
  if (file.tree.kind(step.node) === Kind.go_statement) return found;
  for (const node of evaluatedNodes(file.tree, step)) {
    const lock = isCall(file.tree, node) ? lockCallOf(file, node) : null;
    if (lock) found.push(lock);
  }
  return found;
}

const known = new WeakMap<FlowGraph, ReadonlyMap<number, readonly LockCall[]>>();

/** All lock calls of a function by step. */
export function lockCallsOf(file: GoFile, graph: FlowGraph): ReadonlyMap<number, readonly LockCall[]> {
  let found = known.get(graph);
  if (!found) {
    const steps = graph.steps.map((step) => [step.id, lockCallsIn(file, step)] as const);
    found = new Map(steps.filter(([, calls]) => calls.length > 0));
    known.set(graph, found);
  }
  return found;
}

/** The step gives the root of the path, or a part of it, another value: from there on the path names another mutex. */
export function renames(file: GoFile, step: Step, { path, root }: LockCall): boolean {
  const { tree, bindings } = file;
  if (!step.evaluates) return false;
  const list = tree.child(step.node, Field.left);
  const targets =
    tree.kind(step.node) === Kind.var_declaration
      ? [...tree.descendants(step.node, Kind.identifier)]
      : list !== NONE
        ? tree.children(list)
        : [];
  return targets.some((target) => {
    const text = tree.textOf(target);
    if (path !== text && !path.startsWith(`${text}.`)) return false;
    return bindings[rootOf(tree, target)] === bindings[root];
  });
}

/** A first, cheap look: the method called has the name of one that locks. */
export function isLockName(tree: SyntaxTree, call: NodeId): boolean {
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  const name = tree.textOf(tree.child(callee, Field.field));
  return name === 'Lock' || name === 'RLock';
}
