import type { GoFile } from '../../go/file.ts';
import type { Edge, FlowGraph, Step } from '../../go/flow/graph.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { givenAt } from './assigned.ts';
import { isSentinel } from './bare-errors.ts';

/** What a variable may hold when a step begins; several where paths disagree, none where no path leads. */
export const Holds = { nil: 1, value: 2, unchecked: 4 } as const;

const MAKERS: Readonly<Record<string, RegExp>> = {
  fmt: /^Errorf$/,
  errors: /^New$/,
  'github.com/pkg/errors': /^(?:New|Errorf)$/,
  'github.com/cockroachdb/errors': /^(?:New|Newf|Errorf)$/,
  'google.golang.org/grpc/status': /^Errorf?$/,
};

const known = new WeakMap<FlowGraph, Map<NodeId, readonly number[] | null>>();

/**
 * Follows a local variable through its own function: bits of `Holds` by step id. Null when it cannot be followed: a
 * function literal writes it, its address is taken, or it belongs to an outer function.
 */
export function nilness(file: GoFile, graph: FlowGraph, variable: NodeId): readonly number[] | null {
  const states = known.get(graph) ?? new Map<NodeId, readonly number[] | null>();
  known.set(graph, states);
  const found = states.has(variable) ? (states.get(variable) ?? null) : follow(file, graph, variable);
  states.set(variable, found);
  return found;
}

function follow(file: GoFile, graph: FlowGraph, variable: NodeId): readonly number[] | null {
  if (!isFollowable(file, graph.root, variable)) return null;
  const writes = writesOf(file, graph, variable);
  const states = graph.steps.map(() => 0);
  states[graph.entry] = isResult(file, variable) ? Holds.nil : Holds.unchecked;
  const queue = [graph.entry];
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const step = graph.steps[id];
    if (!step) continue;
    const after = writes.get(id) ?? states[id] ?? 0;
    for (const edge of step.next) {
      const before = states[edge.to] ?? 0;
      const next = before | refined(file, step, edge, variable, after);
      if (next === before) continue;
      states[edge.to] = next;
      queue.push(edge.to);
    }
  }
  return states;
}

/** The step that evaluates the node; null where it stands in a function literal or in dead code. */
export function stepOf(file: GoFile, graph: FlowGraph, node: NodeId): Step | null {
  const { tree } = file;
  let found: Step | null = null;
  for (const step of graph.steps)
    if (step.evaluates && tree.contains(step.node, node) && (!found || tree.contains(found.node, step.node)))
      found = step;
  return found;
}

function isFollowable(file: GoFile, root: NodeId, variable: NodeId): boolean {
  const { tree, bindings } = file;
  if (!variable || (enclosingFunction(tree, variable) !== root && !isResult(file, variable))) return false;
  const end = tree.next(root);
  for (let node = root; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    if (tree.kind(parent) === Kind.unary_expression && tree.kind(tree.child(parent, Field.operator)) === Token['&'])
      return false;
    if (node !== variable && enclosingFunction(tree, node) !== root && givenAt(file, node)) return false;
  }
  return true;
}

/** A named result of the function. */
function isResult(file: GoFile, variable: NodeId): boolean {
  return file.tree.field(file.tree.parent(file.tree.parent(variable))) === Field.result;
}

/** What the steps that write the variable leave in it. None is written by a function literal: see `isFollowable`. */
function writesOf(file: GoFile, graph: FlowGraph, variable: NodeId): ReadonlyMap<number, number> {
  const { tree, bindings } = file;
  const writes = new Map<number, number>();
  const end = tree.next(graph.root);
  for (let node = graph.root; node < end; node++) {
    if (bindings[node] !== variable || tree.kind(node) !== Kind.identifier) continue;
    const given = givenAt(file, node);
    if (!given && node !== variable) continue;
    const state = given ? ofValue(file, given.value, tree.kind(given.statement) === Kind.var_spec) : Holds.unchecked;
    for (const { id, evaluates, node: at } of graph.steps)
      if (evaluates && tree.contains(at, node)) writes.set(id, state);
  }
  return writes;
}

function ofValue(file: GoFile, value: NodeId, declared: boolean): number {
  const { tree } = file;
  const node = unparenthesized(tree, value);
  if (node === NONE) return declared ? Holds.nil : Holds.unchecked;
  if (tree.kind(node) === Kind.nil) return Holds.nil;
  if (tree.kind(node) === Kind.unary_expression || tree.kind(node) === Kind.composite_literal) {
    const received = tree.kind(tree.child(node, Field.operator)) === Token['<-'];
    return received ? Holds.unchecked : Holds.value;
  }
  if (isCall(tree, node)) {
    const callee = file.callee(node);
    return callee && MAKERS[callee.package]?.test(callee.name) ? Holds.value : Holds.unchecked;
  }
  return isSentinel(file, node) ? Holds.value : Holds.unchecked;
}

/** The state on an edge, given what its branch says about the variable. */
function refined(file: GoFile, step: Step, edge: Edge, variable: NodeId, state: number): number {
  if (step.kind !== 'branch' || edge.when === null) return state;
  const check = nilCheck(file, step.node);
  if (check?.variable === variable) {
    const isNil = edge.when === check.nilWhen;
    const maybe = isNil ? Holds.nil : Holds.value;
    return state & (Holds.unchecked | maybe) ? maybe : 0;
  }
  const asked = switchedOn(file, step.node);
  if (asked !== NONE && file.bindings[asked] === variable) {
    if (file.tree.textOf(step.node) === 'nil') {
      const maybe = edge.when ? Holds.nil : Holds.value;
      return state & (Holds.unchecked | maybe) ? maybe : 0;
    }
    return edge.when ? Holds.value : state;
  }
  // `errors.Is(err, X)`, `os.IsNotExist(err)`, `err == io.EOF`, `err.Temporary()`: none holds of nil.
  if (edge.when && mentions(file, step.node, variable)) return Holds.value;
  return state;
}

/** `err` of `switch err { case nil: … }` and of `switch err.(type) { case *net.OpError: … }`, for the test of a case. */
function switchedOn(file: GoFile, test: NodeId): NodeId {
  const { tree } = file;
  const one = tree.ancestor(test, Kind.expression_case, Kind.type_case);
  if (one === NONE) return NONE;
  const isType = tree.kind(one) === Kind.type_case;
  if (
    !(isType
      ? tree.parent(test) === one && tree.field(test) === Field.type
      : tree.contains(tree.child(one, Field.value), test))
  )
    return NONE;
  const value = unparenthesized(tree, tree.child(tree.parent(one), Field.value));
  return tree.kind(value) === Kind.identifier ? value : NONE;
}

/** The variable is named somewhere below the node. */
export function mentions(file: GoFile, node: NodeId, variable: NodeId): boolean {
  const end = file.tree.next(node);
  for (let at = node; at < end; at++)
    if (file.bindings[at] === variable && file.tree.kind(at) === Kind.identifier) return true;
  return false;
}
