import { FetchError } from '../../core/errors.ts';
import type { Judged, JudgeTask } from '../../pipeline/judge.ts';

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
  /** Worker threads that parse. */
  threads: number;
}

/** What it answers, once. */
export type Report = { judged: Judged } | { error: PlainError };

/** An error as it crosses threads, which keep no classes. */
export interface PlainError {
  message: string;
  stack: string | undefined;
  fetch: { status: number | null; retryable: boolean; retryAfterSeconds: number | null } | null;
}

export function plainError(error: unknown): PlainError {
  const { message, stack } = error instanceof Error ? error : new Error(String(error));
  if (!(error instanceof FetchError)) return { message, stack, fetch: null };
  const { status, retryable, retryAfterSeconds } = error;
  return { message, stack, fetch: { status, retryable, retryAfterSeconds } };
}

export function errorOf({ message, stack, fetch }: PlainError): Error {
  const error = fetch === null ? new Error(message) : new FetchError(message, fetch);
  if (stack !== undefined) error.stack = stack;
  return error;
}
