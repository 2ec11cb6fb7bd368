import { z } from 'zod';
import type { Intent } from './intent.ts';

const repo = z.object({ installation: z.number(), id: z.number(), owner: z.string(), name: z.string() });
const head = z.string();

/** Reads back an intent that was stored, perhaps by another release. */
export const IntentSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('review-pull'),
    repo,
    pull: z.number(),
    cause: z.string(),
    again: z.boolean(),
    full: z.boolean(),
  }),
  z.object({ kind: z.literal('stop-review'), repo, pull: z.number() }),
  z.object({ kind: z.literal('review-head'), repo, head, cause: z.string(), full: z.boolean() }),
  z.object({ kind: z.literal('review-merge-group'), repo, head, base: z.string(), baseRef: z.string() }),
  z.object({ kind: z.literal('drop-merge-group'), repo, head }),
  z.object({ kind: z.literal('follow-default-branch'), repo, after: z.string() }),
  z.object({
    kind: z.literal('forget-installation'),
    installation: z.number(),
    repos: z.array(z.number()).nullable(),
  }),
]) satisfies z.ZodType<Intent>;
