import { z } from 'zod';
import { SEVERITIES } from '../findings/finding.ts';

/** results.json of an evaluation. Fields are added within a version, never renamed or removed. */
export const RESULTS_VERSION = 1;

const Count = z.int().min(0);
const Share = z.number().min(0).max(1).nullable().describe('Null where nothing was to be counted.');
const Line = z.int().min(1);
const Lane = z.enum(['D', 'H', 'M']);

export const Score = z.strictObject({
  posted: Count.describe('Comments, duplicates among them.'),
  matched: Count.describe('Comments that say what a golden says, the first of each golden.'),
  duplicates: Count.describe('Further comments on a golden that is matched already.'),
  falseAlarms: Count.describe('Comments that no golden stands for, those on controls among them.'),
  golden: Count.nullable().describe('What there was to find; null where goldens do not tell (areas).'),
  found: Count.describe('Goldens that a comment of this row says, if perhaps not as the first.'),
  precision: Share.describe('matched / (matched + falseAlarms).'),
  recall: Share.describe('found / golden.'),
  f1: Share,
});
export type Score = z.infer<typeof Score>;

const Tokens = z.strictObject({ input: Count, cacheRead: Count, cacheWrite: Count, output: Count });
export type Tokens = z.infer<typeof Tokens>;

const Dropped = z.record(z.string(), Count).describe('Findings of the model that verification took out, by reason.');

export const GoldenResult = z.strictObject({
  file: z.string(),
  line: Line,
  end_line: Line,
  severity: z.enum(SEVERITIES),
  comment: z.string(),
  standard: z.string().nullable(),
  found: Count.nullable().describe('Index of the comment that says it; null when it was missed.'),
});

export const CommentResult = z.strictObject({
  standard: z.string(),
  area: z.string(),
  lane: Lane,
  severity: z.enum(SEVERITIES),
  path: z.string(),
  line: Line,
  endLine: Line,
  message: z.string(),
  where: z.enum(['inline', 'annotation', 'listed']),
  verdict: z.enum(['matched', 'duplicate', 'false-alarm']),
  golden: Count.nullable().describe('Index of the golden that it says.'),
});

const Ran = z.strictObject({
  id: z.string(),
  control: z.boolean(),
  state: z.literal('ran'),
  base: z.string(),
  head: z.string(),
  title: z.string().nullable(),
  matchedBy: z.enum(['place', 'meaning']),
  golden: z.array(GoldenResult),
  comments: z.array(CommentResult),
  model: z.string().describe('State of the model lane: used, off, unavailable, …'),
  tokens: Tokens,
  costUsd: z.number().min(0),
  ms: z.number().min(0),
  dropped: Dropped,
});
export type RanCase = z.infer<typeof Ran>;

const Failed = z.strictObject({
  id: z.string(),
  control: z.boolean(),
  state: z.literal('failed'),
  reason: z.string(),
});
export type FailedCase = z.infer<typeof Failed>;

export const CaseResult = z.discriminatedUnion('state', [Ran, Failed]);
export type CaseResult = z.infer<typeof CaseResult>;

const Summary = z.strictObject({
  cases: Count,
  controls: Count,
  failed: Count,
  commentsPerCase: z.number().min(0).nullable(),
  falseAlarmsPerControl: z.number().min(0).nullable(),
  tokens: Tokens,
  costUsd: z.number().min(0),
  latencyMs: z.strictObject({ median: z.number().min(0), p95: z.number().min(0), total: z.number().min(0) }).nullable(),
  dropped: Dropped,
});

export const EvalResults = z.strictObject({
  schema: z.literal(RESULTS_VERSION),
  tool: z.strictObject({ name: z.string(), version: z.string() }),
  matchedBy: z
    .enum(['place', 'meaning'])
    .describe('By place alone where no model was there to judge meaning, or failed to for one of the cases.'),
  lanes: z.array(Lane).describe('Comments of other lanes were left out.'),
  summary: Summary,
  scores: z.strictObject({
    all: Score,
    withoutHints: Score.describe('Lanes D and M.'),
    lanes: z.partialRecord(Lane, Score),
    severities: z.partialRecord(z.enum(SEVERITIES), Score),
    areas: z.record(z.string(), Score),
  }),
  cases: z.array(CaseResult),
});
export type EvalResults = z.infer<typeof EvalResults>;
