import { z } from 'zod';
import type { Discussion } from '../architect/discussion.ts';
import { PROMPT_NAMES } from '../architect/prompts.ts';
import type { Change } from '../change/change.ts';
import type { RepoConfig } from '../config/repo-config.ts';
import { SEVERITIES } from '../findings/finding.ts';
import type { LastReview } from '../findings/late.ts';
import type { Siblings } from '../services/siblings/contracts.ts';
import { ModelReplyData, ModelRequestData } from './model-schema.ts';
import { type Exchange, type Header, RECORDING_FORMAT, type RecordedOutcome } from './recording.ts';

/** What the lines of a recording's file must be: it may be anybody's. */

const Kind = z.enum(['file', 'executable', 'symlink', 'submodule']);
const Line = z.object({
  kind: z.enum(['context', 'added', 'deleted']),
  old: z.int().nullable(),
  new: z.int().nullable(),
  text: z.string(),
  noNewline: z.boolean(),
});
const Hunk = z.object({
  oldStart: z.int(),
  oldLines: z.int(),
  newStart: z.int(),
  newLines: z.int(),
  lines: z.array(Line),
});
const ChangeData = z.object({
  base: z.string(),
  head: z.string(),
  title: z.string().nullable(),
  body: z.string().nullable(),
  files: z.array(
    z.object({
      path: z.string(),
      basePath: z.string().nullable(),
      status: z.enum(['added', 'modified', 'deleted', 'renamed', 'copied']),
      kind: Kind,
      modeOnly: z.boolean(),
      binary: z.boolean(),
      baseBlob: z.string().nullable(),
      headBlob: z.string().nullable(),
      hunks: z.array(Hunk),
      missingPatch: z.string().nullable(),
    }),
  ),
}) satisfies z.ZodType<Change>;

const DiscussionData = z.object({
  commits: z.array(z.object({ id: z.string(), message: z.string(), paths: z.array(z.string()).nullable() })),
  issues: z.array(z.object({ number: z.int(), title: z.string(), body: z.string() })),
  annotations: z.array(
    z.object({ check: z.string(), path: z.string(), line: z.int(), endLine: z.int(), message: z.string() }),
  ),
  unread: z.string().exactOptional(),
}) satisfies z.ZodType<Discussion>;

const SnapshotData = z.object({
  commit: z.string(),
  entries: z.array(z.tuple([z.string(), z.string(), Kind, z.number().nullable()])),
});

/** What the program itself wrote of its own settings: read by the code that reads configuration files, else not. */
const ConfigData = z.custom<RepoConfig>(
  (value) => typeof value === 'object' && value !== null && 'failOn' in value && 'standards' in value,
);
const LastData = z.custom<LastReview>(
  (value) => typeof value === 'object' && value !== null && 'fingerprints' in value,
);

const SiblingsData = z.custom<Siblings>(
  (value) => typeof value === 'object' && value !== null && 'read' in value && 'unread' in value,
);

export const HeaderData = z.object({
  format: z.literal(RECORDING_FORMAT),
  version: z.string(),
  made: z.string(),
  change: ChangeData,
  discussion: DiscussionData.nullable().exactOptional(),
  base: SnapshotData,
  head: SnapshotData,
  config: z.object({ config: ConfigData, error: z.string().nullable() }).nullable(),
  failOn: z.enum([...SEVERITIES, 'never']).nullable(),
  last: LastData.nullable(),
  siblings: SiblingsData.nullable().exactOptional(),
  today: z.iso.date(),
  model: z.boolean(),
  prompts: z.record(z.enum(PROMPT_NAMES), z.string()).nullable(),
  store: z.object({ installation: z.int(), repo: z.int(), owner: z.string(), name: z.string() }).nullable(),
}) satisfies z.ZodType<Header>;

export const BlobData = z.union([
  z.object({ blob: z.string(), base64: z.base64() }),
  z.object({ blob: z.string(), unavailable: z.string() }),
]);

export const ExchangeData = z.object({
  request: ModelRequestData,
  answer: z.union([
    z.object({ reply: ModelReplyData }),
    z.object({
      failure: z.enum([
        'no-key',
        'key-refused',
        'unknown-model',
        'over-budget',
        'too-large',
        'overloaded',
        'timeout',
        'unreachable',
        'breaker-open',
        'malformed',
        'defect',
      ]),
      message: z.string(),
      retryAfterMs: z.number().nullable(),
    }),
  ]),
}) satisfies z.ZodType<Exchange>;

export const OutcomeData = z.object({
  clock: z.array(z.number()),
  digest: z.string().nullable(),
}) satisfies z.ZodType<RecordedOutcome>;
