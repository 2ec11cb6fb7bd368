import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Placed } from '../../../src/core/findings/match-keys.ts';
import { pairClosest } from '../../../src/core/findings/pair.ts';
import { finding } from './make.ts';

function placed(at: number): Placed {
  return { claim: finding({ line: at }), path: 'a.go', package: '', renamedPackage: '', at, changed: true };
}

const pairsOf = (base: readonly number[], head: readonly number[]) =>
  pairClosest(base.map(placed), head.map(placed)).map(([old, one]) => [old.at, one.at]);

test('equal numbers pair in order, whatever the distance', () => {
  expect(pairsOf([30, 10], [100, 12])).toEqual([
    [10, 12],
    [30, 100],
  ]);
});

test('the nearest are paired and the others left', () => {
  expect(pairsOf([20], [1, 19, 40])).toEqual([[20, 19]]);
  expect(pairsOf([1, 19, 40], [20])).toEqual([[19, 20]]);
  expect(pairsOf([10, 20], [9, 11, 22])).toEqual([
    [10, 9],
    [20, 22],
  ]);
  expect(pairsOf([], [1])).toEqual([]);
});

test('as many pairs as there can be, each claim once, in order, at the least distance', () => {
  const lines = fc.array(fc.integer({ min: 1, max: 40 }), { maxLength: 6 });
  const cheapest = (few: number[], many: number[]): number => {
    const [first, ...rest] = few;
    if (first === undefined) return 0;
    const costs = many
      .slice(0, many.length - rest.length)
      .map((at, i) => Math.abs(first - at) + cheapest(rest, many.slice(i + 1)));
    return Math.min(...costs);
  };
  fc.assert(
    fc.property(lines, lines, (base, head) => {
      const pairs = pairsOf(base, head);
      expect(pairs).toHaveLength(Math.min(base.length, head.length));
      const [few = [], many = []] = [base, head]
        .sort((a, b) => a.length - b.length)
        .map((one) => one.toSorted((a, b) => a - b));
      const cost = pairs.reduce((sum, [old = 0, one = 0]) => sum + Math.abs(old - one), 0);
      expect(cost).toBe(cheapest(few, many));
    }),
    { numRuns: 300 },
  );
});

test('very many equals are paired in order, in bounded time', () => {
  const many = (count: number) => Array.from({ length: count }, (_, index) => index);
  expect(pairsOf(many(20_000), many(20_001))).toHaveLength(20_000);
});
