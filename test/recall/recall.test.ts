import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { expect, test } from 'vitest';
import { STANDARDS } from '../../src/core/standards/registry.ts';
import { StandardRunner } from '../../src/core/standards/run.ts';
import { goFiles } from '../support/go.ts';

/**
 * Cases by what other Go analysers promise to find: a file, or several, for each of them (`govet.go`, `govet_tests.go`).
 * A line ends in `// want <id>`, or, where we are silent on purpose, in `// miss <id>: <reason>`; `// except <id>: <reason>`
 * is a kind of case that is not promised at all, because people who were shown such findings called them false. `// go
 * <version>` in the head sets the module's version.
 */
const CASES = globSync('test/recall/cases/*.go').sort();
/** Share of the cases that must be found, over all and for every analyser by itself. */
const PROMISED = 0.9;

const MARK = /\/\/ (want|miss|except) (.*)$/;
const ID = /[a-z]+\/[a-z0-9-]+/g;

interface Case {
  line: number;
  standard: string;
  found: boolean;
  promised: boolean;
  reason: string;
}

const files = CASES.map((path) => {
  const text = readFileSync(path, 'utf8');
  const cases = text.split('\n').flatMap((source, index): Case[] => {
    const [, kind, rest = ''] = MARK.exec(source) ?? [];
    if (!kind) return [];
    const [ids = '', reason = ''] = rest.split(/: (.*)/s);
    return [...ids.matchAll(ID)].map(([standard]) => ({
      line: index + 1,
      standard,
      found: kind === 'want',
      promised: kind !== 'except',
      reason,
    }));
  });
  const name = basename(path, '.go');
  const [peer = name] = name.split('_');
  const version = /^\/\/ go (\d+\.\d+)$/m.exec(text)?.[1] ?? '1.25';
  const [file] = goFiles({
    'go.mod': `module example.com/service\n\ngo ${version}\n`,
    [`internal/${peer}/${name.endsWith('_tests') ? 'cases_test' : 'cases'}.go`]: text.replace(
      / \/\/ (want|miss|except) .*$/gm,
      '',
    ),
  });
  return { name, peer, cases, file };
});
const all = files.flatMap(({ cases }) => cases);

const line = (at: number, standard: string) => `${String(at).padStart(4)} ${standard}`;
const share = (cases: readonly Case[]) => cases.filter(({ found }) => found).length / cases.length;
const promised = (cases: readonly Case[]) => cases.filter((one) => one.promised);

test.each(files)('$name: finds what is promised, and nothing else', ({ cases, file }) => {
  const asked = new Set(cases.map(({ standard }) => standard));
  const runner = new StandardRunner(STANDARDS.filter(({ id }) => asked.has(id)));
  const claims = file ? runner.run(file).map((claim) => line(claim.line, claim.standard)) : [];
  const wanted = cases.filter(({ found }) => found).map((one) => line(one.line, one.standard));
  expect(file?.facts.partial).toBeNull();
  expect([...new Set(claims)].sort()).toEqual(wanted.sort());
});

test.each([...Map.groupBy(files, ({ peer }) => peer)])('%s is matched in nine of ten cases', (_, own) => {
  const cases = promised(own.flatMap((one) => one.cases));
  expect(cases.length).toBeGreaterThanOrEqual(3);
  expect(share(cases)).toBeGreaterThanOrEqual(PROMISED);
});

test('nine of ten cases are found over all', () => {
  expect(share(promised(all))).toBeGreaterThanOrEqual(PROMISED);
});

test('every case names a standard, and every miss its reason', () => {
  const known = new Set(STANDARDS.map(({ id }) => id));
  expect(all.filter(({ standard }) => !known.has(standard))).toEqual([]);
  expect(all.filter(({ found, reason }) => !found && reason.length < 20)).toEqual([]);
});
