import { InputError } from '../../core/errors.ts';

/** The store cannot be used, or did not take what it was given. The message never holds a password, nor stored data. */
export class StoreError extends InputError {
  override name = 'StoreError';
  /** The same call may work later; otherwise somebody has to mend something first. */
  readonly retryable: boolean;

  constructor(message: string, details: { retryable: boolean; cause?: unknown }) {
    super(message, { cause: details.cause });
    this.retryable = details.retryable;
  }
}
