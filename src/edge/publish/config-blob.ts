import { z } from 'zod';
import { CONFIG_PATH } from '../../core/config/repo-config.ts';
import type { ConfigBlob } from '../../pipeline/forge.ts';
import type { GitHubApi, RepoName } from '../github/api.ts';

/** A file as GraphQL gives it; what is a folder has no text. */
export const ConfigNode = z.object({
  oid: z.string(),
  text: z.string().nullish(),
  isTruncated: z.boolean().optional(),
});

const Answer = z.object({ repository: z.object({ config: ConfigNode.nullable() }).nullable() });
const QUERY = `query Config($owner: String!, $repo: String!, $expression: String!) {
  repository(owner: $owner, name: $repo) { config: object(expression: $expression) { oid ... on Blob { text isTruncated } } }
}`;

/** A file at a reference, `HEAD` for the default branch; null where there is none. @throws FetchError */
export async function readConfigOn(
  api: GitHubApi,
  repo: RepoName,
  ref: string,
  path = CONFIG_PATH,
): Promise<ConfigBlob | null> {
  const what = `configuration of ${repo.owner}/${repo.repo} at ${ref}`;
  const expression = `${ref}:${path}`;
  const { repository } = await api.graphql(Answer, what, QUERY, { ...repo, expression });
  return configBlob(repository?.config ?? null);
}

export function configBlob(config: z.infer<typeof ConfigNode> | null): ConfigBlob | null {
  if (config === null) return null;
  return { blob: config.oid, text: config.isTruncated ? null : (config.text ?? null) };
}
