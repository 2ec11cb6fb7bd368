import { describe, expect, test } from 'vitest';
import { type GateInput, judge } from '../../../src/core/gate/gate.ts';
import type { CoverageRow } from '../../../src/core/report/review.ts';
import { finding } from '../findings/make.ts';

const FULL: CoverageRow = { path: 'a.go', state: 'full', reason: null };
const run = (given: Partial<GateInput>) => judge({ findings: [], coverage: [FULL], failOn: 'high', ...given });

test('nothing to mend succeeds without remarks', () => {
  expect(run({})).toEqual({ conclusion: 'success', reasons: [], failOn: 'high' });
});

const CONFIRMED = { checked: 'confirmed' as const, because: 'It is so.', recommendation: '', alternatives: [] };

describe('fails', () => {
  test('on new deterministic findings, and says what to mend and where, worst first', () => {
    const findings = [
      finding({ path: 'internal/orders/place.go', line: 41 }),
      finding({ path: 'internal/orders/place.go', line: 60, standard: 'context/lost-cancel' }),
      finding({ path: 'db.go', line: 7, standard: 'data/sql-format', severity: 'critical' }),
    ];
    expect(run({ findings })).toEqual({
      conclusion: 'failure',
      reasons: [
        'Fix 1 critical finding: data/sql-format in db.go:7.',
        'Fix 2 high findings: errors/ignored-result in internal/orders/place.go:41, context/lost-cancel in internal/orders/place.go:60.',
      ],
      failOn: 'high',
    });
  });

  test('and counts what it does not name', () => {
    const findings = Array.from({ length: 13 }, (_, index) => finding({ line: index + 1 }));
    expect(run({ findings }).reasons.join()).toMatch(/^Fix 13 high findings: .*a\.go:10, and 3 more\.$/);
  });

  test('on a judgement of the model that is corroborated', () => {
    const judged = { lane: 'M' as const, judgement: CONFIRMED };
    const corroborated = finding({ ...judged, corroborated: true });
    expect(run({ findings: [corroborated], modelGates: 'corroborated' }).conclusion).toBe('failure');
    expect(run({ findings: [finding(judged)], modelGates: 'corroborated' }).conclusion).toBe('success');
    expect(run({ findings: [finding(judged)], modelGates: 'always' }).conclusion).toBe('failure');
    for (const mild of [{ aside: true as const }, { causal: null }, { late: true as const }])
      expect(run({ findings: [{ ...corroborated, ...mild }], modelGates: 'always' }).conclusion).toBe('success');
  });

  test('also where every file was skipped', () => {
    const coverage: CoverageRow[] = [{ path: 'a.go', state: 'skipped', reason: 'too large' }];
    expect(run({ findings: [finding()], coverage }).conclusion).toBe('failure');
  });
});

test.each([
  ['what stood at base', { new: false, causal: null }],
  ['a milder severity', { severity: 'medium' as const }],
  ['a hint', { lane: 'H' as const, severity: 'critical' as const }],
  ['a judgement of the model alone', { lane: 'M' as const }],
])('never fails on %s', (_, given) => {
  expect(run({ findings: [finding(given)] }).conclusion).toBe('success');
  expect(run({ findings: [finding({ lane: 'H' })], modelGates: 'always' }).conclusion).toBe('success');
});

test('never fails on anything when told so', () => {
  expect(run({ findings: [finding({ severity: 'critical' })], failOn: 'never' }).conclusion).toBe('success');
});

describe('is neutral when nothing was judged', () => {
  test('because of an error, whatever was found', () => {
    const notJudged = 'configuration error in .github/architect.yml line 12';
    expect(run({ findings: [finding()], notJudged })).toEqual({
      conclusion: 'neutral',
      reasons: ['Not judged: configuration error in .github/architect.yml line 12.'],
      failOn: 'high',
    });
  });

  test('because the code that had to be judged was skipped', () => {
    const lost: CoverageRow = { path: 'a.go', state: 'skipped', reason: 'larger than 1 MB', lost: true };
    const notes: CoverageRow = { path: 'a.md', state: 'skipped', reason: 'no standard reads this kind of file' };
    expect(run({ coverage: [lost, notes] })).toMatchObject({
      conclusion: 'neutral',
      reasons: ['Not judged: a.go was skipped (larger than 1 MB).'],
    });
    expect(run({ coverage: [lost, { ...lost, path: 'b.go' }] }).reasons).toEqual([
      'Not judged: 2 files were skipped (larger than 1 MB).',
    ]);
    expect(run({ coverage: [lost, FULL] }).conclusion).toBe('success');
  });
});

test('succeeds where there is nothing to review, and says so', () => {
  const notes: CoverageRow = { path: 'a.md', state: 'skipped', reason: 'no standard reads this kind of file' };
  expect(run({ coverage: [notes] })).toMatchObject({
    conclusion: 'success',
    reasons: ['Nothing to review: no standard reads this kind of file.'],
  });
  expect(run({ coverage: [] })).toMatchObject({ conclusion: 'success', reasons: [] });
});
