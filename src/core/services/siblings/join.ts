import type { ServiceEdge, ServiceMap, ServiceNode } from '../service-map.ts';
import type { Contracts, Leaving, Placed, Sibling, Siblings } from './contracts.ts';
import { hostsOf, interfaceOf, isElsewhere, peerOf } from './ends.ts';
import { type Full, fullNames, fullSubject } from './full-names.ts';
import { type Peer, Peers } from './peers.ts';
import { sharedWith } from './shared.ts';
import { siblingEdge, siblingNodes, unique } from './sibling-node.ts';

/** What of the repository itself calls from outside are compared with. */
export type Home = Pick<Contracts, 'names' | 'routes'>;

/**
 * A map with what its siblings know: calls that leave the repository lead to whoever answers them there, and what
 * siblings call, publish or consume here is an edge, too. Nothing is guessed: what more than one may answer stays open.
 */
export function withSiblings(map: ServiceMap, home: Home, { read }: Pick<Siblings, 'read'>): ServiceMap {
  if (read.length === 0) return map;
  const full = fullNames(home, read);
  const nodes = new Map(map.services.map((node) => [node.name, node]));
  const theirs = new Peers(read.flatMap((sibling) => peersOf(sibling, full)));
  const ours = new Peers(homePeers(map, home, full));
  const edges = unique([
    ...map.edges.map((edge) => leadOut(edge, nodes, theirs, full)),
    ...read.flatMap((sibling) => [...callsOf(sibling, ours, theirs, full), ...sharedWith(sibling, map.edges, nodes)]),
  ]);
  const ends = new Set(edges.flatMap(({ from, to }) => [from, to]));
  const before = new Set(map.edges.flatMap(({ from, to }) => [from, to]));
  const kept = map.services.filter(({ name }) => ends.has(name) || !before.has(name));
  const joined = read.flatMap(siblingNodes).filter(({ name }) => ends.has(name));
  return { ...map, services: [...kept, ...joined].sort((a, b) => (a.name < b.name ? -1 : 1)), edges };
}

function peersOf(sibling: Sibling, full: Full): Peer[] {
  const { services, serves, routes } = sibling.contracts;
  return services.map(({ name, kind, hosts }) => ({
    node: `${sibling.repository}: ${name}`,
    ...{ service: name, kind, hosts },
    ...offered(name, serves, routes, full),
  }));
}

function homePeers({ services, serves = [] }: ServiceMap, { routes }: Home, full: Full): Peer[] {
  return services.flatMap(({ name, kind, hosts }) =>
    kind === 'go' || kind === 'other'
      ? [{ node: name, service: name, kind, hosts, ...offered(name, serves, routes, full) }]
      : [],
  );
}

function offered(
  service: string,
  serves: readonly (Placed & { name: string })[],
  routes: Contracts['routes'],
  full: Full,
): Pick<Peer, 'serves' | 'routes'> {
  const own = (all: readonly (Placed & { name: string })[]) =>
    all.flatMap((one) => (one.service === service ? one.name : []));
  return { serves: new Set(own(serves).map(full)), routes: own(routes) };
}

/** A call that leaves the repository, with whoever answers it. */
function leadOut(edge: ServiceEdge, nodes: ReadonlyMap<string, ServiceNode>, theirs: Peers, full: Full): ServiceEdge {
  const { kind, subject, state, to } = edge;
  const end = nodes.get(to);
  if ((kind !== 'http' && kind !== 'grpc') || !isElsewhere(edge, end)) return edge;
  const answering = theirs.answering({ kind, subject, hosts: hostsOf(edge, end), peer: peerOf(edge, end) }, full);
  if (answering === null) return edge;
  const { hosts: _, ...rest } = edge;
  return {
    ...rest,
    to: answering,
    state: state === 'unresolved' || state === 'addressed' ? stateOf(edge) : state,
    subject: fullSubject(edge, full),
  };
}

/** A stub that is only made calls nobody yet. */
function stateOf({ kind, subject }: Pick<ServiceEdge, 'kind' | 'subject'>): ServiceEdge['state'] {
  return kind === 'http' || interfaceOf(subject ?? '').method !== null ? 'called' : 'wired';
}

/** Calls of a sibling's services that this repository answers, and no other sibling may. */
function callsOf(sibling: Sibling, ours: Peers, theirs: Peers, full: Full): ServiceEdge[] {
  return sibling.contracts.exchanges.flatMap((one: Leaving) => {
    if (one.inside || (one.kind !== 'http' && one.kind !== 'grpc')) return [];
    const called = ours.answering(one, full);
    if (called === null || theirs.answering(one, full) !== null) return [];
    return [siblingEdge(sibling, one, called, { state: stateOf(one), subject: fullSubject(one, full) })];
  });
}
