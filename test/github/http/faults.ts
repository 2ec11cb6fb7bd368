import { HttpError } from './errors.ts';
import { secondary } from './meter.ts';

/** Closes the connection without an answer. */
export class Cut extends Error {}

export interface Fault {
  /**
   * As GitHub's description of its API writes it, `POST /repos/{owner}/{repo}/check-runs`; or patterns for the path and
   * for the JSON of the body, such as `/resolveReviewThread/`.
   */
  on: string | { method?: string; path?: RegExp; body?: RegExp };
  /** `after`: the write is done, then the answer is lost. */
  when: 'before' | 'after';
  /** `secondary`: 403 with retry-after; `primary`: nothing is left until the hour ends; `cut`: no answer at all; `slow`: no answer before `until`. */
  how: number | 'primary' | 'secondary' | 'cut' | 'slow';
  /** How often, from now on; once unless told. */
  times?: number;
  /** Lets this many pass first. */
  skip?: number;
  /** Seconds until a limit ends; 60 unless told. */
  retryAfter?: number;
  /** Ends a `slow` answer. */
  until?: Promise<unknown>;
}

/** The faults that are still to come. */
export class Faults {
  readonly #armed: { fault: Fault; left: number; skip: number }[] = [];

  arm(fault: Fault): void {
    this.#armed.push({ fault, left: fault.times ?? 1, skip: fault.skip ?? 0 });
  }

  /** How many faults are still to come. */
  get left(): number {
    return this.#armed.reduce((sum, { left }) => sum + left, 0);
  }

  clear(): void {
    this.#armed.length = 0;
  }

  /** The fault that meets this call, if one does; it counts as used. */
  take(call: FaultedCall): Fault | null {
    for (const armed of this.#armed) {
      if (armed.left === 0 || !meets(armed.fault.on, call)) continue;
      if (armed.skip > 0) {
        armed.skip--;
        continue;
      }
      armed.left--;
      return armed.fault;
    }
    return null;
  }
}

interface FaultedCall {
  method: string;
  route: string;
  path: string;
  body: unknown;
}

function meets(on: Fault['on'], call: FaultedCall): boolean {
  if (typeof on === 'string') return on === call.route;
  return (
    (on.method ?? call.method) === call.method &&
    (on.path?.test(call.path) ?? true) &&
    (on.body?.test(JSON.stringify(call.body) ?? '') ?? true)
  );
}

/** @param gone aborted when the client went away */
export async function happen(fault: Fault, gone: AbortSignal): Promise<never> {
  const retryAfter = fault.retryAfter ?? 60;
  switch (fault.how) {
    case 'cut':
      throw new Cut();
    case 'slow':
      await Promise.race([fault.until, new Promise((resolve) => gone.addEventListener('abort', resolve))]);
      throw new HttpError(502, 'Server Error');
    case 'primary': {
      const reset = String(Math.ceil(Date.now() / 1000) + retryAfter);
      const headers = { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
      throw new HttpError(403, 'API rate limit exceeded for installation.', {}, headers);
    }
    case 'secondary':
      throw secondary(retryAfter);
    case 429:
      throw new HttpError(429, 'Too many requests', {}, { 'retry-after': String(retryAfter) });
    case 401:
      throw new HttpError(401, 'Bad credentials');
    case 404:
      throw new HttpError(404, 'Not Found');
    default:
      throw new HttpError(fault.how, 'Server Error');
  }
}
