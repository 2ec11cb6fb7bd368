import type { GoFile } from '../file.ts';
import { argumentsOf, calleeOf, isCall } from '../syntax/calls.ts';
import { Field, Kind, Token } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import { evaluatedNodes } from './evaluated.ts';
import { fateOf } from './fate.ts';
import type { Edge, FlowGraph, Step } from './graph.ts';
import { nilCheck } from './nil-check.ts';

/** A value that must be given back, held by a local variable. */
export interface Owned {
  /** Identifier that declares the variable. */
  variable: NodeId;
  /** Statement that gives it the value. */
  acquired: NodeId;
  /** Identifier that declares the error returned with it; NONE when there is none. While that is set, nothing is held. */
  error: NodeId;
  /** What gives it back, as effects: `.Close()`, `.Body.Close()`, `()`. */
  releases: ReadonlySet<string>;
}

/**
 * The way from where the value is acquired to the end of the function on which it is neither given back nor handed
 * on; null when there is none. What may be handed on counts as handed on: a leak that is reported is one.
 */
export function findLeak(file: GoFile, graph: FlowGraph, owned: Owned): Step[] | null {
  const start = graph.steps.find(({ node, evaluates }) => evaluates && file.tree.contains(node, owned.acquired));
  if (!start) return null;
  // A state is a step and whether the error still speaks of the value.
  const cameFrom = new Map<string, State | null>();
  const queue: State[] = [{ step: start, fresh: owned.error !== NONE }];
  for (let state = queue.shift(); state; state = queue.shift()) {
    for (const edge of state.step.next) {
      if (!isPossible(file, owned, state, edge)) continue;
      const step = graph.steps[edge.to];
      if (!step) continue;
      const next: State = { step, fresh: state.fresh && !assigns(file, step, owned.error) };
      if (cameFrom.has(keyOf(next))) continue;
      cameFrom.set(keyOf(next), state);
      if (step.kind === 'end') return trace(cameFrom, next, start);
      if (!settles(file, owned, step)) queue.push(next);
    }
  }
  return null;
}

interface State {
  step: Step;
  fresh: boolean;
}

function keyOf({ step, fresh }: State): string {
  return `${step.id}${fresh ? '+' : '-'}`;
}

function trace(cameFrom: ReadonlyMap<string, State | null>, last: State, start: Step): Step[] {
  const path: Step[] = [];
  for (let state: State | null | undefined = last; state && state.step !== start; state = cameFrom.get(keyOf(state)))
    path.unshift(state.step);
  return path;
}

/** Branches on which the value is nil hold nothing. */
function isPossible(file: GoFile, owned: Owned, { step, fresh }: State, edge: Edge): boolean {
  if (step.kind !== 'branch' || edge.when === null) return true;
  const check = nilCheck(file, step.node);
  if (!check) return true;
  if (check.variable === owned.variable) return edge.when !== check.nilWhen;
  if (check.variable === owned.error && fresh) return edge.when === check.nilWhen;
  return true;
}

function assigns(file: GoFile, step: Step, variable: NodeId): boolean {
  if (variable === NONE || !step.evaluates) return false;
  const { tree } = file;
  const kind = tree.kind(step.node);
  if (kind !== Kind.assignment_statement && kind !== Kind.short_var_declaration) return false;
  return tree.children(tree.child(step.node, Field.left)).some((left) => file.bindings[left] === variable);
}

/** The step gives the value back, hands it on, or loses it by assigning another. */
function settles(file: GoFile, owned: Owned, step: Step): boolean {
  const { tree, bindings } = file;
  if (assigns(file, step, owned.variable)) return true;
  for (const node of evaluatedNodes(tree, step, () => true)) {
    if (bindings[node] !== owned.variable || tree.kind(node) !== Kind.identifier) continue;
    if (isCaptured(file, node, step)) return true;
    if (settlesAt(file, owned, node)) return true;
  }
  return false;
}

/** A literal that is not run on the spot has the variable: whoever has the literal may release it. */
function isCaptured(file: GoFile, node: NodeId, step: Step): boolean {
  const { tree } = file;
  const literal = tree.ancestor(node, Kind.func_literal);
  if (literal === NONE || literal < step.node) return false;
  for (const run of evaluatedNodes(tree, step)) if (run === node) return false;
  return true;
}

function settlesAt(file: GoFile, owned: Owned, use: NodeId): boolean {
  const { tree } = file;
  let value = use;
  let members = '';
  for (;;) {
    const parent = tree.parent(value);
    if (tree.kind(parent) === Kind.selector_expression && tree.field(value) === Field.operand) {
      members += `.${tree.textOf(tree.child(parent, Field.field))}`;
      value = parent;
    } else if (tree.kind(parent) === Kind.parenthesized_expression) {
      value = parent;
    } else {
      break;
    }
  }
  const parent = tree.parent(value);
  if (isCall(tree, parent) && calleeOf(tree, parent) === value)
    return owned.releases.has(`${members}()`) || (members !== '' && receives(file, owned, parent));
  // A method value or the released member itself going elsewhere: `return resp.Body`, `defer closeAll(resp.Body)`.
  const whole = members === '' || owned.releases.has(`${members}()`) || owned.releases.has(`${members}.Close()`);
  if (!whole) return false;
  if (tree.kind(parent) === Kind.argument_list && isCall(tree, tree.parent(parent)))
    return passes(file, owned, tree.parent(parent), value, members);
  return isHandedOn(file, value);
}

/** The value is the receiver of a method of the repository that gives it back or keeps it. */
function receives(file: GoFile, owned: Owned, call: NodeId): boolean {
  const fate = fateOf(file, call, 'r', owned.releases);
  return fate === 'released' || fate === 'kept';
}

function passes(file: GoFile, owned: Owned, call: NodeId, value: NodeId, members: string): boolean {
  const index = argumentsOf(file.tree, call).indexOf(value);
  const releases = members === '' ? owned.releases : new Set(['.Close()']);
  if (members !== '' && isReader(file, call)) return isReaderHandedOn(file, call);
  return fateOf(file, call, index, releases) !== 'borrowed';
}

/** Functions of the standard library that read from an argument and leave it open. */
const READERS: Readonly<Record<string, RegExp>> = {
  io: /^(?:ReadAll|Copy|CopyN|CopyBuffer|ReadFull|ReadAtLeast|LimitReader|TeeReader|NopCloser)$/,
  'io/ioutil': /^ReadAll$/,
  'encoding/json': /^NewDecoder$/,
  'encoding/xml': /^NewDecoder$/,
  bufio: /^(?:NewReader|NewScanner|NewReaderSize)$/,
};

function isReader(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee !== null && callee.receiver === null && (READERS[callee.package]?.test(callee.name) ?? false);
}

/** A reader over the body is the body's user, unless it goes elsewhere itself. */
function isReaderHandedOn(file: GoFile, call: NodeId): boolean {
  const parent = file.tree.parent(call);
  if (file.tree.kind(parent) !== Kind.argument_list) return isHandedOn(file, call);
  const outer = file.tree.parent(parent);
  return isReader(file, outer) ? isReaderHandedOn(file, outer) : file.callee(outer) === null;
}

function isHandedOn(file: GoFile, value: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(value);
  switch (tree.kind(parent)) {
    case Kind.selector_expression:
    case Kind.binary_expression:
    case Kind.expression_statement:
    case Kind.if_statement:
      return false;
    case Kind.index_expression:
      return tree.field(value) !== Field.operand;
    case Kind.range_clause:
      return false;
    case Kind.unary_expression: {
      const operator = tree.kind(tree.child(parent, Field.operator));
      return operator === Token['&'];
    }
    case Kind.expression_list: {
      // `_ = v` keeps nothing; the left-hand side is another value's place.
      const statement = tree.parent(parent);
      if (tree.kind(statement) === Kind.return_statement) return true;
      const left = tree.child(statement, Field.left);
      if (tree.field(parent) === Field.left) return false;
      return !tree.children(left).every((name) => tree.textOf(name) === '_');
    }
    default:
      return true;
  }
}
