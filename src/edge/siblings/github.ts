import { z } from 'zod';
import { notOpen, ownerOf, refusalFor, type Visibility } from '../../core/config/readers.ts';
import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import { FetchError, isRateLimit } from '../../core/errors.ts';
import type { UnreadSibling } from '../../core/services/siblings/contracts.ts';
import { checkConfig } from '../../pipeline/read-config.ts';
import type { GitHubApi, RepoName } from '../github/api.ts';
import { ConfigNode, configBlob } from '../publish/config-blob.ts';

/** A sibling that may be shown, on GitHub. */
export interface OpenSibling {
  repository: string;
  id: number;
  /** Newest of the default branch. */
  commit: string;
}

/**
 * Which of the siblings may be shown in reviews of `home`, by what GitHub and their own configuration say now. One
 * request for each.
 *
 * @param api with a token that reads both
 * @throws FetchError for a rate limit
 */
export function findSiblings(
  api: GitHubApi,
  home: RepoName,
  names: readonly string[],
): Promise<(OpenSibling | UnreadSibling)[]> {
  return Promise.all(names.map((name) => find(api, home, name)));
}

async function find(api: GitHubApi, home: RepoName, repository: string): Promise<OpenSibling | UnreadSibling> {
  const unread = (why: string) => ({ repository, why });
  const own = `${home.owner}/${home.repo}`;
  const owner = ownerOf(repository);
  const sibling = { owner, repo: repository.slice(owner.length + 1) };
  if (repository.toLowerCase() === own.toLowerCase()) return unread('it is this very repository');
  if (owner.toLowerCase() !== home.owner.toLowerCase())
    return unread(`only repositories of ${home.owner} can be siblings of ${own}`);
  try {
    const parameters = { owner: home.owner, home: home.repo, repo: sibling.repo, config: `HEAD:${CONFIG_PATH}` };
    const { home: here, sibling: there } = await api.graphql(Answer, `sibling ${repository}`, QUERY, parameters);
    const audience = { repository: own, visibility: visibilityOf(here) };
    if (there === null) return unread(notOpen(audience));
    const { config, error } = checkConfig(configBlob(there.config)?.text ?? '');
    const refusal = refusalFor(audience, config.readers, visibilityOf(there));
    if (refusal !== null) return unread(refusal === notOpen(audience) ? refusal : (error ?? refusal));
    const commit = there.defaultBranchRef?.target?.oid;
    return commit === undefined ? unread('it has no commit yet') : { repository, id: there.databaseId, commit };
  } catch (error) {
    if (!(error instanceof FetchError) || isRateLimit(error)) throw error;
    if (error.status === 404 || error.status === 403) return unread(notOpen({ repository: own, visibility: null }));
    return unread(error.message);
  }
}

const Repository = z.object({ visibility: z.string() }).nullable();
const Answer = z.object({
  home: Repository,
  sibling: z
    .object({
      databaseId: z.number(),
      visibility: z.string(),
      defaultBranchRef: z.object({ target: z.object({ oid: z.string() }).nullable() }).nullable(),
      config: ConfigNode.nullable(),
    })
    .nullable(),
});

const QUERY = `query Sibling($owner: String!, $home: String!, $repo: String!, $config: String!) {
  home: repository(owner: $owner, name: $home) { visibility }
  sibling: repository(owner: $owner, name: $repo) {
    databaseId
    visibility
    defaultBranchRef { target { oid } }
    config: object(expression: $config) { oid ... on Blob { text isTruncated } }
  }
}`;

/** Null for a word that is not known. */
function visibilityOf(repository: z.infer<typeof Repository>): Visibility | null {
  switch (repository?.visibility) {
    case 'PUBLIC':
      return 'public';
    case 'INTERNAL':
      return 'internal';
    case 'PRIVATE':
      return 'private';
    default:
      return null;
  }
}
