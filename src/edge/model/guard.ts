import {
  BrokenCircuitError,
  BulkheadRejectedError,
  bulkhead,
  type CircuitBreakerPolicy,
  CircuitState,
  ConsecutiveBreaker,
  circuitBreaker,
  DelegateBackoff,
  handleWhen,
  retry,
  TimeoutStrategy,
  timeout,
  wrap,
} from 'cockatiel';
import { ModelError } from '../../core/architect/model.ts';
import { Failed } from './failures.ts';
import type { ModelWatch } from './watch.ts';

export interface GuardOptions {
  /** Attempts under way at once, in this process. */
  concurrency: number;
  /** Attempts that may wait for those. */
  waiting: number;
  /** After a first attempt that failed. */
  retries: number;
  /** Of one attempt, with its whole stream. Milliseconds, as all that follow. */
  attemptMs: number;
  backoffMs: { first: number; most: number };
  /** Nobody waits longer because the API asks for it; the review goes on without the model. */
  longestWaitMs: number;
  breaker: { failures: number; openMs: number };
}

export const GUARD: GuardOptions = {
  concurrency: 4,
  waiting: 200,
  retries: 3,
  attemptMs: 8 * 60_000,
  backoffMs: { first: 1_000, most: 30_000 },
  longestWaitMs: 60_000,
  breaker: { failures: 6, openMs: 60_000 },
};

export type BreakerState = 'closed' | 'open' | 'half-open';

/** Runs attempts within bounds: retry ⊃ breaker ⊃ bulkhead ⊃ timeout, so that nobody who waits holds a place. */
export interface Guard {
  /**
   * @param attempt may be called several times; throws Failed
   * @throws ModelError; whatever else an attempt threw
   */
  run<Result>(attempt: (signal: AbortSignal) => Promise<Result>, signal: AbortSignal): Promise<Result>;
}

/** @param random 0 to 1, spreads the retries of several processes */
export function createGuard(
  options: GuardOptions,
  events: Partial<Pick<ModelWatch, 'retried' | 'breaker'>>,
  random: () => number,
): Guard {
  const { breaker: limits, backoffMs, longestWaitMs } = options;
  const breaker = circuitBreaker(handleWhen(passes), {
    halfOpenAfter: limits.openMs,
    breaker: new ConsecutiveBreaker(limits.failures),
  });
  report(breaker, events);
  const backoff = new DelegateBackoff<{ attempt: number; result: unknown }>(({ attempt, result }) => {
    const asked = failureIn(result)?.waitMs;
    const most = Math.min(backoffMs.most, backoffMs.first * 2 ** (attempt - 1));
    return asked ?? most * (0.5 + random() / 2);
  });
  const repeated = retry(
    handleWhen((error) => passes(error) && (error.waitMs ?? 0) <= longestWaitMs),
    { maxAttempts: options.retries, backoff },
  );
  repeated.onRetry((event) => {
    const failed = failureIn(event);
    if (failed) events.retried?.(failed.error, event.delay);
  });
  const places = bulkhead(options.concurrency, options.waiting);
  const timed = timeout(options.attemptMs, TimeoutStrategy.Cooperative);
  const policy = wrap(repeated, breaker, places, timed);
  return {
    async run(attempt, signal) {
      let last: ModelError | null = null;
      const tried = policy.execute(
        ({ signal: ended }) =>
          attempt(ended).catch((error: unknown) => {
            if (error instanceof Failed) last = error.error;
            throw error;
          }),
        signal,
      );
      try {
        return await unlessAborted(tried, signal);
      } catch (error) {
        throw told(error, last, limits.openMs);
      }
    },
  };
}

function passes(error: unknown): error is Failed {
  return error instanceof Failed && error.again;
}

function failureIn(result: unknown): Failed | null {
  const error = typeof result === 'object' && result !== null && 'error' in result ? result.error : null;
  return error instanceof Failed ? error : null;
}

/** What opened the breaker in the middle of this call says more than that it is open. */
function told(error: unknown, last: ModelError | null, openMs: number): unknown {
  if (error instanceof Failed) return error.error;
  if (error instanceof BrokenCircuitError)
    return last ?? new ModelError('breaker-open', 'the model failed too often; it is left alone for a while', openMs);
  if (error instanceof BulkheadRejectedError)
    return new ModelError('overloaded', 'too many calls of the model wait already', openMs);
  return error;
}

/** Ends the waiting between attempts too. */
async function unlessAborted<Result>(tried: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const { promise, reject } = Promise.withResolvers<never>();
  const abort = () => reject(signal.reason);
  signal.addEventListener('abort', abort, { once: true });
  try {
    signal.throwIfAborted();
    return await Promise.race([tried, promise]);
  } finally {
    signal.removeEventListener('abort', abort);
    tried.catch(() => {});
  }
}

function report(breaker: CircuitBreakerPolicy, events: Partial<Pick<ModelWatch, 'breaker'>>): void {
  const states: Partial<Record<CircuitState, BreakerState>> = {
    [CircuitState.Closed]: 'closed',
    [CircuitState.Open]: 'open',
    [CircuitState.HalfOpen]: 'half-open',
  };
  breaker.onStateChange((state) => events.breaker?.(states[state] ?? 'open'));
}
