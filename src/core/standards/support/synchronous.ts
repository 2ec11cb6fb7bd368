import type { ServiceEdge, ServiceMap } from '../../services/service-map.ts';

const PROBE = /\/(?:health\w*|ready\w*|live\w*|ping|status|metrics|version)(?:\/|$|\*)/i;

/** Calls that wait for an answer, between programs that are deployed; one for each pair. */
export function synchronousCalls({ services, edges }: ServiceMap): ServiceEdge[] {
  const running = new Set(services.flatMap(({ name, kind }) => (kind === 'go' || kind === 'other' ? [name] : [])));
  const found = new Map<string, ServiceEdge>();
  for (const edge of edges) {
    if ((edge.kind !== 'grpc' && edge.kind !== 'http') || edge.state !== 'called') continue;
    if (edge.subject !== null && PROBE.test(edge.subject)) continue;
    if (!running.has(edge.from) || !running.has(edge.to)) continue;
    const pair = JSON.stringify([edge.from, edge.to]);
    if (!found.has(pair)) found.set(pair, edge);
  }
  return [...found.values()];
}
