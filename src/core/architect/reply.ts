import { z } from 'zod';
import { RED_FLAGS, SEVERITIES } from '../findings/finding.ts';
import type { JsonSchema } from './model.ts';

/**
 * What the architect model answers. The schema is what the API enforces, which knows no lengths and no counts: those
 * are bounded where the answer is read (read-reply.ts). Descriptions are read by the model.
 */

const Quote = z.strictObject({
  path: z.string(),
  side: z.enum(['head', 'base']).describe('base only for code that the change removed or edited'),
  quote: z.string().describe('exact lines of that file, copied'),
  supports: z.string().describe('what of the claim these lines prove'),
});
export type Quote = z.infer<typeof Quote>;

export const CONFIDENCES = ['high', 'medium', 'low'] as const;

export const ReplyFinding = z.strictObject({
  standard: z.string().describe('id of a standard of the list, or other'),
  severity: z.enum(SEVERITIES),
  confidence: z.enum(CONFIDENCES),
  path: z.string(),
  quote: z.string().describe('the code at head that is wrong, exact and as short as names it: one statement mostly'),
  claim: z.string().describe('what is wrong, in one or two sentences'),
  impact: z.string().describe('what happens in production, and when'),
  recommendation: z.string().describe('the smallest change that mends it'),
  // Described inside, or it would be told as `type: [string, null]`, which structured outputs do not all take.
  replacement: z.union([z.string().describe('Go in place of the quoted lines, whole, as gofmt writes it'), z.null()]),
  evidence: z.array(Quote),
  alternatives: z.array(z.strictObject({ option: z.string(), tradeOff: z.string() })),
});
export type ReplyFinding = z.infer<typeof ReplyFinding>;

export const Corroboration = z.strictObject({
  fact: z.string().describe('fingerprint of a finding of the rules'),
  note: z.string().describe('what the rule cannot know: the path that reaches it, what it costs here'),
  evidence: z.array(Quote),
});
export type Corroboration = z.infer<typeof Corroboration>;

export const Assessment = z.strictObject({
  area: z.string().describe('area of the standards'),
  verdict: z.enum(['sound', 'concerns', 'not enough to tell']),
  reason: z.string(),
});
export type Assessment = z.infer<typeof Assessment>;

export const FlagVerdict = z.strictObject({
  flag: z.enum(RED_FLAGS),
  state: z.enum(['raised', 'clear', 'cannot tell']),
  reason: z.string(),
  evidence: z.array(Quote).describe('required where the flag is raised'),
});
export type FlagVerdict = z.infer<typeof FlagVerdict>;

export const DesignComment = z.strictObject({
  topic: z.enum(['boundaries', 'contracts', 'data', 'failure scenarios']),
  comment: z.string(),
});
export type DesignComment = z.infer<typeof DesignComment>;

export const Question = z.strictObject({
  question: z.string(),
  because: z.string().describe('how the review would change with the answer'),
});
export type Question = z.infer<typeof Question>;

export const TradeOff = z.strictObject({
  decision: z.string(),
  gains: z.string(),
  costs: z.string(),
});
export type TradeOff = z.infer<typeof TradeOff>;

/** Every section is there, empty where there is nothing to say. */
export const Reply = z.strictObject({
  findings: z.array(ReplyFinding),
  corroborations: z.array(Corroboration),
  assessments: z.array(Assessment),
  redFlags: z.array(FlagVerdict),
  design: z.array(DesignComment),
  questions: z.array(Question),
  tradeOffs: z.array(TradeOff),
});
export type Reply = z.infer<typeof Reply>;

/** What the second call says of one finding, which is shown to it with the code and nothing else. */
const SecondLookAnswer = z.strictObject({
  reason: z.string().describe('what in the code decides it'),
  verdict: z.enum(['confirm', 'refute', 'uncertain']),
  severity: z.enum(SEVERITIES).describe('that of the claim, or a lower one where the code shows that less follows'),
  replacement: z
    .enum(['right', 'wrong', 'none'])
    .describe('right only if it mends what is claimed and changes nothing else; none where there is none'),
});
/** One that says nothing of the severity leaves it as it is claimed. */
export const SecondLook = SecondLookAnswer.partial({ severity: true });
export type SecondLook = z.infer<typeof SecondLook>;

export const REPLY_SCHEMA: JsonSchema = wire(Reply);
export const SECOND_LOOK_SCHEMA: JsonSchema = wire(SecondLookAnswer);

function wire(schema: z.ZodType): JsonSchema {
  const { $schema, ...rest } = z.toJSONSchema(schema, { reused: 'inline' });
  return rest;
}
