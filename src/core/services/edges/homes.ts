import { remembered, rememberedBy } from '../../go/remember.ts';
import type { ServiceNode } from '../service-map.ts';
import { tellingWords } from '../units/names.ts';
import { filled, machinesIn } from './addresses.ts';
import type { Exchange } from './found.ts';
import { ANYTHING } from './values.ts';

/** Products that a driver of this name may mean where it does not say. */
const ANY_SQL: ReadonlySet<string> = new Set(['postgres', 'mysql', 'sqlserver', 'clickhouse']);
const HERE =
  /^(?:[a-z][\w+.-]*:\/\/)?(?:[^@/]*@)?(?:tcp\()?(?:localhost|127\.0\.0\.1|0\.0\.0\.0|host\.docker\.internal)?:(\d{2,5})\b/i;

/** Schemes of what caches and databases speak; another one is an address of something else. */
const SCHEMES: Readonly<Record<string, RegExp>> = {
  cache: /^(?:rediss?|redis-\w+|unix|tcp|memcached?|https?):/i,
  database: /^(?!(?:amqps?|nats|rediss?|kafka|grpc|dns|passthrough):)/i,
};

/** Whether a text may be the address of a store of this kind. */
export function mayAddress(kind: string, text: string): boolean {
  return !/^[a-z][\w+.-]*:\/\//i.test(text) || (SCHEMES[kind]?.test(text) ?? true);
}

/** The service behind a port of the developer's machine, under which compose publishes it alone. */
export function publishedAt(
  addresses: readonly string[],
  node: ServiceNode,
  nodes: readonly ServiceNode[],
): string | null {
  const ports = addresses.flatMap((text) => filled(text, node)).flatMap((text) => HERE.exec(text)?.[1] ?? []);
  const found = nodes.filter(
    (one) => (one.kind === 'go' || one.kind === 'other') && one.published?.some((port) => ports.includes(port)),
  );
  return found.length === 1 ? (found[0]?.name ?? null) : null;
}

/**
 * The store that a service means by an address that names no host of the snapshot: what compose publishes under the port
 * of the developer's machine, what is called after the service, the only store of the kind; or a machine that others run.
 */
export function storeOf(
  { kind, peer, addresses }: Pick<Exchange, 'kind' | 'peer' | 'addresses'>,
  node: ServiceNode,
  nodes: readonly ServiceNode[],
): string | null {
  if (kind !== 'database' && kind !== 'cache') return null;
  const fitting = nodes.filter((one) => one.kind === 'store' && speaks(one, peer));
  const ports = addresses.flatMap((text) => HERE.exec(text)?.[1] ?? []);
  const [published, ...more] = nodes.filter((one) => one.published?.some((port) => ports.includes(port)));
  if (published && more.length === 0 && fitting.includes(published)) return published.name;
  const named = fitting.filter((one) => isCalledAfter(one, node, nodes));
  const [called, ...others] = named;
  if (called) return others.length === 0 ? called.name : null;
  const machines = machinesIn(addresses.filter((text) => !text.includes(ANYTHING)));
  // Written, and deployed elsewhere.
  if (machines.length > 0) return machines.length === 1 ? (machines[0] ?? null) : null;
  const [only] = fitting;
  const isFree = (store: ServiceNode) =>
    !nodes.some((one) => one.kind === 'go' && one !== node && isCalledAfter(store, one, nodes));
  return only && fitting.length === 1 && isFree(only) ? only.name : null;
}

function speaks({ product }: ServiceNode, peer: string | undefined): boolean {
  if (product === undefined || peer === undefined) return false;
  return peer === 'database' ? ANY_SQL.has(product) : product === peer;
}

/** What tells one service of a map from another: words that all of them have tell nothing. */
const wordsIn = rememberedBy((nodes: readonly ServiceNode[]): ((node: ServiceNode) => readonly string[]) => {
  const all = nodes.filter(({ kind }) => kind === 'go').map(({ name }) => tellingWords(name));
  const common = new Set(all.length > 1 ? all[0]?.filter((word) => all.every((words) => words.includes(word))) : []);
  return remembered(({ name }) => tellingWords(name).filter((word) => !common.has(word)));
});

/** `user-db` after `user-service`. */
function isCalledAfter({ name }: ServiceNode, node: ServiceNode, nodes: readonly ServiceNode[]): boolean {
  const words = wordsIn(nodes)(node);
  const own = formsOf(name);
  return words.length > 0 && words.every((word) => own.has(word));
}

const formsOf = remembered(
  (name: string): ReadonlySet<string> =>
    new Set(tellingWords(name).flatMap((word) => [word, `${word}s`, word.replace(/s$/, '')])),
);
