/**
 * The input cannot be used: bad arguments, an unreadable repository, a malformed diff. The command line prints the
 * message as it is and exits with 2, so it is one line that says what is wrong, where, and what to do about it.
 */
export class InputError extends Error {
  override name = 'InputError';
}

/** GitHub did not give what was asked for. The message never holds a token, nor what GitHub answered. */
export class FetchError extends InputError {
  override name = 'FetchError';
  /** HTTP status; null when there was no answer. */
  readonly status: number | null;
  /** The same request may work later. */
  readonly retryable: boolean;
  /** How long GitHub asks to wait; null when it does not say. */
  readonly retryAfterSeconds: number | null;

  constructor(
    message: string,
    details: { status: number | null; retryable: boolean; retryAfterSeconds?: number | null },
  ) {
    super(message);
    this.status = details.status;
    this.retryable = details.retryable;
    this.retryAfterSeconds = details.retryAfterSeconds ?? null;
  }
}

/** The same request works later: the caller comes back then, since whatever it asks next fails, too. */
export function isRateLimit(error: unknown): boolean {
  return error instanceof FetchError && (error.status === 429 || (error.status === 403 && error.retryable));
}
