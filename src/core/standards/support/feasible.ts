import type { GoFile } from '../../go/file.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { type Known, knownAfter, knownAt, learned, outcomeOf, trackedVariables } from '../../go/flow/knowledge.ts';
import type { Verdict } from '../../go/flow/paths.ts';

interface State {
  step: Step;
  known: Known;
  from: State | null;
}

/** States after which the search gives up: nothing is said of a function so tangled. */
const MOST_STATES = 3000;

/**
 * Like `findPath`, along ways on which no two conditions contradict each other: past `if err != nil { … }` that was
 * entered, a later `if err == nil` is not.
 */
export function feasiblePath(
  file: GoFile,
  graph: FlowGraph,
  start: Step,
  at: (step: Step) => Verdict,
): readonly Step[] | null {
  const tracked = trackedVariables(file, graph);
  const seen = new Set<string>();
  const queue: State[] = [{ step: start, known: knownAt(file, start.node, tracked), from: null }];
  for (let state = queue.shift(); state && seen.size < MOST_STATES; state = queue.shift()) {
    for (const { to, when } of state.step.next) {
      const step = graph.steps[to];
      let { known } = state;
      if (!step) continue;
      if (state.step.kind === 'branch' && when !== null) {
        const outcome = outcomeOf(file, known, state.step.node);
        if (outcome === 'opaque' || outcome === !when) continue;
        if (outcome === null) known = learned(file, known, state.step.node, when, tracked);
      }
      const key = `${step.id}:${[...known].join()}`;
      if (seen.has(key)) continue;
      seen.add(key);
      const next: State = { step, known: knownAfter(file, known, step), from: state };
      const verdict = at(step);
      if (verdict === 'found') return pathTo(next);
      if (verdict === 'pass') queue.push(next);
    }
  }
  return null;
}

function pathTo(last: State): Step[] {
  const path: Step[] = [];
  for (let state: State | null = last; state?.from; state = state.from) path.unshift(state.step);
  return path;
}
