import type { ServiceEdge, ServiceMap, ServiceNode } from '../service-map.ts';
import { pairedEdges } from './paired.ts';

export type Change = 'added' | 'removed' | 'same';

/** A map with what a change adds to it and takes away. What is removed is as it was at base. */
export interface MapDiff {
  services: readonly ChangedNode[];
  edges: readonly ChangedEdge[];
}

export interface ChangedNode extends ServiceNode {
  change: Change;
}

export interface ChangedEdge extends ServiceEdge {
  change: Change;
}

/** One map by itself: nothing of it is new. */
export function asDiff({ services, edges }: ServiceMap): MapDiff {
  return {
    services: services.map((node) => ({ ...node, change: 'same' })),
    edges: edges.map((edge) => ({ ...edge, change: 'same' })),
  };
}

/** Compares two maps. A service that only has another name is the same: its edges keep their ends. */
export function diffMaps(base: ServiceMap, head: ServiceMap): MapDiff {
  const renamed = renamings(base.services, head.services);
  const before = base.edges.map((edge) => ({
    ...edge,
    from: renamed.get(edge.from) ?? edge.from,
    to: renamed.get(edge.to) ?? edge.to,
  }));
  const known = new Set(base.services.map(({ name }) => renamed.get(name) ?? name));
  const now = new Set(head.services.map(({ name }) => name));
  const edgesBefore = new Set(before.map(edgeKey));
  const edgesNow = new Set(head.edges.map(edgeKey));
  const { gone, same } = pairedEdges(
    before.filter((edge) => !edgesNow.has(edgeKey(edge))),
    head.edges.filter((edge) => !edgesBefore.has(edgeKey(edge))),
    [...base.services, ...head.services],
  );
  const edges = [
    ...head.edges.map(
      (edge): ChangedEdge => ({
        ...edge,
        change: edgesBefore.has(edgeKey(edge)) || same.has(edge) ? 'same' : 'added',
      }),
    ),
    ...before.flatMap((edge): ChangedEdge[] =>
      edgesNow.has(edgeKey(edge)) || gone.has(edge) ? [] : [{ ...edge, change: 'removed' }],
    ),
  ];
  const ends = new Set(edges.flatMap(({ to, change }) => (change === 'same' ? [] : [to])));
  // What stands for an end that only a setting tells is new, or gone, with its calls alone.
  const counts = ({ name, setting }: ServiceNode) => !setting || ends.has(name);
  const removed = base.services.filter((node) => !now.has(renamed.get(node.name) ?? node.name) && counts(node));
  return {
    services: [
      ...head.services.map(
        (node): ChangedNode => ({ ...node, change: known.has(node.name) || !counts(node) ? 'same' : 'added' }),
      ),
      ...removed.map((node): ChangedNode => ({ ...node, change: 'removed' })),
    ].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0)),
    edges,
  };
}

/** By name at base, the name at head of the node that runs the same program on the same branch. */
function renamings(base: readonly ServiceNode[], head: readonly ServiceNode[]): Map<string, string> {
  const kept = new Set(head.map(({ name }) => name));
  const before = new Set(base.map(({ name }) => name));
  const renamed = new Map<string, string>();
  for (const node of base) {
    if (kept.has(node.name) || node.main === null) continue;
    const twin = head.find((other) => !before.has(other.name) && runs(other) === runs(node));
    if (twin) renamed.set(node.name, twin.name);
  }
  return renamed;
}

function runs({ main, arguments: words, kind }: ServiceNode): string {
  return `${kind} ${main} ${words.join(' ')}`;
}

/** What makes an edge the same one: where it is seen may move, and a call may be reached that was only wired. */
export function edgeKey({ from, to, kind, subject }: ServiceEdge): string {
  return JSON.stringify([from, to, kind, subject]);
}
