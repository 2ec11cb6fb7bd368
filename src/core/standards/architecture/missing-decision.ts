import type { Evidence } from '../../findings/finding.ts';
import { defineStandard, type JudgedChange } from '../standard.ts';
import { shopAround, shopService } from '../support/examples/shop.ts';
import { newCalls } from '../support/new-calls.ts';
import { newServices } from '../support/new-services.ts';

/** Numbered or dated records in a folder that is called after them. */
const RECORD =
  /(?:^|\/)(?:adrs?|decisions|decision[-_]?records?|architecture[-_]decisions?)\/(?:.*\/)?[^/]*\d[^/]*\.(?:md|markdown|adoc|rst)$/i;
const FEWEST = 2;

const RECORDS = { '=docs/adr/0001-events.md': '# Events\n', '=docs/adr/0002-postgres.md': '# PostgreSQL\n' };
const serving = (name: string) => shopService(name, []).replace('func main() {', 'func main() { // want');

export const missingDecision = defineStandard({
  id: 'architecture/missing-decision',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Architecture that changes without a decision record',
  why: 'The repository keeps records of its decisions, so whoever comes later looks there for why a service, a store or a call exists. What is not written down is asked again, decided differently by the next team, or kept for ever because nobody dares to touch it.',
  fix: 'Add a record beside the others: the problem, the options with what they cost, what was decided and what follows. Half a page is enough.',
  references: [
    'https://adr.github.io/',
    'https://learn.microsoft.com/en-us/azure/well-architected/architect-role/architecture-decision-record',
    'https://cognitect.com/blog/2011/11/15/documenting-architecture-decisions',
  ],
  examples: {
    bad: [
      {
        ...RECORDS,
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'services/orders/main.go': serving('orders'),
      },
      // A call between services that were there.
      {
        ...RECORDS,
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', []),
        'services/orders/main.go': shopService('orders', ['stock'], true),
      },
      // A database beside the services.
      {
        ...RECORDS,
        '=cmd/orders/main.go': shopService('orders', []),
        'base:compose.yaml': 'services:\n  cache: {image: redis:7}\n',
        'compose.yaml': 'services:\n  cache: {image: redis:7}\n  db: {image: postgres:17} # want\n',
      },
    ],
    good: [
      // With its record.
      {
        ...RECORDS,
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'services/orders/main.go': shopService('orders', []),
        'docs/adr/0003-orders.md': '# Orders\n',
      },
      // A repository that keeps none.
      {
        '=docs/architecture.md': '# Architecture\n',
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'services/orders/main.go': shopService('orders', []),
      },
      // Nothing new.
      {
        ...RECORDS,
        ...shopAround(['orders', 'stock'], { stock: shopService('stock', []) }),
        'base:services/orders/main.go': shopService('orders', ['stock']),
        'services/orders/main.go': `${shopService('orders', ['stock'])}\n// More to come.\n`,
      },
    ],
  },
  change(changed, report) {
    const records = changed.paths.filter((path) => RECORD.test(path));
    if (records.length < FEWEST || changed.files.some(({ path }) => RECORD.test(path))) return;
    const folder = (records[0] ?? '').replace(/\/[^/]*$/, '');
    for (const { at, what } of decided(changed))
      report(at, {
        message: `${what}, and none of the records in \`${folder}\` says why: the next who asks has to guess.`,
      });
  },
});

/** What should have been decided: services first, what belongs to them goes without saying. */
function decided(changed: JudgedChange): { at: Evidence; what: string }[] {
  const services = newServices(changed);
  if (services.length > 0)
    return services.map(({ service, main }) => ({ at: main, what: `\`${service.name}\` is a new service` }));
  const stores = changed.diff.services.flatMap(({ name, kind, change, evidence: [at] }) =>
    change === 'added' && (kind === 'store' || kind === 'broker') && at && changed.lines.touches(at.path, at.line)
      ? [{ at, what: `\`${name}\` is a new ${kind}` }]
      : [],
  );
  if (stores.length > 0) return stores;
  return newCalls(changed).flatMap(({ from, to, evidence: [at] }) =>
    at ? [{ at, what: `\`${from}\` calls \`${to}\` from now on` }] : [],
  );
}
