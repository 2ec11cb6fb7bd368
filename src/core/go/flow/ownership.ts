import type { GoFile } from '../file.ts';
import { Field, Kind } from '../syntax/grammar.ts';
import { NONE, type NodeId } from '../syntax/tree.ts';
import type { Edge, FlowGraph, Step } from './graph.ts';
import { isWatched, settles } from './handing.ts';
import {
  assignmentsOf,
  type Known,
  keyOf,
  knownAfter,
  knownAt,
  learned,
  outcomeOf,
  trackedVariables,
} from './knowledge.ts';

/** A value that must be given back, held by a local variable. */
export interface Owned {
  /** Identifier that declares the variable. */
  variable: NodeId;
  /** Statement that gives it the value. */
  acquired: NodeId;
  /** Identifier that declares the error returned with it; NONE when there is none. While that is set, nothing is held. */
  error: NodeId;
  /** Its own field that holds the error of acquiring it, as `.Error`. */
  errorField?: string;
  /** What gives it back, as effects: `.Close()`, `.Body.Close()`, `()`. */
  releases: ReadonlySet<string>;
  /** The same for functions that the value is passed to, where it differs. */
  releasedBy?: ReadonlySet<string>;
  /** Fields of which a use gives the value back: `.C` of a timer, which has fired then. */
  fields?: readonly string[];
  /** Calls that take the value and leave it with its owner, though their code is not known. */
  borrows?: (call: NodeId) => boolean;
  /** Calls that take the value over for good, though they would pass for borrowing it. */
  takes?: (call: NodeId) => boolean;
  /** Steps after which the value is given back, of a branch by its outcome: `rows.Next()` that is false. */
  ends?: (step: Step, when: boolean | null) => boolean;
}

/** Where a value is lost. */
export interface Leak {
  /** The steps from the acquisition, the last one before the function's end, or the one that overwrites the variable. */
  path: readonly Step[];
  overwritten: boolean;
}

/** States after which the search gives up: nothing is said of a function so tangled. */
const MOST_STATES = 5000;

/**
 * The way from where the value is acquired to the end of the function, or to where another value takes its place, on
 * which it is neither given back nor handed on; null when there is none. What may be handed on counts as handed on: a
 * leak that is reported is one.
 */
export function findLeak(file: GoFile, graph: FlowGraph, owned: Owned): Leak | null {
  const start = graph.steps.find(({ node, evaluates }) => evaluates && file.tree.contains(node, owned.acquired));
  if (!start || isWatched(file, owned, graph.root)) return null;
  const search: Search = { file, graph, owned, tracked: trackedVariables(file, graph), settled: new Map() };
  const first: State = { step: start, known: knownAtStart(search), from: null };
  const seen = new Set<string>();
  const queue: State[] = [first];
  for (let state = queue.shift(); state && seen.size < MOST_STATES; state = queue.shift()) {
    for (const edge of state.step.next) {
      const known = knownBeyond(search, state, edge);
      const step = graph.steps[edge.to];
      if (!known || !step) continue;
      if (step.kind === 'end') return { path: pathTo(state), overwritten: false };
      const key = `${step.id}:${[...known].join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      if (isSettled(search, step)) continue;
      const next: State = { step, known: knownAfter(file, known, step), from: state };
      const written = assignmentsOf(file, step.evaluates ? step.node : NONE).find(
        ({ variable }) => variable === owned.variable,
      );
      if (!written) queue.push(next);
      else if (losesValue(search, step)) return { path: pathTo(next), overwritten: true };
    }
  }
  return null;
}

interface Search {
  file: GoFile;
  graph: FlowGraph;
  owned: Owned;
  tracked: ReadonlySet<NodeId>;
  settled: Map<number, boolean>;
}

interface State {
  step: Step;
  known: Known;
  from: State | null;
}

function knownAtStart({ file, owned, tracked }: Search): Known {
  const known = new Map(knownAt(file, owned.acquired, tracked));
  for (const { variable } of assignmentsOf(file, owned.acquired)) known.delete(keyOf(variable));
  known.set(keyOf(owned.variable), 'set');
  // `.Body.Close()` gives back what is in `.Body`.
  for (const release of owned.releases) {
    const member = /^(\.\w+)\.\w+\(\)$/.exec(release)?.[1];
    if (member) known.set(keyOf(owned.variable, member), 'set');
  }
  if (owned.error !== NONE) known.set(keyOf(owned.error), 'nil');
  if (owned.errorField !== undefined) known.set(keyOf(owned.variable, owned.errorField), 'nil');
  return known;
}

/** What is known past the edge; null where it cannot be taken, or gives the value back. */
function knownBeyond(search: Search, { step, known }: State, { when }: Edge): Known | null {
  const { file, owned, tracked } = search;
  if (owned.ends?.(step, when)) return null;
  if (step.kind !== 'branch' || when === null) return known;
  if (!when && isLeftSettled(search, step)) return null;
  const outcome = outcomeOf(file, known, step.node);
  if (outcome === 'opaque' || outcome === !when) return null;
  return outcome === null ? learned(file, known, step.node, when, tracked) : known;
}

/** The end of a range whose body gives the value back: it is taken to have had a turn. */
function isLeftSettled(search: Search, { node }: Step): boolean {
  const { tree } = search.file;
  if (tree.kind(node) !== Kind.range_clause) return false;
  const body = tree.child(tree.parent(node), Field.body);
  return search.graph.steps.some((step) => tree.contains(body, step.node) && isSettled(search, step));
}

function isSettled({ file, owned, settled }: Search, step: Step): boolean {
  let found = settled.get(step.id);
  if (found === undefined) {
    found = settles(file, owned, step);
    settled.set(step.id, found);
  }
  return found;
}

/** Another value takes the place of the owned one: not one made of it (`tx = tx.Debug()`), and not nil. */
function losesValue({ file, owned }: Search, step: Step): boolean {
  const { tree, bindings } = file;
  const end = tree.next(step.node);
  let uses = 0;
  for (let node = step.node; node < end; node++) {
    if (tree.kind(node) === Kind.nil) return false;
    if (bindings[node] === owned.variable && tree.kind(node) === Kind.identifier) uses++;
  }
  return uses === 1;
}

function pathTo(last: State): Step[] {
  const path: Step[] = [];
  for (let state: State | null = last; state?.from; state = state.from) path.unshift(state.step);
  return path;
}
