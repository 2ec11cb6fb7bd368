import { notOpen } from '../../core/config/readers.ts';
import { FetchError, isRateLimit } from '../../core/errors.ts';
import type { RepoRef } from '../../core/intents/intent.ts';
import type { AppAccess } from '../github/app-access.ts';
import { findSiblings, type OpenSibling } from './github.ts';
import type { OrderedSibling } from './with-token.ts';

/**
 * The siblings of a repository for the thread that judges it. Whether they may be shown is found out here, with a token
 * of the whole installation; the thread is given one for each that reads nothing else.
 *
 * @throws FetchError for a rate limit
 */
export async function siblingsFor(
  access: AppAccess,
  home: RepoRef,
  names: readonly string[],
): Promise<OrderedSibling[]> {
  if (names.length === 0) return [];
  const { api } = await access.installation(home.installation);
  const found = await findSiblings(api, { owner: home.owner, repo: home.name }, names);
  return Promise.all(found.map((one) => ('why' in one ? one : withToken(access, home, one))));
}

async function withToken(access: AppAccess, home: RepoRef, sibling: OpenSibling): Promise<OrderedSibling> {
  const { repository, id } = sibling;
  const name = repository.slice(repository.indexOf('/') + 1);
  try {
    const { token } = await access.reading({ installation: home.installation, id, owner: home.owner, name });
    return { ...sibling, token };
  } catch (error) {
    if (!(error instanceof FetchError) || isRateLimit(error)) throw error;
    // A public one that the installation does not cover.
    return { repository, why: notOpen({ repository: `${home.owner}/${home.name}`, visibility: null }) };
  }
}
