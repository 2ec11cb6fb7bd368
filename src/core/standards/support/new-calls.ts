import type { ServiceEdge } from '../../services/service-map.ts';
import type { JudgedChange } from '../standard.ts';
import { synchronousCalls } from './synchronous.ts';

/**
 * Calls between two services that a change adds where there was none. One that was there and led nowhere, as far as
 * the base told, is not new; nor is one that no line of the change explains.
 */
export function newCalls({ base, head, diff, lines }: JudgedChange): ServiceEdge[] {
  const added = new Set(diff.services.flatMap(({ name, change }) => (change === 'added' ? [name] : [])));
  const before = diff.edges.filter(({ change }) => change !== 'added');
  const known = new Set(
    [...synchronousCalls(base.map), ...synchronousCalls({ ...head.map, edges: before })].map(pairOf),
  );
  const asked = new Set(base.map.edges.map(({ from, kind, subject }) => JSON.stringify([from, kind, subject])));
  return synchronousCalls(head.map).filter((edge) => {
    if (known.has(pairOf(edge))) return false;
    if (added.has(edge.from)) return true;
    if (edge.subject !== null && asked.has(JSON.stringify([edge.from, edge.kind, edge.subject]))) return false;
    return edge.evidence.some(({ path, line }) => lines.touches(path, line));
  });
}

function pairOf({ from, to }: ServiceEdge): string {
  return JSON.stringify([from, to]);
}
