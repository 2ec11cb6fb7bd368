import { readFileSync } from 'node:fs';
import { expect, vi } from 'vitest';
import { z } from 'zod';
import { readSettings, type Variables, WEBHOOK_PATH } from '../../../src/config/service-settings.ts';
import { type Service, type ServiceOptions, startService } from '../../../src/edge/service/start-service.ts';
import { startWork } from '../../../src/edge/service/work.ts';
import { openStore, type Store } from '../../../src/edge/store/open-store.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import type { FileChanges } from '../../github/git/import.ts';
import type { PullHandle } from '../../github/pull.ts';
import type { RepoHandle } from '../../github/repository.ts';
import { type GitHub, startGitHub } from '../../github/start.ts';
import { GO_MOD, told } from '../app/scene.ts';

/** Milliseconds after which something that should have happened never will. */
export const PATIENCE = 120_000;

/** GitHub, and one repository of a company that installed the App. */
export interface Company {
  github: GitHub;
  repo: RepoHandle;
  /** A branch with these files, and a pull request from it. */
  propose(branch: string, files: FileChanges): Promise<PullHandle>;
  push(branch: string, files: FileChanges): Promise<string>;
  close(): Promise<void>;
}

export async function openCompany(): Promise<Company> {
  const github = await startGitHub();
  github.account('acme', 'Organization');
  const repo = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'go.mod': GO_MOD } });
  github.installApp({ account: 'acme' });
  const push = (branch: string, files: FileChanges) => repo.commit({ branch, files });
  return {
    github,
    repo,
    push,
    async propose(branch, files) {
      await push(branch, files);
      return await repo.openPull({ head: branch });
    },
    async close() {
      await github.close();
      expect(github.failures).toEqual([]);
    },
  };
}

/** The variables of the App's service, on free ports of the loopback address. */
export function variables({ app, apiUrl }: GitHub, place: Record<string, string>): Record<string, string> {
  return {
    APP_ID: String(app.id),
    PRIVATE_KEY: app.privateKey,
    WEBHOOK_SECRET: app.webhookSecret,
    ALLOWED_OWNERS: 'acme',
    GITHUB_API_URL: apiUrl,
    PORT: '0',
    HOST: '127.0.0.1',
    METRICS_PORT: '0',
    ...place,
  };
}

/** The service, as `npm start` starts it, in this process. */
export async function startHere(
  env: Variables,
  options: Pick<ServiceOptions<Store>, 'graceMs'> = {},
): Promise<Service> {
  const read = readSettings(env, (path) => readFileSync(path, 'utf8'));
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  const { settings } = read;
  const { dataDir, databaseUrl } = settings;
  const log = createLog('silent');
  const place = databaseUrl === null ? { dataDir } : { databaseUrl };
  return await startService({ settings, openStore: () => openStore(place, { log }), startWork, log, ...options });
}

export function hookUrl(port: number): string {
  return `http://127.0.0.1:${port}${WEBHOOK_PATH}`;
}

/** Waits until this holds, and fails with what did not. */
export async function until(holds: () => void | Promise<void>, interval = 50): Promise<void> {
  await vi.waitFor(holds, { timeout: PATIENCE, interval });
}

const Jobs = z.array(z.tuple([z.string(), z.string(), z.coerce.number()]));

/** How many keys have work, by state, as the service's metrics say. */
export async function jobs(metricsPort: number | null): Promise<Record<string, number>> {
  const page = await (await fetch(`http://127.0.0.1:${metricsPort}/metrics`)).text();
  const found = [...page.matchAll(/^architect_queue_jobs\{state="(\w+)"\} (\d+)$/gm)];
  return Object.fromEntries(Jobs.parse(found.map((match) => [...match])).map(([, state, count]) => [state, count]));
}

/** All webhooks were taken, and all that they ask for is done. */
export async function atRest({ github }: Company, metricsPort: number | null): Promise<void> {
  await until(async () => {
    await github.delivered();
    expect(await jobs(metricsPort)).toEqual({ ready: 0, later: 0, running: 0, failed: 0 });
  });
}

export interface Expected {
  conclusion: 'success' | 'failure';
  /** Paths of the threads, none of which was answered. */
  threads: string[];
}

/** What stands on a pull request is what should, and nothing of it twice. Threads go by their paths. */
export async function expectReviewed(
  company: Company,
  pull: PullHandle,
  { conclusion, threads }: Expected,
): Promise<void> {
  expect(company.repo.checks(pull.head)).toMatchObject([{ status: 'completed', conclusion }]);
  expect((await told(pull)).toSorted()).toEqual(
    threads.toSorted().map((path) => expect.stringMatching(new RegExp(`^${path}:\\d+ [^|]+$`))),
  );
  await expectOnce(company, pull);
}

/** No file has two threads, and no commit that was the head two checks or one that waits. */
export async function expectOnce({ repo }: Company, pull: PullHandle): Promise<void> {
  const paths = (await pull.threads()).map(({ path }) => path);
  expect(paths).toEqual([...new Set(paths)]);
  expect(pull.comments().length).toBeLessThanOrEqual(1);
  for (const head of pull.pull.heads) {
    const states = repo.checks(head).map(({ status }) => status);
    expect(states).toEqual(states.slice(0, 1).map(() => 'completed'));
  }
}
