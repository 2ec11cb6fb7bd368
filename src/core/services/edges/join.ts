import type { Evidence } from '../../findings/finding.ts';
import type { ServiceEdge, ServiceNode } from '../service-map.ts';
import type { Addresses } from './addresses.ts';
import type { Exchange } from './found.ts';

/** Who is there to be talked to. */
export interface Peers {
  /** By full name of the interface that they serve. */
  servers: ReadonlyMap<string, readonly ServiceNode[]>;
  addresses: Addresses;
  nodes: readonly ServiceNode[];
}

const MOST_EVIDENCE = 5;

/** Edges between nodes from what each program does: one for each subject, its calls as evidence. */
export function joinEdges(
  found: readonly { node: ServiceNode; exchange: Exchange }[],
  peers: Peers,
): { edges: ServiceEdge[]; peers: ServiceNode[] } {
  const edges = new Map<string, ServiceEdge & { evidence: Evidence[] }>();
  const outside = new Map<string, ServiceNode>();
  for (const { node, exchange } of found) {
    const { kind, subject, site } = exchange;
    const evidence = { path: site.context.file.path, line: site.fact.line, text: site.fact.text };
    for (const { to, known } of destinations(node, exchange, peers)) {
      if (to === node.name) continue;
      const state = known ? exchange.state : 'unresolved';
      if (!peers.nodes.some(({ name }) => name === to) && !outside.has(to)) outside.set(to, external(to, evidence));
      const key = JSON.stringify([node.name, to, kind, subject, state]);
      const edge = edges.get(key);
      if (!edge) edges.set(key, { from: node.name, to, kind, state, subject, evidence: [evidence] });
      else if (edge.evidence.length < MOST_EVIDENCE) edge.evidence.push(evidence);
    }
  }
  const all = [...edges.values()];
  return { edges: all.filter((edge) => !isSurpassed(edge, all)), peers: [...outside.values()] };
}

/** Construction says nothing more where the same peer is called. */
function isSurpassed(edge: ServiceEdge, all: readonly ServiceEdge[]): boolean {
  if (edge.subject?.startsWith('/') ?? true) return false;
  return all.some(
    (other) =>
      other.from === edge.from &&
      other.to === edge.to &&
      other.kind === edge.kind &&
      (other.subject ?? '').startsWith(`/${edge.subject}/`),
  );
}

function destinations(
  node: ServiceNode,
  exchange: Exchange,
  { servers, addresses }: Peers,
): { to: string; known: boolean }[] {
  const led = addresses.destination(exchange.addresses, node);
  if (led && 'node' in led) return [{ to: led.node, known: true }];
  const serving = exchange.serves === undefined ? [] : (servers.get(exchange.serves) ?? []);
  if (serving.some(({ name }) => name === node.name)) return [];
  const deployed = serving.filter(({ kind }) => kind !== 'tool');
  const among = deployed.length > 0 ? deployed : serving;
  if (among.length > 0) return among.map(({ name }) => ({ to: name, known: true }));
  if (led) return [{ to: led.host, known: true }];
  return [{ to: exchange.serves ?? exchange.peer ?? 'unknown', known: false }];
}

function external(name: string, evidence: Evidence): ServiceNode {
  return {
    name,
    root: '',
    kind: 'external',
    main: null,
    arguments: [],
    hosts: [name],
    environment: [],
    evidence: [evidence],
  };
}
