import { defineStandard } from '../standard.ts';
import { shopAround, shopService } from '../support/examples/shop.ts';
import { newCalls } from '../support/new-calls.ts';

export const newSyncEdge = defineStandard({
  id: 'architecture/new-sync-edge',
  severity: 'info',
  lane: 'D',
  flags: [],
  title: 'Service that waits for another one now',
  why: 'From the day of this change the two are up and down together as far as this call goes: the latency of the one is part of the other’s, and its outage is too. That may be right; it should be meant.',
  fix: 'Nothing, where the answer is needed at once. Where it is not, send an event, or keep a copy of what is asked for; where it is, bound the wait and say what is done without an answer.',
  references: [
    'https://learn.microsoft.com/en-us/azure/architecture/microservices/design/interservice-communication',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  examples: {
    bad: [
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', []),
        'services/orders/main.go': shopService('orders', ['stock'], true),
      },
      // A service that is new itself.
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'services/orders/main.go': shopService('orders', ['stock'], true),
      },
      // The other way round there was a call already.
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', ['orders']) }),
        'base:services/orders/main.go': shopService('orders', []),
        'services/orders/main.go': shopService('orders', ['stock'], true),
      },
    ],
    good: [
      // It stood before.
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', ['stock']),
        'services/orders/main.go': `${shopService('orders', ['stock'])}\n// More to come.\n`,
      },
      // It is taken away.
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', ['stock']),
        'services/orders/main.go': shopService('orders', []),
      },
      // Only looking whether the other is there, and a party outside.
      {
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', []),
        'services/orders/main.go': shopService('orders', ['stock', 'example.com']).replace('/stock"', '/health"'),
      },
    ],
  },
  change(changed, report) {
    for (const { from, to, subject, evidence } of newCalls(changed)) {
      const [call] = evidence;
      const what = subject === null ? '' : ` (\`${subject}\`)`;
      if (call)
        report(call, {
          message: `\`${from}\` waits for \`${to}\` now${what}, which it did not before: \`${to}\`’s latency and outages become its own.`,
        });
    }
  },
});
