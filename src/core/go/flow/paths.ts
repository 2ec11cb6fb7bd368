import type { Edge, FlowGraph, Step } from './graph.ts';

/** What a search does at a step. */
export type Verdict =
  /** Goes on. */
  | 'pass'
  /** What was looked for: the search ends with this path. */
  | 'found'
  /** This path needs no further look. */
  | 'stop';

export interface Search {
  at: (step: Step) => Verdict;
  /** False where the branch cannot be taken, given what is known; default: every edge can. */
  takes?: (step: Step, edge: Edge) => boolean;
}

/**
 * Shortest way from just after `start` to a step that is `found`, as the steps gone through, the found one last; null
 * when there is none. Each step is looked at once, so loops end.
 */
export function findPath(graph: FlowGraph, start: number, { at, takes = () => true }: Search): Step[] | null {
  const cameFrom = new Map<number, number>();
  const queue: number[] = [];
  const follow = (from: number) => {
    const step = graph.steps[from];
    if (!step) return;
    for (const edge of step.next) {
      if (cameFrom.has(edge.to) || !takes(step, edge)) continue;
      cameFrom.set(edge.to, from);
      queue.push(edge.to);
    }
  };
  follow(start);
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const step = graph.steps[next];
    if (!step) continue;
    const verdict = at(step);
    if (verdict === 'found') return trace(graph, cameFrom, start, next);
    if (verdict === 'pass') follow(next);
  }
  return null;
}

function trace(graph: FlowGraph, cameFrom: ReadonlyMap<number, number>, start: number, last: number): Step[] {
  const path: Step[] = [];
  for (let id = last; ; ) {
    const step = graph.steps[id];
    if (step) path.unshift(step);
    const previous = cameFrom.get(id);
    if (previous === undefined || previous === start || path.length > graph.steps.length) return path;
    id = previous;
  }
}

/** The way out of the function that meets no step of `meets`: proof that something is not done on every path. */
export function pathAvoiding(
  graph: FlowGraph,
  start: number,
  meets: (step: Step) => boolean,
  takes?: Search['takes'],
): Step[] | null {
  return findPath(graph, start, {
    at: (step) => (meets(step) ? 'stop' : step.kind === 'end' ? 'found' : 'pass'),
    ...(takes ? { takes } : {}),
  });
}

/** Some way leads from just after `from` to a step of `reaches`. */
export function canReach(graph: FlowGraph, from: number, reaches: (step: Step) => boolean): boolean {
  return findPath(graph, from, { at: (step) => (reaches(step) ? 'found' : 'pass') }) !== null;
}

/** Steps that no way from the entry leads to. */
export function unreachable(graph: FlowGraph): Set<number> {
  const seen = new Set<number>([graph.entry]);
  const open = [graph.entry];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const { to } of graph.steps[id]?.next ?? []) {
      if (seen.has(to)) continue;
      seen.add(to);
      open.push(to);
    }
  return new Set(graph.steps.filter(({ id }) => !seen.has(id)).map(({ id }) => id));
}
