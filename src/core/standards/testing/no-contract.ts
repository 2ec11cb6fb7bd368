import type { Hunk } from '../../change/change.ts';
import type { TypeFact } from '../../go/facts.ts';
import { dirOf } from '../../go/modules.ts';
import { isExported } from '../../go/names.ts';
import { defineStandard } from '../standard.ts';

const CONTRACT_TEST = /(?:contract|pact)[^/]*_test\.go$/i;
const FEWEST_FIELDS = 2;

const event = (total: string, want = '') => `package orders

// Confirmed tells others that an order is paid.
type Confirmed struct {
	OrderID string \`json:"order_id"\`
	Total   int64  \`json:"${total}"\`${want}
}
`;
const test = (total: string) => `package orders

import "testing"

func TestConfirmedContract(t *testing.T) { _ = Confirmed{OrderID: "${total}"} }
`;

export const noContract = defineStandard({
  id: 'testing/no-contract',
  severity: 'low',
  lane: 'H',
  flags: ['distributed-monolith'],
  title: 'Message that changes while its contract test does not',
  why: 'A contract test says what others read. When the message changes and that test stays behind, or goes, nothing tells the other side: it is deployed by itself, and reads zero values or fails from the moment that this version sends.',
  fix: 'Write the new form into the contract test first, beside the old one for as long as readers of it run, and let both sides check it.',
  references: [
    'https://martinfowler.com/bliki/ContractTest.html',
    'https://docs.pact.io/',
    'https://microservices.io/patterns/testing/service-integration-contract-test.html',
  ],
  examples: {
    bad: [
      // The test goes.
      {
        'base:orders/event.go': event('total_cents'),
        'orders/event.go': event('total', ' // want'),
        'base:orders/event_contract_test.go': test('total_cents'),
      },
      // It stays as it was.
      {
        'base:orders/event.go': event('total_cents'),
        'orders/event.go': event('total', ' // want'),
        '=orders/event_contract_test.go': test('total_cents'),
      },
      {
        'base:orders/event.go': event('total'),
        'orders/event.go': event('total').replace('}\n', '\tCurrency string `json:"currency"` // want\n}\n'),
        '=orders/orders_pact_test.go': test('total'),
      },
    ],
    good: [
      {
        'base:orders/event.go': event('total_cents'),
        'orders/event.go': event('total'),
        'base:orders/event_contract_test.go': test('total_cents'),
        'orders/event_contract_test.go': test('total'),
      },
      // A package that has none.
      { 'base:orders/event.go': event('total_cents'), 'orders/event.go': event('total') },
      // Not the message.
      {
        'base:orders/event.go': event('total'),
        'orders/event.go': `${event('total')}\n// More to come.\n`,
        'base:orders/event_contract_test.go': test('total'),
      },
    ],
  },
  change({ files, base, head, lines }, report) {
    const tests = files.filter(({ path }) => CONTRACT_TEST.test(path));
    const updated = new Set(tests.flatMap(({ path, status }) => (status === 'deleted' ? [] : [dirOf(path)])));
    const deleted = new Map(tests.map(({ path, status }) => [dirOf(path), status === 'deleted' ? path : '']));
    for (const { path, basePath, hunks } of files) {
      const before = basePath === null ? null : base.index.file(basePath);
      const after = head.index.file(path);
      if (!before || !after || path.endsWith('_test.go') || after.facts.generated || updated.has(dirOf(path))) continue;
      const kept = head.index.packageOf(path)?.files.find((one) => CONTRACT_TEST.test(one.path))?.path;
      const test = deleted.get(dirOf(path)) || kept;
      if (!test) continue;
      for (const type of after.facts.types) {
        const was = before.facts.types.find(({ name }) => name === type.name);
        if (!was || !isMessage(type) || written(was) === written(type)) continue;
        const now = type.fields.find(({ name, tag }) => was.fields.find((one) => one.name === name)?.tag !== tag);
        const line = now?.tag ? addedWith(hunks, now.tag) : lines.firstTouched(path, type)?.line;
        if (line === undefined) continue;
        report(
          { path, line, text: `type ${type.name}` },
          {
            message: `\`${type.name}\` is written differently now, and its contract test (\`${test}\`) ${kept ? 'says what it said before' : 'is gone'}: whoever reads the message is not told.`,
          },
        );
      }
    }
  },
});

/** A struct that goes over the wire under names of its own. */
function isMessage({ name, fields }: TypeFact): boolean {
  return isExported(name) && fields.filter(({ tag }) => tag !== null && /\bjson:/.test(tag)).length >= FEWEST_FIELDS;
}

function written({ fields }: TypeFact): string {
  return fields.map(({ type, tag }) => `${type} ${tag}`).join('\n');
}

/** Line of the head that was added with a text. */
function addedWith(hunks: readonly Hunk[], text: string): number | undefined {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return lines.find((line) => line.kind === 'added' && line.text.includes(text))?.new ?? undefined;
}
