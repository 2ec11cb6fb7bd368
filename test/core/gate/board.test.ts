import { expect, test } from 'vitest';
import { RED_FLAGS, type RedFlag } from '../../../src/core/findings/finding.ts';
import { type BoardInput, board } from '../../../src/core/gate/board.ts';
import type { BoardRow, CoverageRow } from '../../../src/core/report/review.ts';
import { finding } from '../findings/make.ts';

const FLAGS: Record<string, RedFlag[]> = {
  'errors/ignored-result': ['no-error-strategy'],
  'architecture/service-cycle': ['distributed-monolith', 'cascading-failure'],
};

function rows(given: Partial<BoardInput>): Record<string, BoardRow> {
  const all = board({
    findings: [],
    flagsOf: (standard) => FLAGS[standard] ?? [],
    assessed: new Set(RED_FLAGS),
    coverage: [{ path: 'a.go', state: 'full', reason: null }],
    ...given,
  });
  expect(all.map((row) => row.flag)).toEqual(RED_FLAGS);
  return Object.fromEntries(all.map((row) => [row.flag, row]));
}

const states = (given: Partial<BoardInput>) => new Set(Object.values(rows(given)).map((row) => row.state));

test('clear when everything was read and nothing found', () => {
  expect(states({})).toEqual(new Set(['clear']));
});

test('a new finding raises every flag of its standard', () => {
  const cycle = finding({ standard: 'architecture/service-cycle', lane: 'H' });
  const board = rows({ findings: [cycle, finding({ new: false, causal: null })] });
  for (const flag of ['distributed-monolith', 'cascading-failure']) {
    expect(board[flag]).toMatchObject({ state: 'raised', findings: [cycle.fingerprint], reason: null });
  }
  expect(board['no-error-strategy']?.state).toBe('clear');
});

test('a fact of the architecture raises nothing', () => {
  expect(states({ findings: [finding({ severity: 'info' })] })).toEqual(new Set(['clear']));
});

test('a flag that no standard assesses is not clear', () => {
  const board = rows({ assessed: new Set<RedFlag>(['missing-auth']) });
  expect(board['missing-auth']?.state).toBe('clear');
  expect(board['no-degradation']).toMatchObject({
    state: 'not assessable',
    reason: 'No active standard assesses this flag.',
  });
});

test('nothing is clear while a changed Go file was not read in full, but what was found counts', () => {
  const coverage: CoverageRow[] = [
    { path: 'a.go', state: 'full', reason: null },
    { path: 'big.go', state: 'skipped', reason: 'larger than 1 MB', lost: true },
    { path: 'odd.go', state: 'partial', reason: null },
  ];
  const board = rows({ coverage, findings: [finding()] });
  expect(board['no-error-strategy']?.state).toBe('raised');
  expect(board['missing-auth']).toMatchObject({
    state: 'not assessable',
    reason: '2 of 3 changed Go files not read in full: big.go (larger than 1 MB), odd.go (partial).',
  });
});

test('what nobody expects to be judged does not count', () => {
  const skipped = (path: string): CoverageRow => ({ path, state: 'skipped', reason: 'out of scope' });
  const coverage = ['vendor/x/y.go', 'a/testdata/z.go', 'api.pb.go', 'logo.png'].map(skipped);
  expect(states({ coverage })).toEqual(new Set(['clear']));
});

test('what the model finds by itself advises, once a second look confirmed it', () => {
  const judgement = { checked: 'confirmed', because: '', recommendation: '', alternatives: [] } as const;
  const found = finding({ lane: 'M', judgement });
  const flag = 'no-error-strategy';
  const advised = { state: 'raised', findings: [found.fingerprint], reason: found.message, advisory: true };
  expect(rows({ findings: [found] })[flag]).toMatchObject(advised);
  const unsure = { ...found, judgement: { ...judgement, checked: 'uncertain' as const } };
  expect(rows({ findings: [unsure] })[flag]).toMatchObject({ state: 'clear' });
  expect(rows({ findings: [{ ...found, corroborated: true }] })[flag]).not.toHaveProperty('advisory');
});
