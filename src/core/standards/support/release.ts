import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { valuesGiven } from './assigned.ts';
import { parameterNodes } from './functions.ts';
import { isSamePath, rootOf } from './values.ts';

/** A deferred call that gives back what the loop's body took. */
export interface Release {
  call: NodeId;
  /** What is given back: `f`, `resp.Body`, `c.mu`. */
  value: NodeId;
  /** Statement in the loop's body that takes it. */
  taken: NodeId;
  kind: 'value' | 'lock' | 'timer';
}

const LOCKS = new Map([
  ['Unlock', 'Lock'],
  ['RUnlock', 'RLock'],
]);
/** Methods that release what their receiver stands for, where the type says so. */
const BY_TYPE: readonly [method: string, path: string, type: string][] = [
  ['Stop', 'time', 'Ticker'],
  ['Stop', 'time', 'Timer'],
  ['Release', 'github.com/jackc/pgx/v5/pgxpool', 'Conn'],
  ['End', 'go.opentelemetry.io/otel/trace', 'Span'],
];

/** The release that a `defer` in the loop makes; null when it makes none, or of something that the loop did not take. */
export function releaseIn(file: GoFile, defer: NodeId, loop: NodeId): Release | null {
  const { tree } = file;
  const deferred = tree.children(defer)[0] ?? NONE;
  if (!isCall(tree, deferred)) return null;
  const literal = calleeOf(tree, deferred);
  if (tree.kind(literal) !== Kind.func_literal) return releaseOf(file, deferred, loop, (name) => name);
  const given = file.arguments(deferred);
  const names = parameterNodes(file, literal).map(({ name }) => name);
  const outside = (name: NodeId) => given[names.indexOf(file.bindings[name] as number)] ?? name;
  const end = tree.next(literal);
  for (let node = literal + 1; node < end; node++) {
    if (tree.kind(node) === Kind.func_literal) node = tree.next(node) - 1;
    const found = isCall(tree, node) ? releaseOf(file, node, loop, outside) : null;
    if (found) return found;
  }
  return null;
}

/** `outside` maps a name within a deferred literal to the argument that it stands for. */
function releaseOf(file: GoFile, call: NodeId, loop: NodeId, outside: (name: NodeId) => NodeId): Release | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) === Kind.identifier) {
    if (!isNamed(file.typeOf(callee), 'context', 'CancelFunc')) return null;
    const taken = takenIn(file, loop, outside(callee), (value) =>
      file.isCallTo(value, 'context', 'WithTimeout', 'WithDeadline', 'WithTimeoutCause', 'WithDeadlineCause'),
    );
    return taken ? { call, value: callee, taken, kind: 'timer' } : null;
  }
  if (tree.kind(callee) !== Kind.selector_expression) return null;
  const value = tree.child(callee, Field.operand);
  const method = tree.textOf(tree.child(callee, Field.field));
  const lock = LOCKS.get(method);
  if (lock) {
    const taken = lockedIn(file, loop, value, lock);
    return taken ? { call, value, taken, kind: 'lock' } : null;
  }
  const type = file.typeOf(value);
  const known = BY_TYPE.some(([name, path, typeName]) => name === method && isNamed(type, path, typeName));
  if (!known && method !== 'Close' && method !== 'Rollback') return null;
  if (!isPath(file, value)) return null;
  const taken = takenIn(
    file,
    loop,
    outside(rootOf(tree, value)),
    (given) => isCall(tree, given) || receives(file, given),
  );
  return taken ? { call, value, taken, kind: 'value' } : null;
}

/** Later in the iteration the same is released without `defer`, on the straight way on; a commit ends a rollback. */
export function isReleasedAnyway(file: GoFile, loop: NodeId, defer: NodeId, release: Release): boolean {
  const { tree } = file;
  const wanted = tree.textOf(calleeOf(tree, release.call));
  const end = tree.next(loop);
  for (let node = tree.next(defer); node < end; node++) {
    if (tree.kind(node) === Kind.func_literal || tree.kind(node) === Kind.defer_statement) node = tree.next(node) - 1;
    else if (isCall(tree, node)) {
      const callee = tree.textOf(calleeOf(tree, node));
      if (callee !== wanted && callee !== wanted.replace(/\.Rollback$/, '.Commit')) continue;
      if (tree.contains(tree.ancestor(node, Kind.statement_list), defer)) return true;
    }
  }
  return false;
}

/** `f` or `resp.Body`, no element of a collection and no call's result. */
function isPath(file: GoFile, value: NodeId): boolean {
  const kind = file.tree.kind(value);
  if (kind === Kind.identifier) return true;
  return kind === Kind.selector_expression && isPath(file, file.tree.child(value, Field.operand));
}

/** Statement in the loop's body, or the range over a channel, that gives the variable such a value. */
function takenIn(file: GoFile, loop: NodeId, name: NodeId, takes: (value: NodeId) => boolean): NodeId {
  const { tree } = file;
  const declaration = file.bindings[name] as number;
  if (!declaration) return NONE;
  const range = tree.childOfKind(loop, Kind.range_clause);
  if (range && tree.contains(range, declaration))
    return file.typeOf(tree.child(range, Field.right)).kind === 'chan' ? range : NONE;
  const body = tree.child(loop, Field.body);
  const given = valuesGiven(file, declaration).find(
    ({ value, statement }) => tree.contains(body, statement) && takes(unparenthesized(tree, value)),
  );
  return given?.statement ?? NONE;
}

function receives(file: GoFile, value: NodeId): boolean {
  return (
    file.tree.kind(value) === Kind.unary_expression &&
    file.tree.kind(file.tree.child(value, Field.operator)) === Token['<-']
  );
}

/** `mu.Lock()` in the loop's body, of the mutex that is unlocked. */
function lockedIn(file: GoFile, loop: NodeId, mutex: NodeId, lock: string): NodeId {
  const { tree } = file;
  for (const call of tree.descendants(tree.child(loop, Field.body), Kind.call_expression)) {
    const callee = calleeOf(tree, call);
    if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== lock)
      continue;
    // `cache.Lock(key, ttl)` is no mutex.
    if (file.arguments(call).length > 0) continue;
    if (isSamePath(file, tree.child(callee, Field.operand), mutex)) return tree.parent(call);
  }
  return NONE;
}
