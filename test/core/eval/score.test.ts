import { expect, test } from 'vitest';
import type { EvalResults, RanCase } from '../../../src/core/eval/results.ts';
import { scoresOf } from '../../../src/core/eval/score.ts';
import { summaryOf } from '../../../src/core/eval/summary.ts';
import { renderTable } from '../../../src/core/eval/table.ts';
import { comment, golden, ranCase } from './make.ts';

type Comment = RanCase['comments'][number];

function posted(verdict: Comment['verdict'], of: number | null, more: Partial<Comment> = {}): Comment {
  const { blames: _, ...rest } = comment(1);
  return { ...rest, verdict, golden: of, ...more };
}

/** Of three goldens a proof says one, the model the same and another; a hint is wrong, and so is a proof on a control. */
const CASES: RanCase[] = [
  ranCase({
    golden: [
      { ...golden(1, { standard: 'resilience/x' }), found: 0 },
      { ...golden(9, { severity: 'medium', standard: 'data/x' }), found: 2 },
      { ...golden(20, { severity: 'low', standard: 'data/y' }), found: null },
    ],
    comments: [
      posted('matched', 0),
      posted('duplicate', 0, { lane: 'M' }),
      posted('matched', 1, { lane: 'M', severity: 'high', area: 'data' }),
      posted('false-alarm', null, { lane: 'H', severity: 'low' }),
    ],
    tokens: { input: 1_000, cacheRead: 3_000, cacheWrite: 0, output: 200 },
    costUsd: 0.05,
    ms: 300,
    dropped: { 'quote not found': 2 },
  }),
  ranCase({
    id: 'two',
    golden: [{ ...golden(1, { standard: 'resilience/x' }), found: 0 }],
    comments: [posted('matched', 0)],
  }),
  ranCase({ id: 'clean', control: true, comments: [posted('false-alarm', null)], ms: 200 }),
];

test('precision asks comments, recall goldens, by lane, severity and area', () => {
  const scores = scoresOf(CASES);
  expect(scores.all).toEqual({
    posted: 6,
    matched: 3,
    duplicates: 1,
    falseAlarms: 2,
    golden: 4,
    found: 3,
    precision: 3 / 5,
    recall: 3 / 4,
    f1: expect.closeTo(2 / 3),
  });
  expect(scores.withoutHints).toMatchObject({ precision: 3 / 4, recall: 3 / 4 });
  expect(scores.lanes.D).toMatchObject({ posted: 3, precision: 2 / 3, recall: 2 / 4 });
  expect(scores.lanes.M).toMatchObject({ posted: 2, duplicates: 1, precision: 1, recall: 2 / 4 });
  expect(scores.lanes.H).toMatchObject({ precision: 0, recall: 0, f1: 0 });
  expect(scores.severities.medium).toMatchObject({ posted: 0, precision: null, golden: 1, recall: 1, f1: null });
  expect(scores.severities.low).toMatchObject({ precision: 0, recall: 0 });
  expect(scores.areas.data).toMatchObject({ posted: 1, precision: 1, golden: 2, recall: 1 / 2 });
});

test('recall by area is unknown where a golden does not tell its area', () => {
  const [first = ranCase()] = CASES;
  const untold = { ...first, golden: first.golden.map((one) => ({ ...one, standard: null })) };
  expect(scoresOf([untold]).areas.data).toMatchObject({ precision: 1, golden: null, recall: null, f1: null });
});

test('nothing posted and nothing to find is no score', () => {
  expect(scoresOf([ranCase()]).all).toMatchObject({ precision: null, recall: null, f1: null });
});

test('what the cases come to', () => {
  const failed = { id: 'gone', control: false, state: 'failed', reason: 'no such\nrepository' } as const;
  const summary = summaryOf([...CASES, failed]);
  expect(summary).toEqual({
    cases: 3,
    controls: 1,
    failed: 1,
    commentsPerCase: 5 / 2,
    falseAlarmsPerControl: 1,
    tokens: { input: 1_000, cacheRead: 3_000, cacheWrite: 0, output: 200 },
    costUsd: 0.05,
    latencyMs: { median: 200, p95: 300, total: 600 },
    dropped: { 'quote not found': 2 },
  });
  const results: EvalResults = {
    schema: 1,
    tool: { name: 'go-architect', version: '0' },
    matchedBy: 'place',
    lanes: ['D', 'H', 'M'],
    summary,
    scores: scoresOf(CASES),
    cases: [...CASES, failed],
  };
  expect(renderTable(results)).toMatchInlineSnapshot(`
    "               precision   recall      F1  posted  right  again  false  golden
    without hints     75.0 %   75.0 %  75.0 %       5      3      1      1       4
    all               60.0 %   75.0 %  66.7 %       6      3      1      2       4
    lane D            66.7 %   50.0 %  57.1 %       3      2      0      1       4
    lane H             0.0 %    0.0 %   0.0 %       1      0      0      1       4
    lane M           100.0 %   50.0 %  66.7 %       2      1      1      0       4
    high              75.0 %  100.0 %  85.7 %       5      3      1      1       2
    medium                 –  100.0 %       –       0      0      0      0       1
    low                0.0 %    0.0 %   0.0 %       1      0      0      1       1
    data             100.0 %   50.0 %  66.7 %       1      1      0      0       2
    resilience        50.0 %  100.0 %  66.7 %       5      2      1      2       2

    3 cases, 1 control.
    2.5 comments per case.
    1.0 false alarms per control.
    A case takes 200 ms (median), 300 ms (95th percentile).
    Tokens: 4,000 in (75.0 % from the cache), 200 out; $0.0500.
    Dropped by verification: quote not found 2.
    Matched by place alone: no model judged whether a comment means what the golden says.
    failed: gone: no such repository
    1 case failed.
    "
  `);
});
