import type { GoFile } from '../../go/file.ts';
import { importsOf } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import { Field } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { adapterOf, DOMAIN, DRIVER, importsIn, lastOf, STORES, TRANSPORT, USE_CASES } from '../support/layers.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const ORDER = 'package orders\n\ntype Order struct{ ID string }\n';
const STORE = (path: string) =>
  `package store\n\nimport (\n\t"database/sql"\n\n\t"${path}"\n)\n\nfunc Save(db *sql.DB, order orders.Order) {}\n`;

export const layerSkip = defineStandard({
  id: 'architecture/layer-skip',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Layer that reaches past the next one',
  why: 'The layers of the repository keep rules apart from the means: handlers ask use cases, and rules know no database. One import past that makes the rule untestable without the database, and shows the next author a shorter way, until the layers are directories and nothing else.',
  fix: 'Declare what is needed as an interface where it is used, and let the adapter that is there implement it.\n\n```go\ntype Orders interface {\n\tSave(ctx context.Context, order Order) error\n}\n```',
  references: [
    'https://learn.microsoft.com/en-us/dotnet/architecture/modern-web-apps-azure/common-web-application-architectures',
    'https://alistair.cockburn.us/hexagonal-architecture',
    'https://threedots.tech/post/introducing-clean-architecture/',
  ],
  examples: {
    bad: [
      // Rules with an adapter of their own beside them.
      {
        'internal/orders/order.go': ORDER,
        'internal/orders/express.go':
          'package orders\n\nimport "github.com/jackc/pgx/v5" // want\n\nvar ErrNone = pgx.ErrNoRows\n',
        'internal/orders/store/store.go': STORE('example.com/service/internal/orders'),
      },
      // By name.
      {
        'internal/domain/order.go':
          'package domain\n\nimport "gorm.io/gorm" // want\n\ntype Order struct{ gorm.Model }\n',
        'internal/domain/price/price.go': 'package price\n\nfunc Of() int { return 1 }\n',
      },
      // A handler that asks the repository past the use case.
      {
        'internal/handler/orders.go':
          'package handler\n\nimport repo "example.com/service/internal/repository" // want\n\nfunc Get() { repo.Get() }\n',
        'internal/service/orders.go':
          'package service\n\nimport "example.com/service/internal/repository"\n\nfunc Get() { repository.Get() }\n',
        'internal/repository/orders.go': 'package repository\n\nfunc Get() {}\n',
      },
    ],
    good: [
      {
        'internal/orders/order.go': ORDER,
        'internal/orders/store/store.go': STORE('example.com/service/internal/orders'),
      },
      // No layer below: the package keeps its data itself.
      {
        'internal/orders/order.go': ORDER,
        'internal/orders/save.go': 'package orders\n\nimport "database/sql"\n\nfunc Save(db *sql.DB) {}\n',
      },
      // Handlers of two layers, as everywhere in the repository.
      {
        'internal/handler/orders.go':
          'package handler\n\nimport "example.com/service/internal/repository"\n\nfunc Get() { repository.Get() }\n',
        'internal/repository/orders.go': 'package repository\n\nfunc Get() {}\n',
      },
    ],
  },
  go: {
    import_spec(spec, file, report) {
      const own = file.package;
      if (!own || file.isMain || isTestCode(file) || isTooling(file)) return;
      const path = file.tree.textOf(file.tree.child(spec, Field.path)).slice(1, -1);
      const skipped = DRIVER.test(path) ? pastAdapter(file, spec, path) : pastUseCase(file, path);
      if (skipped !== null) report(spec, { message: skipped });
    },
  },
});

/** Rules that know their database. */
function pastAdapter(file: GoFile, spec: NodeId, path: string): string | null {
  const { index, package: own } = file;
  if (!own || STORES.test(lastOf(own.path)) || !isFirst(file, spec)) return null;
  const others = own.files.filter((one) => one.path !== file.path && !one.path.endsWith('_test.go'));
  if (others.some((one) => importsOf(one).some((each) => DRIVER.test(each.path)))) return null;
  const adapter = adapterOf(index, own);
  if (adapter === null && !DOMAIN.test(lastOf(own.path))) return null;
  const beside =
    adapter === null
      ? 'rules that should know no database'
      : `\`${lastOf(own.path)}/${lastOf(adapter)}\` is there for that`;
  return `\`${own.path}\` imports \`${path}\`, and ${beside}: what stands here can be tested, and moved, with that database only.`;
}

/** The first import of the kind speaks for the others of the file. */
function isFirst(file: GoFile, spec: NodeId): boolean {
  const first = file.facts.imports.find(({ path }) => DRIVER.test(path));
  return first?.line === file.tree.line(spec);
}

const REPOSITORY = /^(?:repositor(?:y|ies)|repos?|stores?|dao|persistence)$/;

/** A handler that asks what keeps the data, where use cases stand between. */
function pastUseCase(file: GoFile, path: string): string | null {
  const { index, package: own } = file;
  const store = index.sourcePackage(path);
  if (!own || !store || !TRANSPORT.test(lastOf(own.path)) || !REPOSITORY.test(lastOf(path))) return null;
  const importers = new Set(index.importers(store.path).flatMap((one) => index.packageOf(one.path) ?? []));
  const between = [...importers].find((one) => USE_CASES.test(lastOf(one.path)));
  const skipping = index.importers(store.path).filter((one) => TRANSPORT.test(lastOf(dirOf(one.path))));
  if (!between || skipping.length > 1 || importsIn(between).has(own.path)) return null;
  return `\`${own.path}\` asks \`${path}\` itself, past \`${between.path}\`, through which every other way leads: its rules do not hold for what comes here.`;
}
