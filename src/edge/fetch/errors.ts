import { InputError } from '../../core/errors.ts';

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
