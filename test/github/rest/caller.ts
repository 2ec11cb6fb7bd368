import { HttpError } from '../http/errors.ts';
import type { Call } from '../http/router.ts';
import type { Account } from '../world.ts';

/** In whose name a call writes. @throws HttpError 401 */
export function author(call: Call): Account {
  switch (call.caller.kind) {
    case 'installation':
      return call.github.app.bot;
    case 'user':
      return call.caller.account;
    default:
      throw new HttpError(401, 'Requires authentication');
  }
}
