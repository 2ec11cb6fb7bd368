import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { STANDARDS } from '../../src/core/standards/registry.ts';
import { manifestClaims } from '../support/services.ts';

/**
 * Cases by what linters of manifests promise: several files in one, each behind a line that begins with `#: `, and where
 * each of them stands.
 */
const PEERS = [
  { cases: 'hadolint.dockerfiles', path: 'Dockerfile' },
  { cases: 'kube-linter.manifests', path: 'deploy/orders.yaml' },
];
/** Share of the promised cases that must be found. */
const PROMISED = 0.9;

const MARK = / # (want|miss|except) ([a-z]+\/[a-z-]+)(?:: (.*))?$/;

describe.each(PEERS)('$cases', ({ cases: file, path }) => {
  const cases = readFileSync(`test/recall/cases/${file}`, 'utf8')
    .split(/^#: /m)
    .slice(1)
    .map((one) => {
      const [name = '', ...lines] = one.trimEnd().split('\n');
      const marks = lines.flatMap((line, index) => {
        const [, kind, standard = '', reason = ''] = MARK.exec(line) ?? [];
        return kind ? [{ kind, standard, reason, place: `${standard} ${index + 1}` }] : [];
      });
      return { name, marks, text: lines.map((line) => line.replace(MARK, '')).join('\n') };
    });
  const marks = cases.flatMap((one) => one.marks);
  const asked = STANDARDS.filter(({ id }) => marks.some(({ standard }) => standard === id));

  test.each(cases)('$name', ({ marks: own, text }) => {
    const found = asked.flatMap((standard) =>
      manifestClaims(standard, { [path]: text }).map(({ line }) => `${standard.id} ${line}`),
    );
    const wanted = own.filter(({ kind }) => kind === 'want').map(({ place }) => place);
    expect([...new Set(found)].sort()).toEqual(wanted.sort());
  });

  test('nine of ten promised cases are found, and what is left out has its reason', () => {
    const promised = marks.filter(({ kind }) => kind !== 'except');
    const found = promised.filter(({ kind }) => kind === 'want');
    expect(promised.length).toBeGreaterThanOrEqual(20);
    expect(found.length / promised.length).toBeGreaterThanOrEqual(PROMISED);
    expect(marks.filter(({ kind, reason }) => kind !== 'want' && reason.length < 20)).toEqual([]);
  });
});
