import type { FunctionFact } from '../../go/facts.ts';
import type { PackageFile } from '../../go/index/source-package.ts';
import { importsOf } from '../../go/index/source-package.ts';
import { dirOf } from '../../go/modules.ts';
import { isExported } from '../../go/names.ts';
import { isAside } from '../../services/manifests/kind.ts';
import { defineStandard, type JudgedChange } from '../standard.ts';
import { editedLines, isOnlyRenamed } from '../support/edited.ts';

/** Packages with tests from which on a repository is one that tests. */
const FEWEST = 3;
/** Packages that a review speaks of. */
const MOST = 4;
/** Of one more line nobody expects a test. */
const FEWEST_LINES = 2;

const TESTED = Object.fromEntries(
  ['mail', 'stock', 'users'].flatMap((name) => [
    [`=${name}/${name}.go`, `package ${name}\n\nfunc Run() {}\n`],
    [`=${name}/${name}_test.go`, `package ${name}\n\nimport "testing"\n\nfunc TestRun(t *testing.T) { Run() }\n`],
  ]),
);
const orders = (body: string, name = 'Place') =>
  `package orders\n\n// ${name} takes an order.\nfunc ${name}(count int) int {\n${body}}\n`;
const TEST = 'package orders\n\nimport "testing"\n\nfunc TestPlace(t *testing.T) { Place(1) }\n';
const MORE = '\tif count > 10 {\n\t\treturn 10\n\t}\n\treturn count\n';
const wanted = (text: string) => text.replace(/^(func \w+\(.*\{)$/m, '$1 // want');

export const noTestsChanged = defineStandard({
  id: 'testing/no-tests-changed',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Behaviour that changes while no test does',
  why: 'What a package does for others is different now, and nothing that runs says so: either no test covered it, or one passes for both. The next change can take it back without anybody noticing before users do.',
  fix: 'Add a case that fails without this change: a row in the table of an existing test is mostly enough.',
  references: ['https://go.dev/doc/tutorial/add-a-test', 'https://go.dev/wiki/TableDrivenTests'],
  examples: {
    bad: [
      {
        ...TESTED,
        '=orders/orders_test.go': TEST,
        'base:orders/orders.go': orders('\treturn count\n'),
        'orders/orders.go': wanted(orders(MORE)),
      },
      // A new one, beside what is tested.
      { ...TESTED, '=orders/orders_test.go': TEST, 'orders/orders.go': wanted(orders(MORE)) },
      // Lines that are gone.
      {
        ...TESTED,
        '=orders/orders_test.go': TEST,
        'base:orders/orders.go': orders(MORE),
        'orders/orders.go': wanted(orders('\treturn count\n')),
      },
    ],
    good: [
      // With its test.
      {
        ...TESTED,
        'base:orders/orders_test.go': TEST,
        'orders/orders_test.go': `${TEST}\nfunc TestMany(t *testing.T) { Place(20) }\n`,
        'base:orders/orders.go': orders('\treturn count\n'),
        'orders/orders.go': orders(MORE),
      },
      // A test of another package that uses it.
      {
        ...TESTED,
        'e2e/orders_test.go':
          'package e2e\n\nimport (\n\t"testing"\n\n\t"example.com/service/orders"\n)\n\nfunc TestAll(t *testing.T) { orders.Place(20) }\n',
        'base:orders/orders.go': orders('\treturn count\n'),
        'orders/orders.go': orders(MORE),
      },
      // Renamed, and commented.
      {
        ...TESTED,
        'base:orders/orders.go': orders('\tx := count\n\treturn x\n'),
        'orders/orders.go': orders('\t// As many as are wanted.\n\tamount := count\n\treturn amount\n'),
      },
      // A repository without tests.
      { 'base:orders/orders.go': orders('\treturn count\n'), 'orders/orders.go': orders(MORE) },
    ],
  },
  change(changed, report) {
    if (!keepsTests(changed)) return;
    const tested = testedPackages(changed);
    const seen = new Set<string>();
    for (const own of ['modified', 'added'] as const)
      for (const { file, fact, lines } of changedFunctions(changed, own)) {
        const dir = dirOf(file.path);
        if (seen.size >= MOST || seen.has(dir) || tested.has(dir)) continue;
        // Where nothing is tested, a new function is one of many.
        if (own === 'added' && !hasTests(changed, file)) continue;
        seen.add(dir);
        const what = own === 'added' ? 'is new' : `changes in ${lines} lines`;
        report(
          { path: file.path, line: fact.line, text: `func ${fact.name}` },
          {
            message: `\`${nameOf(fact)}\` ${what}, and no test of \`${dir || '.'}\` does: what it does now can be taken back without anybody noticing.`,
          },
        );
      }
  },
});

function hasTests({ head }: JudgedChange, { path }: PackageFile): boolean {
  return head.index.packageOf(path)?.files.some((one) => one.path.endsWith('_test.go')) ?? false;
}

function nameOf({ name, receiver }: FunctionFact): string {
  return receiver ? `${receiver.type}.${name}` : name;
}

function keepsTests({ head }: JudgedChange): boolean {
  const dirs = new Set<string>();
  for (const { path } of head.index.allFiles()) if (path.endsWith('_test.go')) dirs.add(dirOf(path));
  return dirs.size >= FEWEST;
}

/** Directories of the tests that the change touches, and of what they import. */
function testedPackages({ files, head }: JudgedChange): Set<string> {
  const dirs = new Set<string>();
  for (const { path, status } of files) {
    if (!path.endsWith('_test.go') || status === 'deleted') continue;
    dirs.add(dirOf(path));
    const file = head.index.file(path);
    for (const spec of file ? importsOf(file) : []) {
      const [first] = head.index.sourcePackage(spec.path)?.files ?? [];
      if (first) dirs.add(dirOf(first.path));
    }
  }
  return dirs;
}

interface ChangedFunction {
  file: PackageFile;
  fact: FunctionFact;
  /** Lines of code that are new or gone. */
  lines: number;
}

/** Exported functions and methods that the change adds, or whose code it alters. */
function* changedFunctions(changed: JudgedChange, wanted: 'added' | 'modified'): Generator<ChangedFunction> {
  const { files, head, lines } = changed;
  for (const { path, status, hunks } of files) {
    const file = status === 'deleted' || path.endsWith('_test.go') || isAside(path) ? null : head.index.file(path);
    if (!file || file.facts.generated || file.package === 'main') continue;
    for (const fact of file.facts.functions) {
      if (!isExported(fact.name) || (fact.receiver && !isExported(fact.receiver.type))) continue;
      const isNew = lines.toOld(path, fact.line) === null && lines.toOld(path, fact.endLine) === null;
      if (isNew !== (wanted === 'added')) continue;
      const edited = editedLines(hunks, fact);
      const count = edited.added.length + edited.deleted.length;
      if (count >= FEWEST_LINES && !isOnlyRenamed(edited)) yield { file, fact, lines: count };
    }
  }
}
