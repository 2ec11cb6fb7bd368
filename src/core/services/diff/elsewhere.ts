import type { ChangedRpc } from '../../contracts/proto/rpcs.ts';
import type { Caller, Callers } from '../siblings/callers.ts';
import { answers } from '../siblings/ends.ts';
import type { ChangedEdge, MapDiff } from './diff.ts';
import type { Offered } from './offers.ts';

/** Something that the change alters and that services of other repositories use. */
export interface Elsewhere extends Pick<Offered, 'name' | 'change' | 'at'> {
  kind: 'rpc' | 'route' | 'topic' | 'call';
  /** By service, each with a place in its own repository. */
  by: readonly Caller[];
}

const MOST = 20;

/**
 * What siblings feel of a change: methods and routes that they call, topics that they share, and calls that nobody
 * answers any more.
 */
export function elsewhereOf(map: MapDiff, offers: readonly Offered[], known: Known): Elsewhere[] {
  const names = new Set(map.services.flatMap(({ kind, name }) => (kind === 'sibling' ? name : [])));
  const theirs = map.edges.filter(({ from }) => names.has(from));
  if (theirs.length + known.callers.size === 0) return [];
  const own = map.edges.filter(({ from }) => !names.has(from));
  const told = [
    ...known.rpcs.flatMap((rpc) => calls(rpc, known)),
    ...offers.flatMap((offer) => requests(offer, theirs, known)),
    ...topics(own, theirs),
  ];
  const seen = new Set(told.flatMap(({ by }) => by.map(placeKey)));
  const lost = theirs.flatMap((edge): Elsewhere[] => {
    const [at] = endOf(map, edge);
    const by = placesOf([edge]).filter((place) => !seen.has(placeKey(place)));
    const isCall = edge.kind === 'grpc' || edge.kind === 'http';
    if (edge.change !== 'removed' || !isCall || !at || by.length === 0) return [];
    return [{ kind: 'call', name: edge.subject ?? edge.to, change: 'removed', at, by }];
  });
  return [...told, ...lost].slice(0, MOST);
}

interface Known {
  /** That are registered at head. */
  routes: () => readonly string[];
  callers: Callers;
  /** Methods that changed, also by a message that stands in another file. */
  rpcs: readonly ChangedRpc[];
}

function calls({ name, change, at }: ChangedRpc, { callers }: Known): Elsewhere[] {
  const by = change === 'added' ? [] : (callers.get(name) ?? []);
  return by.length === 0 ? [] : [{ kind: 'rpc', name, change, at, by }];
}

function requests(
  { kind, name, change, at, services }: Offered,
  theirs: readonly ChangedEdge[],
  { routes }: Known,
): Elsewhere[] {
  if (kind !== 'route' || change !== 'removed') return [];
  const users = theirs.filter(
    ({ kind: how, to, subject }) =>
      how === 'http' &&
      services.includes(to) &&
      subject !== null &&
      answers(name, subject) &&
      !routes().some((route) => answers(route, subject)),
  );
  const by = placesOf(users);
  return by.length === 0 ? [] : [{ kind, name, change, at, by }];
}

/** Topics that this repository begins or ends to publish or to consume, with whoever is at the other end. */
function topics(own: readonly ChangedEdge[], theirs: readonly ChangedEdge[]): Elsewhere[] {
  return own.flatMap((edge): Elsewhere[] => {
    const { kind, subject, to, change, evidence } = edge;
    const [at] = evidence;
    if ((kind !== 'publish' && kind !== 'consume') || change === 'same' || subject === null || !at) return [];
    const same = (other: ChangedEdge) => other.kind === kind && other.subject === subject && other.to === to;
    // Another service of this repository does it, or did.
    if (own.some((other) => other !== edge && same(other) && other.change !== change)) return [];
    const opposite = kind === 'publish' ? 'consume' : 'publish';
    const by = placesOf(theirs.filter((one) => one.kind === opposite && one.subject === subject && one.to === to));
    return by.length === 0 ? [] : [{ kind: 'topic', name: subject, change, at, by }];
  });
}

/** Where what a call led to stood. */
function endOf({ services }: MapDiff, { to }: ChangedEdge) {
  return services.find(({ name }) => name === to)?.evidence ?? [];
}

function placesOf(edges: readonly ChangedEdge[]): Caller[] {
  return edges.flatMap(({ from: service, evidence }) =>
    evidence.slice(0, 1).map(({ path, line }) => ({ service, path, line })),
  );
}

function placeKey({ service, path, line }: Caller): string {
  return `${service} ${path}:${line}`;
}
