import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { matchComments, type Pair, pairsByPlace } from '../../../src/core/eval/match.ts';
import { comment, golden } from './make.ts';

const same = (path: string) => path;

describe('by place', () => {
  test.each([
    ['on the line', comment(10), true],
    ['three lines above', comment(7), true],
    ['three lines below the last line', comment(15), true],
    ['four lines above', comment(6), false],
    ['four lines below the last line', comment(16), false],
    ['around it', comment(1, { endLine: 40 }), true],
    ['in another file', comment(10, { path: 'b.go' }), false],
    [
      'elsewhere, but blaming the line',
      comment(90, { path: 'b.go', blames: { path: 'a.go', line: 11, endLine: 11 } }),
      true,
    ],
  ])('a comment %s', (_, posted, isNear) => {
    expect(pairsByPlace([posted], [golden(10, { end_line: 12 })], same)).toHaveLength(isNear ? 1 : 0);
  });

  test('a golden follows its file’s new name', () => {
    const renamed = (path: string) => (path === 'old.go' ? 'a.go' : path);
    expect(pairsByPlace([comment(10)], [golden(10, { file: 'old.go' })], renamed)).toHaveLength(1);
  });

  test('the nearest golden comes first', () => {
    const pairs = pairsByPlace([comment(10)], [golden(12), golden(10), golden(8)], same);
    expect(pairs.map((pair) => pair.golden)).toEqual([1, 0, 2]);
  });
});

describe('matching', () => {
  test('the first comment on a golden counts, the next repeats it, the rest are false alarms', () => {
    const pairs = [0, 1].map((index) => ({ comment: index, golden: 0 }));
    expect(matchComments(3, pairs)).toEqual([
      { verdict: 'matched', golden: 0 },
      { verdict: 'duplicate', golden: 0 },
      { verdict: 'false-alarm', golden: null },
    ]);
  });

  test('a comment gives way where it may stand for another golden', () => {
    const pairs = [
      { comment: 0, golden: 0 },
      { comment: 0, golden: 1 },
      { comment: 1, golden: 0 },
    ];
    expect(matchComments(2, pairs)).toEqual([
      { verdict: 'matched', golden: 1 },
      { verdict: 'matched', golden: 0 },
    ]);
  });

  const SIZE = 5;
  const pairs = fc.uniqueArray(fc.record({ comment: fc.nat({ max: SIZE - 1 }), golden: fc.nat({ max: SIZE - 1 }) }), {
    selector: ({ comment, golden }) => comment * SIZE + golden,
    maxLength: 14,
  });

  test('every golden has at most one comment, and every match is a pair', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const matches = matchComments(SIZE, given);
        const taken = matches.filter(({ verdict }) => verdict === 'matched').map((match) => match.golden);
        expect(new Set(taken).size).toBe(taken.length);
        matches.forEach(({ verdict, golden }, comment) => {
          const own = given.filter((pair) => pair.comment === comment);
          expect(verdict === 'false-alarm').toBe(own.length === 0);
          if (golden !== null) expect(own.map((pair) => pair.golden)).toContain(golden);
        });
      }),
    );
  });

  test('no other way of pairing finds more goldens', () => {
    fc.assert(
      fc.property(pairs, (given) => {
        const found = matchComments(SIZE, given).filter(({ verdict }) => verdict === 'matched').length;
        expect(found).toBe(mostPairs(given, 0, new Set()));
      }),
    );
  });

  /** Tries them all. */
  function mostPairs(given: readonly Pair[], comment: number, taken: ReadonlySet<number>): number {
    if (comment === SIZE) return 0;
    const free = given.filter((pair) => pair.comment === comment && !taken.has(pair.golden));
    return Math.max(
      mostPairs(given, comment + 1, taken),
      ...free.map(({ golden }) => 1 + mostPairs(given, comment + 1, new Set([...taken, golden]))),
    );
  }
});
