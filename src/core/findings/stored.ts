import { z } from 'zod';
import { type Finding, SEVERITIES } from './finding.ts';

const Place = z.object({ path: z.string(), line: z.number() });
const LineEdit = z.object({ line: z.number(), endLine: z.number(), text: z.string() });

/** A finding as it was kept between two reviews; what no longer reads so is none. */
export const StoredFinding = z.object({
  standard: z.string(),
  lane: z.enum(['D', 'H', 'M']),
  severity: z.enum(SEVERITIES),
  path: z.string(),
  line: z.number(),
  endLine: z.number(),
  start: z.number(),
  end: z.number(),
  message: z.string(),
  evidence: z.array(
    Place.extend({ text: z.string(), side: z.literal('base').exactOptional(), supports: z.string().exactOptional() }),
  ),
  suggestion: LineEdit.extend({ also: z.array(LineEdit).exactOptional() }).nullable(),
  anchor: z.object({ package: z.string(), symbol: z.string().nullable(), header: z.string(), expression: z.string() }),
  fingerprint: z.string(),
  new: z.boolean(),
  causal: Place.nullable(),
  judgement: z
    .object({
      checked: z.enum(['confirmed', 'uncertain']),
      because: z.string(),
      recommendation: z.string(),
      alternatives: z.array(z.object({ option: z.string(), tradeOff: z.string() })),
      claimedSeverity: z.enum(SEVERITIES).exactOptional(),
    })
    .exactOptional(),
  corroborated: z.literal(true).exactOptional(),
  aside: z.literal(true).exactOptional(),
}) satisfies z.ZodType<Finding>;
