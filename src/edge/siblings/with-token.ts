import { ownerOf } from '../../core/config/readers.ts';
import type { UnreadSibling } from '../../core/services/siblings/contracts.ts';
import type { FoundSibling, SiblingSource } from '../../pipeline/read-siblings.ts';
import type { BlobStore } from '../cache/blob-store.ts';
import { openCommit } from '../fetch/github.ts';
import { type GitHubClient, githubApi } from '../github/api.ts';
import { findSiblings, type OpenSibling } from './github.ts';

/** Siblings of a repository on GitHub, as the command line reads them: with the token of whoever asks. */
export function siblingsOnGitHub(client: GitHubClient, home: { owner: string; repo: string }): SiblingSource {
  return {
    async find(names) {
      const found = await findSiblings(githubApi(client), home, names);
      return found.map((one) => ('why' in one ? one : foundSibling(one, client)));
    },
  };
}

/** A sibling with a token of its own, as a judging thread is given it. */
export type OrderedSibling = (OpenSibling & { token: string }) | UnreadSibling;

export function foundSibling(
  { repository, commit }: OpenSibling,
  client: GitHubClient,
  store?: BlobStore,
): FoundSibling {
  const owner = ownerOf(repository);
  const name = { owner, repo: repository.slice(owner.length + 1) };
  return { repository, commit, open: () => openCommit(client, name, { commit, ...(store ? { store } : {}) }) };
}
