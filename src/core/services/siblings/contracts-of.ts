import type { ProtoFile } from '../../contracts/proto/schema.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { routesOf } from '../edges/routes.ts';
import { reachedBy, runsAt } from '../reach/reachable.ts';
import type { ServiceEdge, ServiceMap, ServiceNode } from '../service-map.ts';
import type { Contracts, Leaving } from './contracts.ts';
import { hostsOf, isElsewhere, peerOf, topicOf } from './ends.ts';
import { interfaceNames } from './names.ts';

/** Of each list. What is larger than that is no microservice's repository. */
const MOST = 3000;

/** What a repository, as it was mapped, offers to others and asks of them. */
export function contractsOf(map: ServiceMap, index: GoIndex, protos: readonly ProtoFile[]): Contracts {
  const own = map.services.filter(({ kind }) => kind === 'go' || kind === 'other');
  const names = new Set(own.map(({ name }) => name));
  const nodes = new Map(map.services.map((node) => [node.name, node]));
  return {
    services: own.slice(0, MOST).map(({ name, kind, hosts, root, evidence: [first] }) => ({
      ...{ name, kind: kind === 'go' ? kind : 'other', hosts },
      ...(first ? { path: first.path, line: first.line } : { path: root, line: 1 }),
    })),
    serves: (map.serves ?? []).filter(({ service }) => names.has(service)).slice(0, MOST),
    routes: routesIn(map, index).slice(0, MOST),
    exchanges: map.edges
      .filter(({ from }) => names.has(from))
      .flatMap((edge) => leavingOf(edge, nodes) ?? [])
      .slice(0, MOST),
    names: interfaceNames(index, protos),
  };
}

/** The routes that services register, by service. */
export function routesIn({ services }: ServiceMap, index: GoIndex): Contracts['routes'] {
  const routes = routesOf(index);
  return services.flatMap((node) => {
    const { name: service, kind, main } = node;
    if (kind !== 'go' || main === null || routes.length === 0) return [];
    const reached = reachedBy(index, main, node);
    return routes.flatMap(({ name, site }) =>
      reached.has(site.declaration) && runsAt(reached, site.declaration, site.fact.line)
        ? [{ service, name, path: site.context.file.path, line: site.fact.line }]
        : [],
    );
  });
}

function leavingOf(edge: ServiceEdge, nodes: ReadonlyMap<string, ServiceNode>): Leaving | null {
  const { from: service, to, kind, subject, evidence } = edge;
  const [first] = evidence;
  if (!first) return null;
  const end = nodes.get(to);
  const leaving = { service, path: first.path, line: first.line, subject };
  if ((kind === 'http' || kind === 'grpc') && isElsewhere(edge, end))
    return { ...leaving, kind, hosts: hostsOf(edge, end), peer: peerOf(edge, end) };
  if (kind === 'grpc') return { ...leaving, kind, inside: true, hosts: [], peer: to };
  if (kind === 'publish' || kind === 'consume') {
    const topic = topicOf(edge, end);
    return topic && { ...leaving, kind, hosts: [], peer: topic.broker };
  }
  return kind === 'database' && end?.kind === 'store' && !end.setting && to.includes('.')
    ? { ...leaving, kind, hosts: [], peer: to }
    : null;
}
