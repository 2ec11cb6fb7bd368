import type { ServiceEdge } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';
import { shopAround, shopService } from '../support/examples/shop.ts';
import { newCalls } from '../support/new-calls.ts';
import { synchronousCalls } from '../support/synchronous.ts';

const MOST_HOPS = 4;
/** Steps of the search for the longest way: maps are small, hostile ones are not. */
const MOST_STEPS = 20_000;

const NAMES = ['gateway', 'orders', 'stock', 'prices', 'taxes'];
const chain = (...own: string[]) =>
  Object.fromEntries(
    own.map((name) => [name, shopService(name, [NAMES[NAMES.indexOf(name) + 1] ?? ''].filter(Boolean))]),
  );

export const deepSyncChain = defineStandard({
  id: 'architecture/deep-sync-chain',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Request that waits through a long chain of services',
  why: 'Each hop adds its latency and its own chance to fail: five services of 99.9 % in a row are available 99.5 % of the time, and the slowest of them decides how long the first one’s goroutines are held. Timeouts have to shrink at each hop, and in the end none is left.',
  fix: 'Answer nearer to the request: keep a copy of what is asked for where it is needed, let events carry it there, or join services that cannot do without each other.',
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/design/interservice-communication',
  ],
  examples: {
    bad: [
      {
        ...shopAround(NAMES, chain('gateway', 'orders', 'stock', 'taxes')),
        'base:services/prices/main.go': shopService('prices', []),
        'services/prices/main.go': shopService('prices', ['taxes'], true),
      },
      {
        ...shopAround(NAMES, chain('orders', 'stock', 'prices', 'taxes')),
        'base:services/gateway/main.go': shopService('gateway', []),
        'services/gateway/main.go': shopService('gateway', ['orders'], true),
      },
      // In the middle, in a service that is new.
      {
        ...shopAround(NAMES, chain('gateway', 'orders', 'prices', 'taxes')),
        'services/stock/main.go': shopService('stock', ['prices'], true),
      },
    ],
    good: [
      // Three hops.
      {
        ...shopAround(NAMES, chain('orders', 'stock', 'taxes')),
        'base:services/prices/main.go': shopService('prices', []),
        'services/prices/main.go': shopService('prices', ['taxes']),
      },
      // The chain stood before.
      {
        ...shopAround(NAMES, chain('gateway', 'orders', 'stock', 'taxes')),
        'base:services/prices/main.go': shopService('prices', ['taxes']),
        'services/prices/main.go': `${shopService('prices', ['taxes'])}\n// More to come.\n`,
      },
      // Two calls side by side.
      {
        ...shopAround(NAMES, { stock: shopService('stock', []), prices: shopService('prices', []) }),
        'base:services/orders/main.go': shopService('orders', ['stock']),
        'services/orders/main.go': shopService('orders', ['stock', 'prices']),
      },
    ],
  },
  change(changed, report, { max_hops: most = MOST_HOPS - 1 }) {
    const calls = synchronousCalls(changed.head.map);
    const seen = new Set<string>();
    for (const edge of newCalls(changed)) {
      const way = longestThrough(edge, calls);
      const names = [way[0]?.from ?? '', ...way.map(({ to }) => to)].map((name) => `\`${name}\``).join(' → ');
      const [call] = edge.evidence;
      if (way.length <= most || seen.has(names) || !call) continue;
      seen.add(names);
      report(call, {
        message: `This call makes a request wait through ${way.length} hops: ${names}. Each adds its latency and its outages to those before it.`,
        evidence: way.filter((one) => one !== edge).flatMap(({ evidence }) => evidence.slice(0, 1)),
      });
    }
  },
});

/** The longest way of calls that leads through one, without coming to a service twice. */
function longestThrough(edge: ServiceEdge, calls: readonly ServiceEdge[]): ServiceEdge[] {
  let steps = 0;
  const longest = (at: string, seen: ReadonlySet<string>, isBack: boolean): ServiceEdge[] => {
    let best: ServiceEdge[] = [];
    for (const next of calls) {
      const further = isBack ? next.from : next.to;
      if ((isBack ? next.to : next.from) !== at || seen.has(further) || ++steps > MOST_STEPS) continue;
      const rest = longest(further, new Set([...seen, further]), isBack);
      if (rest.length + 1 > best.length) best = isBack ? [...rest, next] : [next, ...rest];
    }
    return best;
  };
  const before = longest(edge.from, new Set([edge.from, edge.to]), true);
  const passed = new Set([edge.to, edge.from, ...before.map(({ from }) => from)]);
  return [...before, edge, ...longest(edge.to, passed, false)];
}
