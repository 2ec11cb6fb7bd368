import type { ChangedEdge, ChangedNode, MapDiff } from '../diff/diff.ts';
import { type Guard, inCommon } from '../guards/guard.ts';

/** Nodes and edges that a drawing shows, and how many it does not. */
export interface Shape {
  nodes: readonly ChangedNode[];
  /** One for each pair of nodes, kind and change, with the subjects that it carries. */
  arrows: readonly Arrow[];
  /** Services and edges that are left out. */
  folded: { services: number; edges: number };
}

export interface Arrow extends Pick<ChangedEdge, 'from' | 'to' | 'kind' | 'state' | 'change'> {
  subjects: readonly string[];
  /** What all of its edges have. */
  guards: readonly Guard[];
}

/** GitHub draws no larger ones: https://mermaid.js.org/config/schema-docs/config.html (maxTextSize, maxEdges). */
export const MOST_NODES = 60;
export const MOST_ARROWS = 120;

/** What changed with its neighbours, where something did; else all. Tools are never drawn. */
export function shapeOf({ services, edges }: MapDiff): Shape {
  const drawn = services.filter(({ kind }) => kind !== 'tool');
  const changedEdges = edges.filter(({ change }) => change !== 'same');
  const changed = drawn.filter(({ change }) => change !== 'same');
  const focus = new Set([...changed.map(({ name }) => name), ...changedEdges.flatMap(({ from, to }) => [from, to])]);
  const near = new Set(focus);
  for (const { from, to } of edges) {
    if (focus.has(from)) near.add(to);
    if (focus.has(to)) near.add(from);
  }
  const known = new Set(drawn.map(({ name }) => name));
  const all = focus.size > 0 ? drawn.filter(({ name }) => near.has(name)) : drawn;
  const nodes = all
    .toSorted((a, b) => Number(focus.has(b.name)) - Number(focus.has(a.name)) || weight(b) - weight(a))
    .slice(0, MOST_NODES)
    .toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const shown = new Set(nodes.map(({ name }) => name));
  const arrows = arrowsOf(edges.filter(({ from, to }) => shown.has(from) && shown.has(to)));
  const kept = arrows
    .toSorted((a, b) => Number(b.change !== 'same') - Number(a.change !== 'same'))
    .slice(0, MOST_ARROWS);
  const total = arrowsOf(edges.filter(({ from, to }) => known.has(from) && known.has(to)));
  return { nodes, arrows: kept, folded: { services: drawn.length - nodes.length, edges: total.length - kept.length } };
}

function weight({ kind }: ChangedNode): number {
  return kind === 'go' ? 2 : kind === 'external' ? 0 : 1;
}

type Draft = { -readonly [Key in keyof Arrow]: Arrow[Key] };

function arrowsOf(edges: readonly ChangedEdge[]): Arrow[] {
  const arrows = new Map<string, { arrow: Draft; subjects: Set<string> }>();
  for (const { from, to, kind, state, change, subject, guards = [] } of edges) {
    const key = JSON.stringify([from, to, kind, state, change]);
    const arrow = { from, to, kind, state, change, subjects: [], guards };
    const known = arrows.get(key) ?? { arrow, subjects: new Set() };
    known.arrow.guards = inCommon(known.arrow.guards, guards);
    if (subject !== null) known.subjects.add(subject);
    arrows.set(key, known);
  }
  return [...arrows.values()].map(({ arrow, subjects }) => ({ ...arrow, subjects: [...subjects].sort() }));
}
