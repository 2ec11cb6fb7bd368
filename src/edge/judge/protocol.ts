import type { MessagePort } from 'node:worker_threads';
import { ModelError, type ModelFailure, type ModelReply, type ModelRequest } from '../../core/architect/model.ts';
import { FetchError } from '../../core/errors.ts';
import type { Judged, JudgeTask } from '../../pipeline/judge.ts';
import type { Retention } from '../replay/recordings.ts';
import type { OrderedSibling } from '../siblings/with-token.ts';

/** What a judging thread is started with. */
export interface Order {
  task: JudgeTask;
  apiUrl: string;
  /** For this repository alone. */
  token: string;
  /** Folder of the blob stores and of the cache of facts. */
  dataDir: string;
  /** ISO date, UTC. */
  today: string;
  /** How long what the review was made of is kept; not at all where it is null or left out. */
  recordings?: Retention | null;
  /** Worker threads that parse. */
  threads: number;
  /** Repositories beside it that may be shown in its reviews, and why others may not. */
  siblings?: readonly OrderedSibling[];
}

/** Tells the repositories of a server's life apart. */
export function repositoryOf({ task, dataDir }: Pick<Order, 'task' | 'dataDir'>): string {
  return JSON.stringify([dataDir, task.repo.installation, task.repo.id]);
}

/** What it is told besides: whether the model may be asked, through the thread that started it and holds its key. */
export interface Start {
  order: Order;
  model: boolean;
  /** For all that is said of this order. */
  port: MessagePort;
}

/** What it says: any number of questions, or that one is not asked any more, and one report. */
export type Said = Report | { ask: number; request: ModelRequest } | { stop: number };

export type Report = { judged: Judged; heapBytes: number } | { error: PlainError };

/** What it is answered. */
export type Answered = { to: number; reply: ModelReply } | { to: number; error: PlainError };

/** An error as it crosses threads, which keep no classes. */
export interface PlainError {
  message: string;
  stack: string | undefined;
  fetch: { status: number | null; retryable: boolean; retryAfterSeconds: number | null } | null;
  model: { failure: ModelFailure; retryAfterMs: number | null } | null;
}

export function plainError(error: unknown): PlainError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  const plain = { message, stack, fetch: null, model: null };
  if (error instanceof ModelError) {
    const { failure, retryAfterMs } = error;
    return { ...plain, model: { failure, retryAfterMs } };
  }
  if (!(error instanceof FetchError)) return plain;
  const { status, retryable, retryAfterSeconds } = error;
  return { ...plain, fetch: { status, retryable, retryAfterSeconds } };
}

export function errorOf({ message, stack, fetch, model }: PlainError): Error {
  const error = kindOf(message, fetch, model);
  if (stack !== undefined) error.stack = stack;
  return error;
}

function kindOf(message: string, fetch: PlainError['fetch'], model: PlainError['model']): Error {
  if (model !== null) return new ModelError(model.failure, message, model.retryAfterMs);
  return fetch === null ? new Error(message) : new FetchError(message, fetch);
}
