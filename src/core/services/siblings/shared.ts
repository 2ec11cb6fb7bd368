import type { ServiceEdge, ServiceNode } from '../service-map.ts';
import type { Sibling } from './contracts.ts';
import { topicOf } from './ends.ts';
import { siblingEdge } from './sibling-node.ts';

/** Edges of a sibling's services to the topics and to the machines of databases that this repository names, too. */
export function sharedWith(
  sibling: Sibling,
  edges: readonly ServiceEdge[],
  nodes: ReadonlyMap<string, ServiceNode>,
): ServiceEdge[] {
  const shared = new Map(edges.flatMap((edge) => keysOf(edge, nodes.get(edge.to)).map((key) => [key, edge.to])));
  return sibling.contracts.exchanges.flatMap((one) => {
    const { kind, peer, subject } = one;
    if (kind === 'http' || kind === 'grpc') return [];
    const to = shared.get(kind === 'database' ? keyOf(kind, peer, null) : keyOf('topic', peer, subject));
    return to === undefined ? [] : [siblingEdge(sibling, one, to, { state: 'called', subject })];
  });
}

function keysOf(edge: ServiceEdge, end: ServiceNode | undefined): string[] {
  if (edge.kind === 'database') return end?.kind === 'store' && !end.setting ? [keyOf('database', edge.to, null)] : [];
  if (edge.kind !== 'publish' && edge.kind !== 'consume') return [];
  const topic = topicOf(edge, end);
  return topic ? [keyOf('topic', topic.broker, topic.topic)] : [];
}

function keyOf(...parts: (string | null)[]): string {
  return JSON.stringify(parts);
}
