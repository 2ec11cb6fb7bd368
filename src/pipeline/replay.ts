import { NO_DISCUSSION } from '../core/architect/discussion.ts';
import { type Model, ModelError, type ModelRequest } from '../core/architect/model.ts';
import type { Prompts } from '../core/architect/prompts.ts';
import type { Blob, BlobReader, PullRequest, Snapshot } from '../core/change/snapshot.ts';
import type { GoReader } from '../core/go/reader.ts';
import { type RecordedSnapshot, type Recording, requestKey } from '../core/replay/recording.ts';
import type { Outcome, Ports, RunOptions } from './ports.ts';
import { review } from './review.ts';

export interface ReplayParts {
  sql: Ports['sql'];
  go: GoReader;
  /** Instead of those of the recording. */
  prompts?: Prompts | undefined;
  failOn?: RunOptions['failOn'] | undefined;
  /** Of a recording that left its contents in a store. */
  blobs?: BlobReader | undefined;
}

export interface Replayed {
  outcome: Outcome;
  options: RunOptions;
  /** Requests that the recording holds no reply for, in their order, each with the number of requests before it. */
  missing: { at: number; request: ModelRequest }[];
}

/** Runs a recorded review again: the same code over the same change, with the model's recorded replies. */
export async function replay(recording: Recording, parts: ReplayParts): Promise<Replayed> {
  const { go, sql, prompts, failOn, blobs } = parts;
  const { header, outcome } = recording;
  const missing: Replayed['missing'] = [];
  const told = prompts ?? header.prompts;
  const options: RunOptions = {
    failOn: failOn ?? header.failOn,
    last: header.last,
    ...(header.config ? { config: header.config } : {}),
  };
  const ports = {
    go,
    sql,
    now: clockOf(outcome.clock),
    today: header.today,
    progress: () => {},
    siblings: () => (header.siblings ? Promise.resolve(header.siblings) : null),
    ...(header.model ? { model: replyingModel(recording, missing) } : {}),
    ...(told ? { prompts: told } : {}),
  };
  return { outcome: await review(pullOf(recording, blobs), ports, options), options, missing };
}

/** The pull request as it was recorded. */
export function pullOf({ header, blobs }: Recording, store?: BlobReader): PullRequest {
  return {
    change: header.change,
    base: snapshotOf(header.base),
    head: snapshotOf(header.head),
    blobs: recordedBlobs(blobs, store),
    ...(header.discussion ? { discussion: async () => header.discussion ?? NO_DISCUSSION } : {}),
    close: async () => {},
  };
}

function snapshotOf({ commit, entries }: RecordedSnapshot): Snapshot {
  return { commit, entries: new Map(entries.map(([path, blob, kind, size]) => [path, { blob, kind, size }])) };
}

function recordedBlobs(blobs: readonly Blob[], store: BlobReader | undefined): BlobReader {
  const known = new Map(blobs.map((blob) => [blob.blob, blob]));
  return {
    async *read(ids) {
      const unknown: string[] = [];
      for (const id of ids) {
        const blob = known.get(id);
        if (blob) yield blob;
        else unknown.push(id);
      }
      if (store && unknown.length > 0) yield* store.read(unknown);
      else for (const blob of unknown) yield { blob, unavailable: 'it is not in the recording' };
    },
  };
}

/** Says what it said then; a program that asks more often hears the last time again. */
function clockOf(times: readonly number[]): () => number {
  let next = 0;
  return () => times[next++] ?? times.at(-1) ?? 0;
}

/** Answers as the model did. The same request twice gets its replies in their order. */
function replyingModel({ exchanges }: Recording, missing: Replayed['missing']): Model {
  const waiting = Map.groupBy(exchanges, ({ request }) => requestKey(request));
  let asked = 0;
  return {
    async ask(request) {
      const at = asked++;
      const answer = waiting.get(requestKey(request))?.shift()?.answer;
      if (answer === undefined) {
        missing.push({ at, request });
        throw new ModelError('unreachable', 'the recording holds no reply to this request');
      }
      if ('reply' in answer) return answer.reply;
      throw new ModelError(answer.failure, answer.message, answer.retryAfterMs);
    },
  };
}
