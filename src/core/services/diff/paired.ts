import type { ServiceEdge, ServiceNode } from '../service-map.ts';

/**
 * Edges of base and head that are one call whose other end one side alone knows, or knows by another setting: what a
 * manifest says of an address came or went, and no code.
 */
export function pairedEdges(
  before: readonly ServiceEdge[],
  after: readonly ServiceEdge[],
  nodes: readonly ServiceNode[],
): { gone: ReadonlySet<ServiceEdge>; same: ReadonlySet<ServiceEdge> } {
  const open = new Set(nodes.flatMap(({ name, setting }) => (setting ? [name] : [])));
  const gone = new Set<ServiceEdge>();
  const same = new Set<ServiceEdge>();
  if (open.size === 0) return { gone, same };
  const waiting = Map.groupBy(before, keyOf);
  for (const edge of after) {
    const left = waiting.get(keyOf(edge)) ?? [];
    const twin = left.find((one) => !gone.has(one) && (open.has(one.to) || open.has(edge.to)));
    if (!twin) continue;
    gone.add(twin);
    same.add(edge);
  }
  return { gone, same };
}

function keyOf({ from, kind, subject }: ServiceEdge): string {
  return JSON.stringify([from, kind, subject]);
}
