import type { GoIndex } from '../../go/index/go-index.ts';
import { FLAG } from '../branches/flags.ts';
import { withGuards } from '../guards/guards.ts';
import type { Declaration } from '../reach/declarations.ts';
import { type Reached, reachedBy, runsAt } from '../reach/reachable.ts';
import type { Served, ServiceEdge, ServiceNode } from '../service-map.ts';
import { Addresses } from './addresses.ts';
import { externalExchange } from './externals.ts';
import type { Exchange, Offer } from './found.ts';
import { grpcExchange, offerOf } from './grpc.ts';
import { httpExchanges } from './http.ts';
import { joinEdges, type Peers } from './join.ts';
import { type LibraryUse, libraryUse } from './library.ts';
import { brokerOf, messages } from './messaging.ts';
import { type Site, sitesOf } from './sites.ts';
import { type Before, speakingSites } from './speaking.ts';
import { entExchange, storeExchange } from './stores.ts';
import { tableExchanges } from './tables.ts';
import { withoutUnused } from './unused-stores.ts';
import { Values } from './values.ts';

/** What the code of a snapshot says of its services' exchanges. */
export interface CodeEdges {
  edges: ServiceEdge[];
  /** Peers that the edges name beside the services that were given. */
  peers: ServiceNode[];
  serves: Served[];
}

/** What one program does with others. */
interface Program {
  node: ServiceNode;
  exchanges: readonly Exchange[];
  offers: readonly Offer[];
}

/**
 * Edges of the services, and of the tools among the nodes, as far as code tells them.
 *
 * @param before saves looking again at what did not change
 */
export function codeEdges(index: GoIndex, nodes: readonly ServiceNode[], before: Before | null = null): CodeEdges {
  const candidates = candidatesOf(index, before);
  const keys = new Set(
    nodes.flatMap(({ settings = [], flags = [] }) => [
      ...settings.map(({ name }) => name),
      ...flags.map(({ name }) => FLAG + name),
    ]),
  );
  const programs = nodes.flatMap((node) =>
    node.main === null
      ? []
      : [programOf(candidates, node, { index, keys, reached: reachedBy(index, node.main, node) })],
  );
  const offered = programs.flatMap(({ node, offers }) =>
    [...new Map(offers.map((offer) => [offer.serves, offer])).values()].map((offer) => ({ ...offer, node })),
  );
  const servers: Peers['servers'] = Map.groupBy(offered, ({ serves }) => serves);
  const addresses = new Addresses(nodes);
  const joined = joinEdges(
    programs.flatMap(({ node, exchanges }) => exchanges.map((one) => ({ node, exchange: one }))),
    { servers, addresses, nodes },
  );
  const serves = offered.map(({ node, serves: name, site: { context, fact } }) => {
    return { service: node.name, name, path: context.file.path, line: fact.line };
  });
  return { ...joined, serves };
}

interface Reaching {
  index: GoIndex;
  reached: Reached;
  /** Keys that some file of settings has. */
  keys: ReadonlySet<string>;
}

function programOf(candidates: Candidates, node: ServiceNode, { index, reached, keys }: Reaching): Program {
  const values = new Values(sitesOf(index), reached, keys);
  const sites = reachedAmong(candidates, reached);
  const verbs = new Set(sites.flatMap(({ site }) => verbAt(site) ?? []));
  return {
    node,
    exchanges: withGuards(
      withoutUnused(
        sites.flatMap(({ site }) => exchangesAt(index, site, values, verbs)),
        sites.map(({ site }) => site),
      ),
      { sites: sitesOf(index), reached },
    ),
    offers: sites.flatMap(({ offer }) => (offer ? [offer] : [])),
  };
}

/** In the order of the code, whatever the way to it. */
function reachedAmong(candidates: Candidates, reached: Reached): Candidate[] {
  const found = [...reached].flatMap((declaration) => candidates.get(declaration) ?? []);
  return found.filter(({ site }) => runsAt(reached, site.declaration, site.fact.line)).toSorted((a, b) => a.at - b.at);
}

/** The method that a site calls, be it on a value that only its library is known of. */
function verbAt({ named, callee }: Site): string | null {
  if (named) return named.receiver === null ? null : named.name;
  return callee.is === 'select' ? callee.name : null;
}

interface Candidate {
  /** Position among all of them. */
  at: number;
  site: Site;
  offer: Offer | null;
}

type Candidates = ReadonlyMap<Declaration, readonly Candidate[]>;

/** Sites that may say something in some program: most facts only tell where values come from. */
function candidatesOf(index: GoIndex, before: Before | null): Candidates {
  const nothing = new Values(sitesOf(index), new Set());
  const none = new Set<string>();
  const speaks = (site: Site) => {
    const use = libraryUse(index, site);
    return (
      offerOf(index, site) !== null ||
      site.fact.call === 'sql' ||
      (use !== null && isTold(use)) ||
      exchangesAt(index, site, nothing, none).length > 0
    );
  };
  const all = speakingSites(index, before, speaks).map((site, at) => ({ at, site, offer: offerOf(index, site) }));
  return Map.groupBy(all, ({ site }) => site.declaration);
}

/** Uses whose meaning depends on values, or on what else is called. */
function isTold({ path }: LibraryUse): boolean {
  return brokerOf(path) !== null || /\/mongo$|^gorm\.io\/|jinzhu\/gorm|\/squirrel$|\/goqu(?:\/v\d+)?$/.test(path);
}

function exchangesAt(index: GoIndex, site: Site, values: Values, verbs: ReadonlySet<string>): Exchange[] {
  const remote = grpcExchange(index, site, values);
  if (remote) return [remote];
  const tables = tableExchanges(index, site, values);
  if (tables.length > 0) return tables;
  const opened = entExchange(index, site, values);
  if (opened) return [opened];
  const use = libraryUse(index, site);
  if (!use) return [];
  const requests = httpExchanges(site, use, values);
  if (requests.length > 0) return requests;
  const found = storeExchange(site, use, values) ?? externalExchange(site, use);
  return found ? [found] : messages(site, use, values, verbs);
}
