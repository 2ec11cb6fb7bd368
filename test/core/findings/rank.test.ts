import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cap } from '../../../src/core/findings/cap.ts';
import { type Finding, SEVERITIES } from '../../../src/core/findings/finding.ts';
import { isAtLeast, rank } from '../../../src/core/findings/rank.ts';
import { finding } from './make.ts';

const ids = (findings: readonly Finding[]) => findings.map((one) => one.fingerprint);

describe('rank', () => {
  test('new, then severity, then lane, then place', () => {
    const wanted = [
      finding({ severity: 'critical', lane: 'H', path: 'z.go' }),
      finding({ path: 'B.go', line: 9 }),
      finding({ path: 'a.go', line: 2 }),
      finding({ path: 'a.go', line: 10 }),
      finding({ lane: 'M' }),
      finding({ lane: 'H' }),
      finding({ severity: 'info' }),
      finding({ severity: 'critical', new: false }),
    ];
    expect(ids(rank(wanted.toReversed()))).toEqual(ids(wanted));
  });

  test('is the same whatever order findings come in', () => {
    const any = fc.record({
      severity: fc.constantFrom(...SEVERITIES),
      lane: fc.constantFrom('D' as const, 'M' as const, 'H' as const),
      path: fc.constantFrom('a.go', 'b.go'),
      line: fc.integer({ min: 1, max: 3 }),
      new: fc.boolean(),
    });
    fc.assert(
      fc.property(fc.array(any), fc.infiniteStream(fc.nat()), (given, random) => {
        const findings = given.map((one) => finding(one));
        const shuffled = findings
          .map((one) => ({ one, key: random.next().value }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(ids(rank(shuffled))).toEqual(ids(rank(findings)));
      }),
    );
  });

  test('severities compare', () => {
    expect([isAtLeast('critical', 'high'), isAtLeast('high', 'high'), isAtLeast('low', 'high')]).toEqual([
      true,
      true,
      false,
    ]);
  });
});

describe('cap', () => {
  const many = (count: number, given: Partial<Finding>) =>
    Array.from({ length: count }, (_, index) => finding({ line: index + 1, ...given }));

  test('twenty comments, the worst first', () => {
    const { inline, rest } = cap([...many(15, { severity: 'low' }), ...many(15, { severity: 'high' })]);
    expect(inline).toHaveLength(20);
    expect(inline.filter((one) => one.severity === 'high')).toHaveLength(15);
    expect(rest).toHaveLength(10);
  });

  test('every critical one, whatever the limit', () => {
    const { inline, rest } = cap([...many(3, { severity: 'critical' }), ...many(2, {})], 2);
    expect(inline.map((one) => one.severity)).toEqual(['critical', 'critical', 'critical']);
    expect(rest).toHaveLength(2);
    expect(cap([finding({ severity: 'critical' }), finding()], 0).inline).toHaveLength(1);
  });

  test('nothing that stood before or has no line in the diff', () => {
    const { inline, rest } = cap([finding({ new: false, causal: null }), finding({ causal: null })]);
    expect([inline.length, rest.length]).toEqual([0, 2]);
  });
});
