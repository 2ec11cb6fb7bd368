import type { Discussion } from '../architect/discussion.ts';
import type { ModelFailure, ModelReply, ModelRequest } from '../architect/model.ts';
import type { Prompts } from '../architect/prompts.ts';
import type { Change } from '../change/change.ts';
import type { Blob, TreeEntry } from '../change/snapshot.ts';
import type { RepoConfig } from '../config/repo-config.ts';
import type { Severity } from '../findings/finding.ts';
import type { LastReview } from '../findings/late.ts';
import { compareText } from '../findings/order.ts';
import type { Siblings } from '../services/siblings/contracts.ts';

/** Grows when older recordings can no longer be replayed. */
export const RECORDING_FORMAT = 1;

/** One review with everything that it was made of. Plain data. */
export interface Recording {
  header: Header;
  /** Contents that were read; empty where they lie in a blob store. */
  blobs: readonly Blob[];
  /** In the order in which the model was asked. */
  exchanges: readonly Exchange[];
  outcome: RecordedOutcome;
}

export interface Header {
  format: typeof RECORDING_FORMAT;
  /** Version of the program. */
  version: string;
  /** ISO instant. */
  made: string;
  change: Change;
  /** What was said around it; null, or left out, where that was not asked for. */
  discussion?: Discussion | null;
  base: RecordedSnapshot;
  head: RecordedSnapshot;
  /** Null where the review read it at base. */
  config: { config: RepoConfig; error: string | null } | null;
  failOn: Severity | 'never' | null;
  last: LastReview | null;
  /** What was read of siblings; null, or left out, where none are named. */
  siblings?: Siblings | null;
  /** ISO date. */
  today: string;
  /** A model was there to be asked. */
  model: boolean;
  prompts: Prompts | null;
  /** Where blobs are that are not in the recording: the store of this repository. */
  store: { installation: number; repo: number; owner: string; name: string } | null;
}

export interface RecordedSnapshot {
  commit: string;
  entries: [path: string, blob: string, kind: TreeEntry['kind'], size: number | null][];
}

/** One question to the model. Requests are as they were sent: without what was taken for secrets. */
export interface Exchange {
  request: ModelRequest;
  answer: { reply: ModelReply } | { failure: ModelFailure; message: string; retryAfterMs: number | null };
}

export interface RecordedOutcome {
  /** What the clock said, each time it was asked: so that times of a replay are those of the review. */
  clock: number[];
  /** Of the review and of the plan, as JSON; null where the review did not end. SHA-256, hexadecimal. */
  digest: string | null;
}

/** What a request is recognised by: its JSON, whatever the order of keys. */
export function requestKey(request: ModelRequest): string {
  return JSON.stringify(request, (_, value: unknown) =>
    typeof value === 'object' && value !== null && !Array.isArray(value)
      ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => compareText(a, b)))
      : value,
  );
}
