import { describe, expect, test } from 'vitest';
import { type PlacedDirective, type SilenceInput, silence } from '../../../src/core/findings/silence.ts';
import type { Waiver } from '../../../src/core/findings/waiver.ts';
import { finding } from './make.ts';

const INPUT: SilenceInput = {
  directives: [],
  waivers: [],
  configPath: '.github/architect.yml',
  today: '2026-06-30T12:00:00Z',
  selfSilence: false,
  failOn: 'high',
};

function directive(given: Partial<PlacedDirective> = {}): PlacedDirective {
  return {
    path: 'a.go',
    line: 4,
    from: 4,
    to: 4,
    ids: ['errors/ignored-result'],
    reason: 'best effort',
    form: 'architect:ignore',
    addedByChange: false,
    ...given,
  };
}

function waiver(given: Partial<Waiver> = {}): Waiver {
  return {
    fingerprint: null,
    standard: 'errors/*',
    path: null,
    reason: 'migrated in Q3',
    until: '2026-06-30',
    by: 'ada',
    line: 12,
    ...given,
  };
}

describe('ignore comments', () => {
  const here = finding({ line: 4 });

  test('that stood at base are respected and listed', () => {
    const { findings, silenced } = silence([here], { ...INPUT, directives: [directive()] });
    expect(findings).toEqual([]);
    expect(silenced).toEqual([
      { finding: here, by: 'ignore comment', reason: 'best effort', path: 'a.go', line: 4, respected: true },
    ]);
  });

  test.each([
    ['a linter that looks for something else', { ids: ['bodyclose'] }],
    ['another standard', { ids: ['errors/blank-assign'] }],
    ['other lines', { from: 5, to: 9 }],
    ['another file', { path: 'b.go' }],
    ['every linter but this program', { ids: ['*'] }],
  ])('that name %s do nothing', (_, given) => {
    const { findings, silenced } = silence([here], { ...INPUT, directives: [directive(given)] });
    expect([findings, silenced]).toEqual([[here], []]);
  });

  test('name an area, head a declaration, or stand after a long statement', () => {
    const long = finding({ line: 4, endLine: 8 });
    for (const given of [{ ids: ['errors/*'] }, { from: 3, to: 20 }, { line: 8, from: 8, to: 8 }]) {
      expect(silence([long], { ...INPUT, directives: [directive(given)] }).findings).toEqual([]);
    }
  });

  test('that the change adds do not silence what gates', () => {
    const added = { ...INPUT, directives: [directive({ addedByChange: true })] };
    const result = silence([here], added);
    expect(result.findings).toEqual([here]);
    expect(result.silenced).toMatchObject([{ respected: false }]);
    expect(silence([here], { ...added, selfSilence: true }).findings).toEqual([]);
    expect(silence([here], { ...added, failOn: 'critical' }).findings).toEqual([]);
    expect(silence([{ ...here, lane: 'H' }], added).findings).toEqual([]);
    expect(silence([{ ...here, new: false }], added).findings).toEqual([]);
    const judgement = { checked: 'confirmed' as const, because: '', recommendation: '', alternatives: [] };
    const judged = { ...here, lane: 'M' as const, judgement };
    expect(silence([judged], added).findings).toEqual([]);
    expect(silence([judged], { ...added, modelGates: 'always' }).findings).toEqual([judged]);
  });

  test('without a reason silence and are reported; of linters’ comments none is asked', () => {
    const mute = directive({ reason: null });
    const { silenced } = silence([here], { ...INPUT, directives: [mute] });
    expect(silenced).toMatchObject([{ by: 'ignore comment without a reason', reason: null, respected: true }]);
    const told = directive({ reason: null, ids: ['errcheck'] });
    expect(silence([here], { ...INPUT, directives: [told] }).silenced).toMatchObject([{ by: 'ignore comment' }]);
    const every = directive({ reason: null, ids: ['*'] });
    expect(silence([here], { ...INPUT, directives: [every] }).silenced).toEqual([]);
  });
});

describe('waivers', () => {
  test('hold through their last day', () => {
    const one = finding();
    const { findings, silenced, expired } = silence([one], { ...INPUT, waivers: [waiver()] });
    expect([findings, expired]).toEqual([[], []]);
    expect(silenced).toEqual([
      {
        finding: one,
        by: 'waiver',
        reason: 'migrated in Q3',
        path: '.github/architect.yml',
        line: 12,
        respected: true,
      },
    ]);
  });

  test('do not silence after it, and are reported', () => {
    const [one, late] = [finding(), waiver()];
    const result = silence([one], { ...INPUT, waivers: [late], today: '2026-07-01' });
    expect(result.findings).toEqual([one]);
    expect(result.silenced).toMatchObject([{ by: 'expired waiver', respected: false }]);
    expect(result.expired).toEqual([late]);
  });

  test('name a fingerprint by its first digits, or a standard with paths', () => {
    const one = finding({ fingerprint: 'a1b2c3d4e5f60718', path: 'internal/orders/place.go' });
    const remaining = (given: Partial<Waiver>) =>
      silence([one], { ...INPUT, waivers: [waiver(given)] }).findings.length;
    expect(remaining({ standard: null, fingerprint: 'a1b2c3' })).toBe(0);
    expect(remaining({ standard: null, fingerprint: 'a1b2c4' })).toBe(1);
    expect(remaining({ fingerprint: 'a1b2c3', standard: 'data/*' })).toBe(1);
    expect(remaining({ path: 'internal/**' })).toBe(0);
    expect(remaining({ path: 'internal/orders' })).toBe(0);
    expect(remaining({ path: 'internal/stock/**' })).toBe(1);
  });

  test('win over a comment that is not respected; one row for a finding', () => {
    const input = { ...INPUT, waivers: [waiver()], directives: [directive({ addedByChange: true })] };
    expect(silence([finding({ line: 4 })], input)).toMatchObject({ findings: [], silenced: [{ by: 'waiver' }] });
  });
});
