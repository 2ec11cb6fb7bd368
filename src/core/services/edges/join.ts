import type { Evidence } from '../../findings/finding.ts';
import { type Guard, inCommon } from '../guards/guard.ts';
import type { EdgeState, ServiceEdge, ServiceNode } from '../service-map.ts';
import { type Addressed, addressedEnd } from './addressed.ts';
import { type Addresses, filled, machinesIn } from './addresses.ts';
import { calledAfter } from './called-after.ts';
import type { Exchange } from './found.ts';
import { mayAddress, publishedAt, storeOf } from './homes.ts';

/** Who is there to be talked to. */
export interface Peers {
  /** By full name of the interface that they serve. */
  servers: ReadonlyMap<string, readonly Serving[]>;
  addresses: Addresses;
  nodes: readonly ServiceNode[];
}

export interface Serving {
  node: ServiceNode;
  /** Go package of the generated code that it is served through. */
  through: string;
}

const MOST_EVIDENCE = 5;
const KNOWN: ReadonlySet<EdgeState> = new Set(['called', 'wired']);
const OUTSIDE = { http: 'external', grpc: 'external', publish: 'broker', consume: 'broker' } as const;

interface Draft extends ServiceEdge {
  evidence: Evidence[];
  /** Absent until a call is seen. */
  guards?: readonly Guard[];
  hosts?: string[];
}

/** Edges between nodes from what each program does: one for each subject, its calls as evidence. */
export function joinEdges(
  found: readonly { node: ServiceNode; exchange: Exchange }[],
  peers: Peers,
): { edges: ServiceEdge[]; peers: ServiceNode[] } {
  const edges = new Map<string, Draft>();
  const beside = Map.groupBy(found, ({ node }) => node);
  const around = (node: ServiceNode) => (beside.get(node) ?? []).map(({ exchange }) => exchange);
  const homes = databasesOf(found, peers);
  const named = new Map(peers.nodes.map((node) => [node.name, node]));
  const literal = found.filter(({ exchange: { subject } }) => subject !== null && !subject.includes('${'));
  const bySite = Map.groupBy(literal, ({ exchange }) => exchange.site);
  const outside = new Map<string, ServiceNode>();
  const told = found.map((one) => ({ ...one, ends: destinations(one.node, one.exchange, peers, { homes, around }) }));
  const led = (is: (state: EdgeState) => boolean) =>
    new Set(
      told.flatMap(({ node, exchange, ends }) =>
        ends.some(({ state }) => is(state)) ? [placeOf(node, exchange)] : [],
      ),
    );
  const settled = { unresolved: led((state) => state !== 'unresolved'), addressed: led((state) => KNOWN.has(state)) };
  for (const { node, exchange, ends } of told) {
    const { kind, site, write } = exchange;
    const subject = subjectFor(exchange, node);
    // A setting that nobody makes has a default beside it.
    const isOpen = subject?.includes('${') ?? false;
    if (isOpen && bySite.get(site)?.some((other) => other.exchange.kind === kind)) continue;
    const evidence = { path: site.context.file.path, line: site.fact.line, text: site.fact.text };
    for (const { to, state, addressed } of ends) {
      if (to === node.name) continue;
      if ((state === 'unresolved' || state === 'addressed') && settled[state].has(placeOf(node, exchange))) continue;
      if (!named.has(to) && !outside.has(to)) outside.set(to, peerOf(to, kind, evidence, addressed));
      const key = JSON.stringify([node.name, to, kind, subject]);
      const edge = edges.get(key);
      if (!edge) {
        const access = write === undefined ? {} : { access: write ? ('write' as const) : ('read' as const) };
        const hosts = (named.get(to)?.kind ?? 'external') === 'external' ? machinesOf(exchange, node) : [];
        const leading = hosts.length > 0 ? { hosts } : {};
        const draft: Draft = { from: node.name, to, kind, state, subject, ...access, ...leading, evidence: [evidence] };
        edges.set(key, guarded(draft, exchange));
        continue;
      }
      if (edge.hosts) edge.hosts = [...new Set([...edge.hosts, ...machinesOf(exchange, node)])];
      const tellsMore = (state === 'called' && edge.state === 'wired') || (write && edge.access === 'read');
      guarded(edge, exchange);
      if (write) edge.access = 'write';
      if (state === 'called') edge.state = 'called';
      if (tellsMore) edge.evidence.unshift(evidence);
      else if (edge.evidence.length < MOST_EVIDENCE) edge.evidence.push(evidence);
    }
  }
  const all = [...edges.values()];
  const called = new Set(all.flatMap((edge) => interfaceCalled(edge) ?? []));
  const kept = all.filter(({ from, kind, subject }) => kind !== 'grpc' || !called.has(JSON.stringify([from, subject])));
  for (const edge of kept) if (edge.guards?.length === 0) delete edge.guards;
  const ends = new Set(kept.map(({ to }) => to));
  return { edges: kept, peers: [...outside.values()].filter(({ name }) => ends.has(name)) };
}

/** An edge is guarded by what all of its calls have. */
function guarded(edge: Draft, { state, guards = [] }: Exchange): Draft {
  if (state === 'called') edge.guards = edge.guards ? inCommon(edge.guards, guards) : guards;
  return edge;
}

/** Caller and interface of a call: where the same peer is called, construction says nothing more. */
function interfaceCalled({ from, kind, subject }: ServiceEdge): string | null {
  const [, full] = kind === 'grpc' ? (/^\/(.+)\/[^/]*$/.exec(subject ?? '') ?? []) : [];
  return full === undefined ? null : JSON.stringify([from, full]);
}

/** Machines that a call of another service may go to. */
function machinesOf({ kind, addresses }: Exchange, node: ServiceNode): string[] {
  return kind === 'http' || kind === 'grpc' ? machinesIn(addresses.flatMap((text) => filled(text, node))) : [];
}

/** A topic may be a setting: what the service's environment says of it. */
function subjectFor({ kind, subject }: Exchange, node: ServiceNode): string | null {
  if (subject === null || (kind !== 'publish' && kind !== 'consume')) return subject;
  return filled(subject, node)[0] ?? subject;
}

/** Where one value of an address leads somewhere, its other values are what does not count here. */
function placeOf({ name }: ServiceNode, { site: { context, fact }, kind }: Exchange): string {
  return JSON.stringify([name, kind, context.file.path, fact.line, fact.call]);
}

interface End {
  to: string;
  state: EdgeState;
  addressed?: Addressed;
}

function destinations(
  node: ServiceNode,
  exchange: Exchange,
  { servers, addresses, nodes }: Peers,
  { homes, around }: { homes: ReadonlyMap<string, string>; around: (node: ServiceNode) => Exchange[] },
): End[] {
  const known = (to: string) => ({ to, state: exchange.state });
  const given = givenTo(exchange, node);
  if (given === null) return [];
  const led = addresses.destination(given, node);
  if (led && 'node' in led) return [known(led.node)];
  const serving = exchange.serves === undefined ? [] : (servers.get(exchange.serves) ?? []);
  if (serving.some((one) => one.node.name === node.name)) return [];
  const deployed = serving.filter((one) => one.node.kind !== 'tool');
  // Which of several tools plays the part, nobody can tell.
  const able = deployed.length > 0 || serving.length > 1 ? deployed : serving;
  // Systems side by side in one repository may serve interfaces of one name, each with generated code of its own.
  const related = able.filter(({ through }) => through === exchange.through);
  const among = related.length > 0 ? related : able;
  if (among.length > 0) return among.map((one) => known(one.node.name));
  if (led) return [known(led.host)];
  const store = storeOf({ ...exchange, addresses: given }, node, nodes);
  if (store !== null) return [known(store)];
  const { peer } = exchange;
  // Where a table lies is said when it is read or written, though not in which server.
  if (exchange.kind === 'table') return [known(homes.get(homeKey(node, exchange)) ?? `${node.name} database`)];
  if (exchange.kind === 'publish' || exchange.kind === 'consume' || exchange.outside)
    return [known(nodeFor(peer ?? 'broker', nodes))];
  if (exchange.kind === 'http' || exchange.kind === 'grpc') {
    const published = publishedAt(given, node, nodes);
    if (published === null && given.length > 0 && given.every(isSelf) && exchange.kind === 'http') return [];
    const called = published ?? calledAfter(given, node, nodes);
    if (called !== null) return called === node.name ? [] : [known(called)];
  }
  const addressed = addressedEnd(exchange, node, () => around(node));
  if (addressed) return [{ to: addressed.to, state: 'addressed', addressed }];
  return [{ to: exchange.serves ?? peer ?? variable(exchange.addresses) ?? 'unknown', state: 'unresolved' }];
}

/** Addresses of an exchange; of a store with what the environment makes of them, null where that is no store's. */
function givenTo({ kind, addresses }: Exchange, node: ServiceNode): readonly string[] | null {
  if (kind !== 'database' && kind !== 'cache') return addresses;
  const texts = addresses.flatMap((text) => filled(text, node));
  const fitting = texts.filter((text) => mayAddress(kind, text));
  return texts.length > 0 && fitting.length === 0 ? null : fitting;
}

/** The databases of programs that have but one of a kind, by `homeKey`. */
function databasesOf(
  found: readonly { node: ServiceNode; exchange: Exchange }[],
  { addresses, nodes }: Peers,
): ReadonlyMap<string, string> {
  const homes = new Map<string, Set<string>>();
  for (const { node, exchange } of found) {
    if (exchange.kind !== 'database' || exchange.state === 'wired') continue;
    const given = givenTo(exchange, node) ?? [];
    const led = addresses.destination(given, node);
    const home = led && 'node' in led ? led.node : storeOf({ ...exchange, addresses: given }, node, nodes);
    const key = homeKey(node, exchange);
    if (home !== null) homes.set(key, (homes.get(key) ?? new Set()).add(home));
  }
  return new Map([...homes].flatMap(([key, names]) => (names.size === 1 ? [[key, [...names].join()] as const] : [])));
}

/** Collections of documents do not lie in a database of SQL. */
function homeKey({ name }: ServiceNode, { peer }: Exchange): string {
  return `${peer === 'mongodb' ? 'mongodb' : 'sql'} ${name}`;
}

/** The node that runs a broker of this kind, when one alone does. */
function nodeFor(peer: string, nodes: readonly ServiceNode[]): string {
  const found = nodes.filter(({ name, kind }) => kind !== 'go' && kind !== 'tool' && name.toLowerCase().includes(peer));
  return found.length === 1 ? (found[0]?.name ?? peer) : peer;
}

function isSelf(text: string): boolean {
  return /^(?:https?:\/\/)?(?:localhost|127\.0\.0\.1|\[::1\])(?:[:/]|$)/.test(text);
}

/** `PAYMENTS_URL` of `${PAYMENTS_URL}/pay`: what would have to be known. */
function variable(addresses: readonly string[]): string | undefined {
  return addresses.map((text) => /\$\{(?:config:)?([\w.]+)\}/.exec(text)?.[1]).find((name) => name !== undefined);
}

function peerOf(name: string, kind: ServiceEdge['kind'], evidence: Evidence, addressed?: Addressed): ServiceNode {
  const own = kind in OUTSIDE ? OUTSIDE[kind as keyof typeof OUTSIDE] : kind === 'external' ? 'external' : 'store';
  return {
    ...{ name, root: '', kind: own, main: null, arguments: [], environment: [], evidence: [evidence] },
    ...(addressed ? { hosts: [], ...settingAndProduct(addressed) } : { hosts: [name] }),
  };
}

function settingAndProduct({ setting, product }: Addressed): Pick<ServiceNode, 'setting' | 'product'> {
  return product === undefined ? { setting } : { setting, product };
}
