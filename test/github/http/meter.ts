import type { Limits } from '../standin.ts';
import { HttpError } from './errors.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** Counts requests, and those that make content, by who makes them. */
export class Meter {
  readonly #limits: Limits;
  readonly #now: () => Date;
  readonly #requests = new Map<string, number[]>();
  readonly #content = new Map<string, number[]>();

  constructor(limits: Limits, now: () => Date) {
    this.#limits = limits;
    this.#now = now;
  }

  /** @throws HttpError 403 once the limit is used up */
  request(by: string): void {
    const times = this.#recent(this.#requests, by, HOUR);
    if (times.length >= this.#limits.requestsPerHour) throw new HttpError(403, `API rate limit exceeded for ${by}.`);
    times.push(this.#now().getTime());
  }

  /** GraphQL counts by itself, and says with status 200 that its limit is used up. */
  query(by: string): boolean {
    const times = this.#recent(this.#requests, queries(by), HOUR);
    if (times.length >= this.#limits.requestsPerHour) return false;
    times.push(this.#now().getTime());
    return true;
  }

  /** @throws HttpError 403 with retry-after, as GitHub's secondary limits do */
  content(by: string): void {
    const times = this.#recent(this.#content, by, HOUR);
    const now = this.#now().getTime();
    const lately = times.filter((time) => time > now - MINUTE).length;
    if (lately >= this.#limits.contentPerMinute) throw secondary(60);
    if (times.length >= this.#limits.contentPerHour) throw secondary(((times[0] ?? now) + HOUR - now) / 1000);
    times.push(now);
  }

  headers(by: string, resource: 'core' | 'graphql'): Record<string, string> {
    const times = this.#recent(this.#requests, resource === 'core' ? by : queries(by), HOUR);
    const { requestsPerHour } = this.#limits;
    const reset = (times[0] ?? this.#now().getTime()) + HOUR;
    return {
      'x-ratelimit-limit': String(requestsPerHour),
      'x-ratelimit-remaining': String(requestsPerHour - times.length),
      'x-ratelimit-used': String(times.length),
      'x-ratelimit-reset': String(Math.ceil(reset / 1000)),
      'x-ratelimit-resource': resource,
    };
  }

  #recent(counts: Map<string, number[]>, by: string, ms: number): number[] {
    const since = this.#now().getTime() - ms;
    const times = (counts.get(by) ?? []).filter((time) => time > since);
    counts.set(by, times);
    return times;
  }
}

function queries(by: string): string {
  return `${by}: queries`;
}

export function secondary(retryAfter: number): HttpError {
  const message = 'You have exceeded a secondary rate limit. Please wait a few minutes before you try again.';
  return new HttpError(403, message, {}, { 'retry-after': String(Math.ceil(retryAfter)) });
}
