import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { z } from 'zod';
import type { Model } from '../../core/architect/model.ts';
import type { ForkPolicy } from '../../core/publication/model-consent.ts';
import type { Judged } from '../../pipeline/judge.ts';
import type { Service } from '../../pipeline/service.ts';
import type { Ledger, Log } from '../../pipeline/service-ports.ts';
import { openBlobStores } from '../cache/blob-store.ts';
import { TOOL } from '../cli/tool.ts';
import { type GitHubClient, githubApi } from '../github/api.ts';
import { appAccess } from '../github/app-access.ts';
import { judgeInThread } from '../judge/in-thread.ts';
import type { Order } from '../judge/protocol.ts';
import type { ModelLane } from '../model/open-model.ts';
import { openRecordings, type Retention } from '../replay/recordings.ts';
import { siblingsFor } from '../siblings/for-order.ts';
import { githubForge } from './github-forge.ts';

export interface GitHubServiceOptions {
  /** An octokit that is authenticated as the App itself. */
  app: GitHubClient;
  apiUrl: string;
  /** Where people look, without a trailing slash. */
  webUrl: string;
  /** For what can be fetched again. */
  dataDir: string;
  /** Threads that parse, in each review. */
  threads: number;
  ledger: Ledger;
  log: Log;
  completed?: Service['completed'];
  judgedWith?: Service['judgedWith'];
  /** Null, or left out, where no model is set up. */
  modelForks?: ForkPolicy | null;
  /** Null, or left out, where reviews are not kept for replay. */
  recordings?: Retention | null;
  now?: () => Date;
  /** In a thread of its own unless told. */
  judge?: (order: Order, signal: AbortSignal, model: Model | null) => Promise<Judged>;
  /** Null where the rules review alone. */
  model?: ModelLane | null;
}

const App = z.object({ id: z.number(), slug: z.string() });

/** The service over GitHub itself. */
export function githubService(options: GitHubServiceOptions): Service {
  const { app, apiUrl, webUrl, dataDir, threads, ledger, log } = options;
  const { now = () => new Date(), judge = judgeInThread, completed = () => {}, judgedWith = () => {} } = options;
  const { model = null, modelForks = null, recordings = null } = options;
  let known: Promise<z.infer<typeof App>> | null = null;
  /** Asked once; when GitHub did not answer, with the next review. */
  const identity = () => {
    known ??= githubApi(app, 'App').get(App, 'the App', '/app', {});
    known.catch(() => {
      known = null;
    });
    return known;
  };
  // With the start, not with the first review; when it fails there, the first review asks again.
  identity().catch(() => {});
  const access = appAccess({ app, apiUrl, now: () => now().getTime() });
  return {
    ledger,
    log,
    completed,
    judgedWith,
    modelForks,
    tool: TOOL,
    async forge(repo) {
      const { id, slug } = await identity();
      const siblings = () => access.installation(repo.installation);
      return githubForge({ repo, access: await access.repository(repo), siblings, app: { id, bot: slug } });
    },
    async judge(task, signal) {
      const { repo, range } = task;
      const { token } = await access.repository(repo);
      const today = now().toISOString().slice(0, 10);
      const spender = { installation: repo.installation, repo: repo.id, pull: 'pull' in range ? range.pull : null };
      const asked = task.model && model !== null ? model.forReview(spender) : null;
      const siblings = await siblingsFor(access, repo, task.config.config.siblings);
      return await judge({ task, apiUrl, token, dataDir, today, threads, recordings, siblings }, signal, asked);
    },
    webUrl: ({ owner, name }) => `${webUrl}/${owner}/${name}`,
    async pause(ms, signal) {
      await setTimeout(ms, undefined, { signal });
    },
    forgetFiles(installation, repos) {
      openRecordings(join(dataDir, 'recordings'), { days: 0, megabytes: 0 }).forget(installation, repos);
      const stores = openBlobStores(join(dataDir, 'blobs'));
      stores.forget(installation, repos);
      stores.close();
    },
  };
}
