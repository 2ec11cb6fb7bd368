import { z } from 'zod';
import { SEVERITIES } from '../findings/finding.ts';

/** What a careful reviewer would have said of a change. */
const Golden = z
  .object({
    /** Path at head; the one at base is understood, too. */
    file: z
      .string()
      .min(1)
      .transform((path) => path.replace(/^\.\//, '')),
    /** Counts from 1, at head. */
    line: z.int().min(1),
    end_line: z.int().min(1).nullish(),
    severity: z.preprocess((value) => (typeof value === 'string' ? value.toLowerCase() : value), z.enum(SEVERITIES)),
    comment: z.string(),
    /** Standard or area that it belongs to, where the case tells: then recall is known by area. */
    standard: z.string().nullish(),
  })
  .transform((golden) => ({
    ...golden,
    end_line: Math.max(golden.line, golden.end_line ?? golden.line),
    standard: golden.standard ?? null,
  }));
export type Golden = z.infer<typeof Golden>;

const Case = z.object({
  id: z.string().min(1).max(200),
  /** Git directory, bare or not; relative to the file that holds the case. */
  repo: z.string().min(1),
  base: z.string().min(1),
  head: z.string().min(1),
  title: z.string().nullable().default(null),
  description: z.string().nullable().default(null),
  golden: z.array(Golden).default([]),
});

/** A change to review, and what there is to find in it. */
export interface EvalCase extends z.infer<typeof Case> {
  /** Nothing is wrong with it: every comment is a false alarm. */
  control: boolean;
}

const Cases = z.array(Case).min(1, 'holds no case');
const Both = z
  .strictObject({ cases: z.array(Case).default([]), controls: z.array(Case).default([]) })
  .refine(({ cases, controls }) => cases.length + controls.length > 0, 'holds no case');

/**
 * The cases of one file: a list of them, one alone, or `{cases, controls}`.
 *
 * @returns the problem in one line when it is none of these
 */
export function parseCases(text: string): { cases: EvalCase[] } | { problem: string } {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { problem: `is no JSON: ${error instanceof Error ? error.message : String(error)}` };
  }
  const isBoth = typeof value === 'object' && value !== null && ('cases' in value || 'controls' in value);
  const parsed = isBoth ? Both.safeParse(value) : Cases.safeParse(Array.isArray(value) ? value : [value]);
  if (!parsed.success) return { problem: problemOf(parsed.error) };
  const { cases, controls } = Array.isArray(parsed.data) ? { cases: parsed.data, controls: [] } : parsed.data;
  return {
    cases: [
      ...cases.map((one) => ({ ...one, control: false })),
      ...controls.map((one) => ({ ...one, golden: [], control: true })),
    ],
  };
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  if (issue === undefined) return 'is no list of cases';
  const where = issue.path.map((part) => (typeof part === 'number' ? `[${part}]` : `.${String(part)}`)).join('');
  return `${where === '' ? '' : `${where.replace(/^\./, '')}: `}${issue.message}`;
}
