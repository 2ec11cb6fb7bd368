import { z } from 'zod';
import type { RepoRef } from '../../core/intents/intent.ts';
import type { Estate, MissedDelivery, OpenPull } from '../../pipeline/sweep.ts';
import { type GitHubApi, type GitHubClient, githubApi } from './api.ts';
import { githubClient } from './client.ts';

export interface EstateOptions {
  /** An octokit that is authenticated as the App itself. */
  app: GitHubClient;
  apiUrl: string;
  isAllowed(owner: string): boolean;
  now?: () => number;
}

/** GitHub keeps deliveries for three days. Milliseconds. */
const LOOK_BACK = 3 * 24 * 3600 * 1000;
const PAGE = 100;

const Delivery = z.object({
  id: z.number(),
  guid: z.string(),
  delivered_at: z.string(),
  /** Of the answer; 0 where there was none. */
  status_code: z.number(),
});
const Installation = z.object({
  id: z.number(),
  created_at: z.string(),
  suspended_at: z.string().nullish(),
  account: z.object({ login: z.string() }).nullable(),
});
const Repositories = z.object({
  repositories: z.array(
    z.object({ id: z.number(), name: z.string(), owner: z.object({ login: z.string() }), archived: z.boolean() }),
  ),
});
const Pulls = z.array(z.object({ number: z.number(), updated_at: z.string(), head: z.object({ sha: z.string() }) }));
const Token = z.object({ token: z.string() });

export function githubEstate({ app, apiUrl, isAllowed, now = Date.now }: EstateOptions): Estate {
  const api = githubApi(app, 'App');
  return {
    missed: () => missedDeliveries(api, now() - LOOK_BACK),
    async redeliver({ id }) {
      const route = 'POST /app/hook/deliveries/{delivery_id}/attempts';
      await api.send(z.unknown(), 'a missed delivery', route, { delivery_id: id });
    },
    async *openPulls() {
      for await (const installation of pages(api, 'installations', '/app/installations', {}, z.array(Installation))) {
        const { id, account, suspended_at: suspended, created_at: since } = installation;
        if (suspended || account === null || !isAllowed(account.login)) continue;
        const route = 'POST /app/installations/{installation_id}/access_tokens';
        const what = `access to ${account.login}`;
        const { token } = await api.send(Token, what, route, { installation_id: id });
        yield* openPullsOf(githubApi(githubClient({ apiUrl, token }), 'App'), id, since);
      }
    },
  };
}

async function* openPullsOf(api: GitHubApi, installation: number, since: string): AsyncGenerator<OpenPull> {
  const rows = Repositories.transform(({ repositories }) => repositories);
  for await (const found of pages(api, 'repositories', '/installation/repositories', {}, rows)) {
    if (found.archived) continue;
    const repo: RepoRef = { installation, id: found.id, owner: found.owner.login, name: found.name };
    const what = `open pull requests of ${repo.owner}/${repo.name}`;
    const parameters = { owner: repo.owner, repo: repo.name, state: 'open', sort: 'updated', direction: 'desc' };
    for await (const pull of pages(api, what, '/repos/{owner}/{repo}/pulls', parameters, Pulls)) {
      // What was opened before the App was there is left alone until it changes.
      if (pull.updated_at < since) break;
      yield { repo, pull: pull.number, head: pull.head.sha };
    }
  }
}

async function* pages<Row>(
  api: GitHubApi,
  what: string,
  route: string,
  parameters: Record<string, unknown>,
  rows: z.ZodType<Row[]>,
): AsyncGenerator<Row> {
  for (let page = 1; ; page++) {
    const found = await api.get(rows, what, route, { ...parameters, per_page: PAGE, page });
    yield* found;
    if (found.length < PAGE) return;
  }
}

/** Deliveries of which no attempt was taken, the oldest first. */
async function missedDeliveries(api: GitHubApi, since: number): Promise<MissedDelivery[]> {
  const newest = new Map<string, z.infer<typeof Delivery>>();
  const taken = new Set<string>();
  let cursor: string | null = null;
  do {
    const found: { rows: z.infer<typeof Delivery>[]; next: string | null } = await api.page(
      z.array(Delivery),
      'deliveries of webhooks',
      '/app/hook/deliveries',
      {
        per_page: PAGE,
        ...(cursor === null ? {} : { cursor }),
      },
    );
    for (const delivery of found.rows) {
      if (Date.parse(delivery.delivered_at) < since) return left();
      if (delivery.status_code >= 200 && delivery.status_code < 300) taken.add(delivery.guid);
      else if (!newest.has(delivery.guid)) newest.set(delivery.guid, delivery);
    }
    cursor = found.next;
  } while (cursor !== null);
  return left();

  function left(): MissedDelivery[] {
    return [...newest.values()].filter(({ guid }) => !taken.has(guid)).toReversed();
  }
}
