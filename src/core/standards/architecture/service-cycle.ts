import type { ServiceEdge } from '../../services/service-map.ts';
import { defineStandard } from '../standard.ts';
import { synchronousCalls } from '../support/synchronous.ts';

const MOST_HOPS = 8;

const client = (own: string, peer: string) => `package main

import "net/http"

func main() {
	http.HandleFunc("/${own}", func(w http.ResponseWriter, r *http.Request) { ask() })
	_ = http.ListenAndServe(":80", nil)
}

func ask() { _, _ = http.Get("http://${peer}/${peer}") }
`;
const wanted = (text: string) => text.replace(/(func ask.*)/, '$1 // want');
const compose = (...names: string[]) =>
  `services:\n${names.map((name) => `  ${name}: {build: services/${name}}\n`).join('')}`;
const DOCKERFILE =
  'FROM golang:1.25 AS b\nCOPY . /src\nWORKDIR /src\nRUN go build -o /app .\nFROM scratch\nCOPY --from=b /app /app\nENTRYPOINT ["/app"]\n';
const program = (name: string, text: string) => ({
  [`services/${name}/Dockerfile`]: DOCKERFILE,
  [`services/${name}/main.go`]: text,
});

export const serviceCycle = defineStandard({
  id: 'architecture/service-cycle',
  severity: 'high',
  lane: 'H',
  flags: ['distributed-monolith', 'cascading-failure'],
  title: 'Services that wait for each other in a circle',
  why: 'When the calls of services close a circle, no one of them can start, be deployed or recover without the others, and one that is slow holds the goroutines of all: the request that it waits for may be waiting for it. Under load the circle multiplies every request until a pool runs dry.',
  fix: 'Turn one call of the circle around into an event, hand what is needed along with the first call, or join the services that cannot do without each other.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/design/interservice-communication',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  examples: {
    bad: [
      {
        'compose.yaml': compose('orders', 'stock'),
        ...program('orders', wanted(client('orders', 'stock'))),
        ...program('stock', wanted(client('stock', 'orders'))),
      },
      {
        'compose.yaml': compose('orders', 'stock', 'mail'),
        ...program('orders', wanted(client('orders', 'stock'))),
        ...program('stock', wanted(client('stock', 'mail'))),
        ...program('mail', wanted(client('mail', 'orders'))),
      },
      // Beside the circle, a service that only calls into it.
      {
        'compose.yaml': compose('orders', 'stock', 'gateway'),
        ...program('orders', wanted(client('orders', 'stock'))),
        ...program('stock', wanted(client('stock', 'orders'))),
        ...program('gateway', client('gateway', 'orders')),
      },
    ],
    good: [
      {
        'compose.yaml': compose('orders', 'stock', 'mail'),
        ...program('orders', client('orders', 'stock')),
        ...program('stock', client('stock', 'mail')),
        ...program('mail', client('mail', 'example.com')),
      },
      // Only looking whether the other is there.
      {
        'compose.yaml': compose('orders', 'stock'),
        ...program('orders', client('orders', 'stock')),
        ...program('stock', client('stock', 'orders').replace('/orders")', '/health")')),
      },
      // A call that nothing reaches.
      {
        'compose.yaml': compose('orders', 'stock'),
        ...program('orders', client('orders', 'stock')),
        ...program('stock', client('stock', 'orders').replace('{ ask() }', '{}')),
      },
    ],
  },
  services({ map }, report) {
    const calls = synchronousCalls(map);
    const from = Map.groupBy(calls, (call) => call.from);
    for (const edge of calls) {
      const way = wayBack(edge, from);
      const [call] = edge.evidence;
      if (way === null || !call) continue;
      const circle = [edge.from, edge.to, ...way.map(({ to }) => to)].map((name) => `\`${name}\``).join(' → ');
      report(call, {
        message: `${circle}: these services wait for each other in a circle, so none of them works without all of them.`,
        evidence: way.flatMap(({ evidence }) => evidence.slice(0, 1)),
      });
    }
  },
});

/** The shortest way from where an edge leads to where it begins. */
function wayBack(edge: ServiceEdge, from: ReadonlyMap<string, readonly ServiceEdge[]>): ServiceEdge[] | null {
  const led = new Map<string, ServiceEdge>();
  let reached = [edge.to];
  for (let hops = 0; hops < MOST_HOPS && reached.length > 0; hops++) {
    const further: string[] = [];
    for (const next of reached.flatMap((name) => from.get(name) ?? [])) {
      if (next.to === edge.to || led.has(next.to)) continue;
      led.set(next.to, next);
      further.push(next.to);
    }
    if (led.has(edge.from)) return wayTo(edge.from, edge.to, led);
    reached = further;
  }
  return null;
}

/** @param led by service, the edge that led there first */
function wayTo(end: string, start: string, led: ReadonlyMap<string, ServiceEdge>): ServiceEdge[] {
  const way: ServiceEdge[] = [];
  for (let at = end; at !== start; ) {
    const edge = led.get(at);
    if (!edge) break;
    way.unshift(edge);
    at = edge.from;
  }
  return way;
}
