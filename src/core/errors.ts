/**
 * The input cannot be used: bad arguments, an unreadable repository, a malformed diff. The command line prints the
 * message as it is and exits with 2, so it is one line that says what is wrong, where, and what to do about it.
 */
export class InputError extends Error {
  override name = 'InputError';
}
