import type { FunctionFact } from '../../go/facts.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf, type PackageFile } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import { isAside } from '../../services/manifests/kind.ts';
import { defineStandard } from '../standard.ts';

type Opener = readonly [path: RegExp, names: RegExp];
/** What opens a connection, by import path. */
const DATABASES: readonly Opener[] = [
  [/^database\/sql$|\/jmoiron\/sqlx$/, /^(?:Must)?(?:Open|Connect)(?:DB|Context)?$/],
  [/^github\.com\/jackc\/pgx\/v\d+(?:\/pgxpool)?$/, /^(?:New|Connect)(?:WithConfig|Config)?$/],
  [/^gorm\.io\/gorm$/, /^Open$/],
  [/^go\.mongodb\.org\/mongo-driver\/(?:v2\/)?mongo$/, /^(?:Connect|NewClient)$/],
  [/^github\.com\/(?:redis\/go-redis\/v9|go-redis\/redis\/v8)$/, /^New(?:Cluster)?Client$/],
];
const BROKERS: readonly Opener[] = [
  [/^github\.com\/(?:rabbitmq\/amqp091-go|streadway\/amqp)$/, /^Dial/],
  [/^github\.com\/(?:IBM|Shopify)\/sarama$/, /^New(?:SyncProducer|AsyncProducer|ConsumerGroup)$/],
  [/^github\.com\/segmentio\/kafka-go$/, /^New(?:Reader|Writer)$/],
];
/** A test that runs against the real thing. */
const INTEGRATION_NAME = /integration|_it_test\.go$|e2e/i;
const FOR_TESTS = /test(?:fixtures?|utils?|ing|helpers?|data)|mocks?\//i;
const CONTAINERS = /testcontainers|dockertest|embedded-postgres|miniredis|pgtest|enmime$/;

const store = (want = '') => `package store

import "database/sql"

func Open(url string) (*sql.DB, error) {${want}
	return sql.Open("pgx", url)
}
`;
const INTEGRATION = '//go:build integration\n\npackage store\n\nimport "testing"\n\nfunc TestStore(t *testing.T) {}\n';
const ORDERS = { '=orders/store/store.go': store(), '=orders/store/store_integration_test.go': INTEGRATION };

export const noIntegration = defineStandard({
  id: 'testing/no-integration',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Adapter without the integration test that its siblings have',
  why: 'What an adapter does is decided on the other side: whether the SQL is right, a constraint bites, a message is acknowledged. A fake says yes to all of it, so the first real answer comes in production.',
  fix: 'Run the adapter against the real store or broker in a container, as the other adapters’ tests do, behind the same build tag.',
  references: ['https://golang.testcontainers.org/', 'https://martinfowler.com/bliki/IntegrationTest.html'],
  examples: {
    bad: [
      { ...ORDERS, 'refunds/store/store.go': store(' // want') },
      // A broker; its package has a test with fakes alone.
      {
        '=mails/mails.go': 'package mails\n\nimport amqp "github.com/rabbitmq/amqp091-go"\n\nvar _ amqp.Delivery\n',
        '=mails/mails_integration_test.go': 'package mails\n\nimport "testing"\n\nfunc TestMails(t *testing.T) {}\n',
        'events/events.go':
          'package events\n\nimport amqp "github.com/rabbitmq/amqp091-go"\n\nfunc Connect(url string) (*amqp.Connection, error) { // want\n\treturn amqp.Dial(url)\n}\n',
        'events/events_test.go': 'package events\n\nimport "testing"\n\nfunc TestConnect(t *testing.T) {}\n',
      },
      // In a package that was there.
      {
        ...ORDERS,
        'base:stock/stock.go': 'package store\n\nfunc Count() int { return 0 }\n',
        'stock/stock.go': `${store(' // want')}\nfunc Count() int { return 0 }\n`,
      },
    ],
    good: [
      { ...ORDERS, 'refunds/store/store.go': store(), 'refunds/store/store_integration_test.go': INTEGRATION },
      // No adapter of the repository has one.
      { '=orders/store/store.go': store(), 'refunds/store/store.go': store() },
      // It was there before.
      { ...ORDERS, 'base:stock/stock.go': store(), 'stock/stock.go': `${store()}\n// More to come.\n` },
    ],
  },
  change({ files, base, head, lines }, report) {
    const tested = integrationTests(head.index);
    if (tested.size === 0) return;
    for (const openers of [DATABASES, BROKERS])
      for (const { path, basePath, status } of files) {
        const file = status === 'deleted' || path.endsWith('_test.go') || isAside(path) ? null : head.index.file(path);
        if (!file || file.facts.generated || tested.has(dirOf(path)) || FOR_TESTS.test(path)) continue;
        const before = new Set(base.index.file(basePath ?? '')?.facts.functions.map(({ name }) => name));
        for (const fact of file.facts.functions) {
          const isNew = lines.touches(path, fact.line) && !before.has(fact.name);
          const opens = isNew ? opener(head.index, file, fact, openers) : null;
          const sibling = opens ? [...tested].find((dir) => talksTo(head.index, dir, openers)) : undefined;
          if (sibling === undefined) continue;
          report(
            { path, line: fact.line, text: `func ${fact.name}` },
            {
              message: `\`${fact.name}\` opens a connection (\`${opens}\`), and no test of \`${dirOf(path) || '.'}\` runs against the real thing, as those of \`${sibling}\` do: what that refuses is first heard in production.`,
            },
          );
          break;
        }
      }
  },
});

function opener(
  index: GoIndex,
  { facts }: PackageFile,
  { uses }: FunctionFact,
  openers: readonly Opener[],
): string | null {
  return (
    uses.find((use) => {
      const dot = use.indexOf('.');
      const path = dot > 0 ? index.qualifier(facts, use.slice(0, dot)) : null;
      return path !== null && openers.some(([of, names]) => of.test(path) && names.test(use.slice(dot + 1)));
    }) ?? null
  );
}

/** The package of a directory has to do with what these open. */
function talksTo(index: GoIndex, dir: string, openers: readonly Opener[]): boolean {
  for (const file of index.allFiles())
    if (dirOf(file.path) === dir && importsOf(file).some(({ path }) => openers.some(([of]) => of.test(path))))
      return true;
  return false;
}

/** Directories that have tests of the kind. */
function integrationTests(index: GoIndex): Set<string> {
  const dirs = new Set<string>();
  for (const file of index.allFiles()) {
    if (!file.path.endsWith('_test.go')) continue;
    if (INTEGRATION_NAME.test(file.path) || importsOf(file).some(({ path }) => CONTAINERS.test(path)))
      dirs.add(dirOf(file.path));
  }
  return dirs;
}
