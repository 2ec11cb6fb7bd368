import type { ServiceEdge, ServiceNode } from '../service-map.ts';
import type { Leaving, Sibling } from './contracts.ts';

/** A service of a sibling in the map of another repository. */
export function siblingNodes({ repository, contracts }: Sibling): ServiceNode[] {
  return contracts.services.map(({ name, hosts, path, line }) => {
    const at = { path: `${repository}:${path}`, line, text: '' };
    return {
      ...{ name: `${repository}: ${name}`, root: at.path, kind: 'sibling', main: null, arguments: [] },
      ...{ hosts, environment: [], evidence: [at] },
    };
  });
}

/** What a service of a sibling does with `to`. */
export function siblingEdge(
  { repository }: Sibling,
  { service, kind, path, line }: Leaving,
  to: string,
  rest: Pick<ServiceEdge, 'state' | 'subject'>,
): ServiceEdge {
  const evidence = [{ path: `${repository}:${path}`, line, text: '' }];
  return { from: `${repository}: ${service}`, to, kind, ...rest, evidence };
}

/** One edge for each subject between two nodes, with the places of all as evidence. */
export function unique(edges: readonly ServiceEdge[]): ServiceEdge[] {
  const found = new Map<string, ServiceEdge>();
  for (const edge of edges) {
    const key = JSON.stringify([edge.from, edge.to, edge.kind, edge.subject]);
    const known = found.get(key);
    const state = known?.state === 'called' ? 'called' : edge.state;
    found.set(key, known ? { ...known, state, evidence: [...known.evidence, ...edge.evidence] } : edge);
  }
  return [...found.values()];
}
