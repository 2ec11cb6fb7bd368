import Anthropic from '@anthropic-ai/sdk';
import { ModelError, type ModelFailure } from '../../core/architect/model.ts';
import { NO_TOKENS, type Tokens } from './prices.ts';

/** An attempt that brought no reply. */
export class Failed extends Error {
  override name = 'Failed';
  readonly error: ModelError;
  /** Another attempt may bring one. */
  readonly again: boolean;
  /** What the API asked to wait, milliseconds. */
  readonly waitMs: number | null;
  /** What it is known to have used up. */
  readonly tokens: Tokens;
  /** The API's own words, which are for the operator alone: they may name the account. */
  readonly said: string | null;

  constructor(
    error: ModelError,
    what: { again: boolean; waitMs?: number | null; tokens?: Tokens; said?: string | null },
  ) {
    super(error.message);
    this.error = error;
    this.again = what.again;
    this.waitMs = what.waitMs ?? null;
    this.tokens = what.tokens ?? NO_TOKENS;
    this.said = what.said ?? null;
  }
}

/** When somebody may try again where the API does not say. */
const LATER_MS = 5 * 60_000;

/** Failures of the moment. */
const PASSING: ReadonlySet<ModelFailure> = new Set(['overloaded', 'timeout', 'unreachable', 'malformed']);

/** What an attempt's error means for the review. Nothing of the request is repeated, and no secret. */
export function failedBy(thrown: unknown, tokens: Tokens): Failed {
  const { failure, message } = meaningOf(thrown);
  const again = PASSING.has(failure);
  const api = thrown instanceof Anthropic.APIError ? thrown : null;
  const waitMs = api && waitOf(api.headers);
  const error = new ModelError(failure, message, again ? (waitMs ?? LATER_MS) : null);
  return new Failed(error, { again, waitMs, tokens, said: api && wordsOf(api) });
}

function meaningOf(thrown: unknown): { failure: ModelFailure; message: string } {
  // Whoever else aborts says so itself.
  if (thrown instanceof Anthropic.APIConnectionTimeoutError || thrown instanceof Anthropic.APIUserAbortError)
    return { failure: 'timeout', message: 'the model did not answer in time' };
  if (thrown instanceof Anthropic.APIConnectionError)
    return { failure: 'unreachable', message: `the API cannot be reached${reasonOf(thrown.cause)}` };
  if (thrown instanceof Anthropic.APIError) return { failure: failureOf(thrown), message: answerOf(thrown) };
  const cause = thrown instanceof Error ? (thrown.cause ?? thrown) : thrown;
  // The SDK hands on what went wrong while it read the stream.
  if (cause instanceof SyntaxError || isUnreadable(thrown))
    return { failure: 'malformed', message: 'the API sent what is no JSON' };
  return { failure: 'unreachable', message: `the reply was cut off${reasonOf(cause)}` };
}

/** https://platform.claude.com/docs/en/api/errors; an error within a stream has a type and no status. */
function failureOf(error: InstanceType<typeof Anthropic.APIError>): ModelFailure {
  const { status, type } = error;
  if (isOutOfMoney(error)) return 'over-budget';
  if (status === 413 || isTooLong(error)) return 'too-large';
  if (status === 401 || status === 403 || type === 'authentication_error' || type === 'permission_error')
    return 'key-refused';
  if (status === 404 || type === 'not_found_error') return 'unknown-model';
  if (status === 408 || status === 504 || type === 'timeout_error') return 'timeout';
  if (status === 409 || status === 429 || (status ?? 0) >= 500) return 'overloaded';
  if (type === 'overloaded_error' || type === 'api_error' || type === 'rate_limit_error') return 'overloaded';
  if (status === undefined && type === null) return 'malformed';
  return 'defect';
}

/** Codes of `resources/shared.d.ts` in the SDK, and the sentence of older answers. */
function isOutOfMoney({ status, type, errorCode, apiMessage }: InstanceType<typeof Anthropic.APIError>): boolean {
  if (status === 402 || type === 'billing_error') return true;
  if (errorCode !== null && /spend_limit|billing|ramp_limit/.test(errorCode)) return true;
  return /credit balance is too low|reached your specified .*usage limits/i.test(apiMessage ?? '');
}

/** `prompt is too long: 1000123 tokens > 1000000 maximum`, or with `max_tokens` on models before 4.5. */
function isTooLong({ status, apiMessage }: InstanceType<typeof Anthropic.APIError>): boolean {
  return status === 400 && /prompt is too long|exceed context (?:limit|window)/i.test(apiMessage ?? '');
}

/** `partialParse` of the SDK, for a tool's input. */
function isUnreadable(thrown: unknown): boolean {
  return thrown instanceof Error && /parse.*JSON|JSON.*parse/i.test(thrown.message);
}

/** What kind of answer it was, for everybody. */
function answerOf({ status, type, requestID }: InstanceType<typeof Anthropic.APIError>): string {
  const kind = [status ?? 'in the stream', type].filter((part) => part !== null).join(' ');
  return `the API answered ${kind}${requestID ? ` (${requestID})` : ''}`;
}

const LONGEST_WORDS = 300;

/** On one line, short, and without anything that looks like a key. */
function wordsOf({ apiMessage }: InstanceType<typeof Anthropic.APIError>): string | null {
  const words = apiMessage
    ?.replace(/\bsk-[\w-]{4,}/g, '…')
    .replace(/\s+/g, ' ')
    .slice(0, LONGEST_WORDS);
  return words || null;
}

/** Codes such as ECONNREFUSED, never texts: they may name what was sent. */
function reasonOf(cause: unknown): string {
  for (let at: unknown = cause; at instanceof Error; at = at.cause)
    if ('code' in at && typeof at.code === 'string') return ` (${at.code})`;
  return '';
}

/** `retry-after-ms`, or `retry-after` in seconds or as a date. */
function waitOf(headers: Headers | undefined): number | null {
  const exact = Number(headers?.get('retry-after-ms') ?? Number.NaN);
  if (exact >= 0) return exact;
  const after = headers?.get('retry-after');
  if (after === undefined || after === null) return null;
  const wait = /^\d+(?:\.\d+)?$/.test(after) ? Number(after) * 1000 : Date.parse(after) - Date.now();
  return Number.isNaN(wait) ? null : Math.max(0, wait);
}
