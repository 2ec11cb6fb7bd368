import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { findPath } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isNamed } from '../../go/types/type.ts';
import { constantInt } from './constants.ts';
import { startedBy } from './goroutine.ts';
import { runsUnlocked } from './own-goroutine.ts';
import { rootOf } from './values.ts';

/** Who else uses a variable that a goroutine writes, at the same time. */
export interface Conflict {
  /** Goroutines started by the same statement in a loop, by another one, or the function that starts them. */
  kind: 'loop' | 'sibling' | 'function';
  /** The loop, the other start or the use. */
  at: NodeId;
}

/** Which uses of a variable, by the identifier, count as being in each other's way. */
export interface Uses {
  /** By another goroutine that is started. */
  ofSibling: (file: GoFile, name: NodeId) => boolean;
  /** By the function that starts it. */
  ofFunction: (file: GoFile, name: NodeId) => boolean;
}

/**
 * The first use of the local variable that can run at the same time as the goroutine that `start` starts, with nothing
 * on the way that waits for it; null when there is none.
 */
export function conflictOf(
  file: GoFile,
  start: NodeId,
  literal: NodeId,
  variable: NodeId,
  uses: Uses,
): Conflict | null {
  const { tree } = file;
  const graph = file.flow(enclosingFunction(tree, start));
  const begin = graph.steps.find((step) => step.evaluates && tree.contains(step.node, start));
  if (!begin || isSerial(file, graph, start)) return null;
  let found: Conflict | null = null;
  findPath(graph, begin.id, {
    at(step) {
      if (step === begin) {
        const loop = tree.ancestor(start, Kind.for_statement);
        if (loop <= graph.root || tree.contains(loop, variable)) return 'stop';
        found = { kind: 'loop', at: loop };
        return 'found';
      }
      if (step.kind === 'end' || isDeclaredIn(file, step, variable)) return 'stop';
      const sibling = siblingIn(file, step, variable, uses);
      if (sibling !== NONE) found = { kind: 'sibling', at: sibling };
      else if (mayWait(file, step, literal)) return 'stop';
      else {
        const use = useIn(file, step, variable, literal, uses);
        if (use !== NONE) found = { kind: 'function', at: use };
      }
      return found ? 'found' : 'pass';
    },
  });
  return found;
}

/** Another goroutine that the step starts uses the variable too. */
function siblingIn(file: GoFile, step: Step, variable: NodeId, uses: Uses): NodeId {
  const { tree, bindings } = file;
  for (const node of evaluatedNodes(tree, step)) {
    if (tree.kind(node) !== Kind.go_statement && !isCall(tree, node)) continue;
    const literal = startedBy(file, node)?.literal;
    if (!literal) continue;
    for (const name of tree.descendants(literal, Kind.identifier))
      if (bindings[name] === variable && uses.ofSibling(file, name) && runsUnlocked(file, name, literal)) return node;
  }
  return NONE;
}

/** The function itself uses the variable in the step. */
function useIn(file: GoFile, step: Step, variable: NodeId, literal: NodeId, uses: Uses): NodeId {
  const { tree, bindings } = file;
  if (tree.kind(step.node) === Kind.go_statement || step.kind === 'defer') return NONE;
  for (const node of evaluatedNodes(tree, step)) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier || tree.contains(literal, node)) continue;
    const parent = tree.parent(node);
    // Its address is taken: for a call that waits, as likely as not.
    if (tree.kind(parent) === Kind.unary_expression && tree.kind(tree.child(parent, Field.operator)) === Token['&'])
      return NONE;
    if (uses.ofFunction(file, node)) return node;
  }
  return NONE;
}

/** Begins a new life of the variable. */
function isDeclaredIn({ tree }: GoFile, step: Step, variable: NodeId): boolean {
  return step.evaluates && tree.contains(step.node, variable);
}

const WAITS =
  /wait|join|done|sync|lock|close|stop|shutdown|finish|collect|gather|drain|flush|sleep|^(?:do|run|get|result)$/i;

/**
 * The step receives, sends, or calls what may wait for the goroutine: a method so named, a function value, or something
 * that is handed a channel or group that the goroutine's literal has as well.
 */
export function mayWait(file: GoFile, step: Step, literal: NodeId): boolean {
  const { tree, bindings } = file;
  if (tree.kind(step.node) === Kind.select_statement) return true;
  if (step.kind === 'defer' || tree.kind(step.node) === Kind.go_statement) return false;
  for (const node of evaluatedNodes(tree, step)) {
    const kind = tree.kind(node);
    if (kind === Kind.send_statement || kind === Kind.receive_statement) return true;
    if (kind === Kind.unary_expression && tree.kind(tree.child(node, Field.operator)) === Token['<-']) return true;
    if (kind === Kind.range_clause && file.typeOf(tree.child(node, Field.right)).kind === 'chan') return true;
    if (!isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    if (WAITS.test(tree.textOf(tree.child(callee, Field.field) || callee))) return true;
    if (file.arguments(node).some((argument) => isSignal(file, argument, literal))) return true;
    // A function value of this function may be anything: `stop()`, `wait()`.
    if (tree.kind(callee) === Kind.identifier && isLocalLiteral(file, bindings[callee] as number)) return true;
  }
  return false;
}

function isSignal(file: GoFile, argument: NodeId, literal: NodeId): boolean {
  const { tree, bindings } = file;
  const variable = bindings[rootOf(tree, argument)] as number;
  if (variable === NONE || tree.contains(literal, variable)) return false;
  const type = deref(file.typeOf(argument));
  // Who reads a pipe to its end waits for its writer.
  if (isNamed(type, 'io', 'PipeReader')) return true;
  const plain = type.kind === 'named' ? type.package !== 'sync' : type.kind !== 'chan' && type.kind !== 'unknown';
  if (plain) return false;
  const end = tree.next(literal);
  for (let node = literal; node < end; node++) if (bindings[node] === variable) return true;
  return false;
}

function isLocalLiteral(file: GoFile, declaration: NodeId): boolean {
  return (
    declaration !== NONE &&
    file.tree.ancestor(declaration, Kind.parameter_list) < file.tree.ancestor(declaration, Kind.block)
  );
}

/** `g.SetLimit(1)`: one runs after the other. */
function isSerial(file: GoFile, graph: FlowGraph, start: NodeId): boolean {
  const { tree, bindings } = file;
  if (tree.kind(start) === Kind.go_statement) return false;
  const group = rootOf(tree, tree.child(calleeOf(tree, start), Field.operand));
  return [...tree.descendants(graph.root, Kind.call_expression)].some((call) => {
    const callee = calleeOf(tree, call);
    if (tree.kind(callee) !== Kind.selector_expression || tree.textOf(tree.child(callee, Field.field)) !== 'SetLimit')
      return false;
    if (bindings[rootOf(tree, callee)] !== bindings[group]) return false;
    const [limit = NONE] = file.arguments(call);
    return constantInt(file, limit) === 1;
  });
}
