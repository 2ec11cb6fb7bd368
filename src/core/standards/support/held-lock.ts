import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import { fateOf } from '../../go/flow/fate.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { isHandedOn } from '../../go/flow/handing.ts';
import { canReach, findPath } from '../../go/flow/paths.ts';
import { argumentsOf, calleeOf, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { contradictsItself, feasiblePath } from './feasible.ts';
import { isSameMutex, type LockCall, lockCallsOf, renames } from './locks.ts';
import { tells } from './telling-uses.ts';
import { rootOf } from './values.ts';

const UNLOCKS = new Set(['.Unlock()', '.RUnlock()']);

/** Unlocks of the mutex by the function's own steps. */
export function unlocksOf(file: GoFile, graph: FlowGraph, lock: LockCall): LockCall[] {
  return [...lockCallsOf(file, graph).values()]
    .flat()
    .filter((other) => other.action === 'unlock' && isSameMutex(file, lock, other));
}

/** Steps from the lock to the function's end on which nothing gives it back, as far as can be told; else null. */
export function pathLeavingHeld(file: GoFile, graph: FlowGraph, lock: LockCall): readonly Step[] | null {
  const calls = lockCallsOf(file, graph);
  const start = graph.steps.find(({ id }) => calls.get(id)?.includes(lock));
  if (!start || start.kind === 'defer') return null;
  const unlocks = (step: Step) =>
    (calls.get(step.id) ?? []).some((other) => other.action === 'unlock' && isSameMutex(file, lock, other));
  const locks = (step: Step) =>
    (calls.get(step.id) ?? []).some((other) => other.action === 'lock' && isSameMutex(file, lock, other));
  if (isEnteredHeld(graph, unlocks, locks)) return null;
  if (
    graph.steps.some((step) => step.kind === 'defer' && unlocks(step) && canReach(graph, step.id, (to) => to === start))
  )
    return null;
  const path = feasiblePath(file, graph, start, (step) => {
    if (step.kind === 'end') return 'found';
    return unlocks(step) || passesOn(file, lock, step) || isDecidedElsewhere(file, lock, step) ? 'stop' : 'pass';
  });
  return path && !contradictsItself(file, start, path) ? path : null;
}

/** The function unlocks on some way before it locks: whoever calls it holds the lock. */
function isEnteredHeld(graph: FlowGraph, unlocks: (step: Step) => boolean, locks: (step: Step) => boolean): boolean {
  const at = (step: Step) => (locks(step) ? 'stop' : unlocks(step) && step.kind !== 'defer' ? 'found' : 'pass');
  return findPath(graph, graph.entry, { at }) !== null;
}

/** Another function may unlock from here on: the mutex or what holds it goes there, or is returned. */
function passesOn(file: GoFile, lock: LockCall, step: Step): boolean {
  const { tree, bindings } = file;
  if (renames(file, step, lock)) return true;
  const variable = bindings[lock.root] as number;
  for (const node of evaluatedNodes(tree, step, () => true)) {
    if (isCall(tree, node) && mayUnlock(file, node, lock)) return true;
    if (tree.kind(node) !== Kind.identifier || bindings[node] !== variable || variable === NONE) continue;
    if (step.kind === 'return' && tree.kind(tree.parent(node)) !== Kind.selector_expression) return true;
    if (isOwnVariable(file, variable) && isGivenAway(file, node)) return true;
  }
  return false;
}

function mayUnlock(file: GoFile, call: NodeId, { root }: LockCall): boolean {
  const { tree, bindings } = file;
  const callee = calleeOf(tree, call);
  const name = tree.textOf(tree.child(callee, Field.field) || callee);
  if (/unlock/i.test(name) && !/^R?Unlock$/.test(name)) return true;
  const concerned = [callee, ...argumentsOf(tree, call)].some((part) => {
    const start = rootOf(tree, part);
    return start !== NONE && tree.textOf(start) === tree.textOf(root) && bindings[start] === bindings[root];
  });
  if (!concerned) return false;
  if (/release/i.test(name)) return true;
  const found = file.callee(call);
  const fact = found && file.index.functionFact(found);
  if (!fact || !tells(fact, 'unlocks')) return false;
  // A pair of its own, unless it says that it works on the caller's lock, or hands back a function that unlocks.
  const keepsPair = tells(fact, 'locks') && !/(?:^r?l|L)ock/.test(name);
  return !keepsPair || fact.results.some(({ type }) => type.startsWith('func('));
}

/** Declared in the function's body: neither its receiver nor a parameter. */
function isOwnVariable({ tree }: GoFile, declaration: NodeId): boolean {
  return tree.ancestor(declaration, Kind.parameter_list) <= tree.ancestor(declaration, Kind.block);
}

function isGivenAway(file: GoFile, use: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(use);
  if (tree.kind(parent) !== Kind.argument_list) return isHandedOn(file, use);
  const call = tree.parent(parent);
  return fateOf(file, call, argumentsOf(tree, call).indexOf(use), UNLOCKS) !== 'borrowed';
}

/**
 * The condition decides whether this very lock is given back, and both ways go on together: it says whether the lock is
 * held (`if locked { mu.Unlock() }`). So does a switch whose every case unlocks.
 */
function isDecidedElsewhere(file: GoFile, lock: LockCall, { kind, node }: Step): boolean {
  const { tree } = file;
  if (kind !== 'branch') return false;
  const holder = tree.ancestor(
    node,
    Kind.if_statement,
    Kind.expression_switch_statement,
    Kind.type_switch_statement,
    Kind.block,
  );
  switch (tree.kind(holder)) {
    case Kind.if_statement:
      return [Field.consequence, Field.alternative].some((field) => {
        const branch = tree.child(holder, field);
        return branch !== NONE && unlocksBelow(file, branch, lock) && !endsInJump(file, branch);
      });
    case Kind.expression_switch_statement:
    case Kind.type_switch_statement: {
      const cases = tree
        .children(holder)
        .filter((child) => tree.kind(child) === Kind.expression_case || tree.kind(child) === Kind.type_case);
      return cases.every((one) => unlocksBelow(file, one, lock));
    }
    default:
      return false;
  }
}

function unlocksBelow(file: GoFile, branch: NodeId, lock: LockCall): boolean {
  const { tree } = file;
  return [...tree.descendants(branch, Kind.call_expression)].some(
    (call) =>
      /^(.*)\.R?Unlock$/s.exec(tree.textOf(calleeOf(tree, call)))?.[1]?.replace(/\.(?:RW)?Mutex$/, '') === lock.path,
  );
}

const JUMPS = new Set<number>([
  Kind.return_statement,
  Kind.break_statement,
  Kind.continue_statement,
  Kind.goto_statement,
]);

function endsInJump({ tree }: GoFile, block: NodeId): boolean {
  const list = tree.childOfKind(block, Kind.statement_list);
  return list !== NONE && JUMPS.has(tree.kind(tree.children(list).at(-1) ?? NONE));
}

/**
 * Something in the function has the mutex or its Unlock as a value, or unlocks in a literal that others call: who gives
 * it back when cannot be told.
 */
export function isShared(file: GoFile, graph: FlowGraph, lock: LockCall): boolean {
  const { tree } = file;
  const own = new Set([...lockCallsOf(file, graph).values()].flat().map(({ call }) => calleeOf(tree, call)));
  const operand = tree.child(calleeOf(tree, lock.call), Field.operand);
  const embedded = !['Mutex', 'RWMutex', 'Locker'].some((name) => isNamed(file.typeOf(operand), 'sync', name));
  const end = tree.next(graph.root);
  for (let node = tree.child(graph.root, Field.body); node < end; node++) {
    const kind = tree.kind(node);
    if (kind !== Kind.selector_expression && kind !== Kind.identifier) continue;
    const text = tree.textOf(node);
    if (kind === Kind.selector_expression && /\.R?Unlock$/.test(text)) {
      if (text.replace(/(?:\.(?:RW)?Mutex)?\.R?Unlock$/, '') === lock.path && !own.has(node)) return true;
    } else if (!embedded && text === lock.path && tree.field(node) !== Field.operand) {
      if (node !== unparenthesized(tree, operand) && tree.kind(tree.parent(node)) !== Kind.selector_expression) {
        // A declaration or assignment of the mutex itself keeps nothing.
        if (tree.kind(tree.parent(node)) !== Kind.var_spec && tree.field(tree.parent(node)) !== Field.left) return true;
      }
    }
  }
  return false;
}
