import { z } from 'zod';
import type { RepoRef } from '../../core/intents/intent.ts';
import { type GitHubApi, type GitHubClient, githubApi } from './api.ts';
import { githubClient } from './client.ts';

/** What the App may do in one repository. */
export interface RepoAccess {
  token: string;
  api: GitHubApi;
  /** What was granted, such as `contents: read`. */
  permissions: Readonly<Record<string, string>>;
}

/** Tokens of the App's installations, each narrowed to one repository. */
export interface AppAccess {
  /** @throws FetchError */
  repository(repo: RepoRef): Promise<RepoAccess>;
  /** Reads contents of this one, and no more. @throws FetchError */
  reading(repo: RepoRef): Promise<RepoAccess>;
  /** Reads contents of all repositories that the installation covers, and no more. @throws FetchError */
  installation(id: number): Promise<RepoAccess>;
}

export interface AppAccessOptions {
  /** An octokit that is authenticated as the App itself. */
  app: GitHubClient;
  apiUrl: string;
  now?: () => number;
  retryDelayMs?: number;
}

const AccessToken = z.object({
  token: z.string(),
  expires_at: z.string(),
  permissions: z.record(z.string(), z.string()),
});

/** A token that ends within this time is not handed out: a review may take minutes. */
const MARGIN_MS = 20 * 60_000;
const MOST_TOKENS = 1_000;

export function appAccess({ app, apiUrl, now = Date.now, retryDelayMs }: AppAccessOptions): AppAccess {
  const known = new Map<string, { until: number; access: Promise<RepoAccess> }>();
  const api = githubApi(app, 'App');
  const ask = async (what: string, key: string, wanted: TokenWish): Promise<RepoAccess> => {
    const granted = await api.send(AccessToken, what, TOKENS, { ...wanted });
    const entry = known.get(key);
    if (entry) entry.until = Date.parse(granted.expires_at) - MARGIN_MS;
    // A token may be revoked before its time: the next attempt gets another one.
    const onRefused = () => known.delete(key);
    const client = githubClient({ apiUrl, token: granted.token, retryDelayMs, onRefused });
    return { token: granted.token, api: githubApi(client, 'App'), permissions: granted.permissions };
  };
  const remembered = (what: string, key: string, wanted: TokenWish): Promise<RepoAccess> => {
    const entry = known.get(key);
    if (entry && now() < entry.until) return entry.access;
    const access = ask(what, key, wanted);
    // A failure is not remembered; who waits for it sees it.
    access.catch(() => known.delete(key));
    known.delete(key);
    known.set(key, { until: Number.POSITIVE_INFINITY, access });
    const [oldest] = known.keys();
    if (known.size > MOST_TOKENS && oldest !== undefined) known.delete(oldest);
    return access;
  };
  return {
    repository: ({ installation, id, owner, name }) =>
      remembered(`access to ${owner}/${name}`, `${installation}/${id}`, {
        installation_id: installation,
        repository_ids: [id],
      }),
    reading: ({ installation, id, owner, name }) =>
      remembered(`access to ${owner}/${name}`, `${installation}/${id} reading`, {
        installation_id: installation,
        repository_ids: [id],
        permissions: READING,
      }),
    installation: (id) =>
      remembered(`access to installation ${id}`, `${id}`, { installation_id: id, permissions: READING }),
  };
}

const READING = { contents: 'read', metadata: 'read' };
const TOKENS = 'POST /app/installations/{installation_id}/access_tokens';

interface TokenWish {
  installation_id: number;
  repository_ids?: number[];
  permissions?: Record<string, string>;
}
