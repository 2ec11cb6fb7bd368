import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { WEBHOOK_PATH } from '../../../src/config/service-settings.ts';
import type { Model } from '../../../src/core/architect/model.ts';
import { type Announcement, subjectOf } from '../../../src/core/intents/announcement.ts';
import type { ForkPolicy } from '../../../src/core/publication/model-consent.ts';
import { work } from '../../../src/edge/judge/work.ts';
import { githubService } from '../../../src/edge/publish/github-service.ts';
import { createLog } from '../../../src/edge/telemetry/log.ts';
import { createMetrics } from '../../../src/edge/telemetry/metrics.ts';
import { openDoor } from '../../../src/edge/webhook/door.ts';
import { loadProbot } from '../../../src/edge/webhook/load-probot.ts';
import { announce } from '../../../src/pipeline/announce.ts';
import { handlersOf, reportFailure } from '../../../src/pipeline/handlers.ts';
import type { Service } from '../../../src/pipeline/service.ts';
import type { Ledger } from '../../../src/pipeline/service-ports.ts';
import { appClient } from '../../github/clients.ts';
import type { FileChanges } from '../../github/git/import.ts';
import type { PullHandle } from '../../github/pull.ts';
import type { RepoHandle } from '../../github/repository.ts';
import { type GitHub, type StartOptions, startGitHub } from '../../github/start.ts';
import type { CheckView, ThreadView } from '../../github/views.ts';
import { MemoryQueue } from './memory-queue.ts';

export interface SceneOptions extends StartOptions {
  files?: FileChanges;
  /** As if an architect model was set up. */
  modelForks?: ForkPolicy;
  /** The architect model. */
  model?: Model;
  /** How often each webhook is delivered: twice unless told, since nothing may be done twice. */
  times?: number;
}

/** GitHub, one repository of `acme`, and the App that reviews it: real webhooks, real requests. */
export interface Scene {
  github: GitHub;
  repo: RepoHandle;
  queue: MemoryQueue;
  service: Service;
  /** Waits for all webhooks, and announces what they ask for: no turn is taken. */
  announce(): Promise<void>;
  /** Waits for all webhooks, and does what they ask, until nothing more happens. */
  settle(): Promise<void>;
  /** A branch with these files, and a pull request from it. */
  propose(
    files: FileChanges,
    options?: { branch?: string; base?: string; draft?: boolean; author?: string },
  ): Promise<PullHandle>;
  /** Runs this once, in the middle of the next judgement. */
  whileJudging(happens: () => Promise<void>): void;
  /** Ends the turn before its n-th write, as if the process was killed. Tells whether it came to that. */
  killAtWrite(n: number): () => boolean;
  /** The newest check on a commit. */
  check(sha: string): CheckView;
  close(): Promise<void>;
}

export const GO_MOD = 'module acme.example/shop\n\ngo 1.24\n';

/** A file with one function for each name, each with a defect that fails the check. */
export function faulty(pkg: string, ...functions: string[]): string {
  const bodies = functions.map(
    (name) => `// ${name} connects to the ${name} service.
func ${name}(token string) *tls.Config {
	return &tls.Config{ServerName: "${name}", InsecureSkipVerify: true}
}
`,
  );
  return `package ${pkg}\n\nimport "crypto/tls"\n\n${bodies.join('\n')}`;
}

/** Line of the defect in the n-th function of a faulty file, from 0. */
export const defectAt = (n: number) => 7 + 5 * n;

/** The same without the defects. */
export function sound(pkg: string, ...functions: string[]): string {
  return faulty(pkg, ...functions).replaceAll(', InsecureSkipVerify: true', '');
}

export async function openScene({
  files = {},
  times = 2,
  modelForks,
  model,
  ...options
}: SceneOptions = {}): Promise<Scene> {
  const github = await startGitHub(options);
  github.account('acme', 'Organization');
  const repo = await github.createRepository({ owner: 'acme', name: 'shop', files: { 'go.mod': GO_MOD, ...files } });
  github.installApp({ account: 'acme' });
  const dataDir = mkdtempSync(join(tmpdir(), 'architect-'));
  const queue = new MemoryQueue();
  const log = createLog('silent');
  let meanwhile: (() => Promise<void>) | null = null;
  let writesLeft = Number.POSITIVE_INFINITY;
  const ledger: Ledger = {
    ...queue.ledger,
    // Every write to GitHub asks this first.
    async isCurrent(key, fence) {
      if (--writesLeft === 0) throw new Error('the process was killed');
      return await queue.ledger.isCurrent(key, fence);
    },
    async record(verdict) {
      if (--writesLeft === 0) throw new Error('the process was killed');
      await queue.ledger.record(verdict);
    },
  };
  const service: Service = {
    ...githubService({
      app: appClient(github),
      apiUrl: github.apiUrl,
      webUrl: github.url,
      ...{ dataDir, threads: 1, ledger, log, now: () => new Date('2026-11-22T12:00:00Z') },
      modelForks: modelForks ?? null,
      // In this thread: what a thread of its own adds is tested by itself.
      async judge(order, signal) {
        signal.throwIfAborted();
        const judged = await work(order, () => {}, model ?? null);
        const happens = meanwhile;
        meanwhile = null;
        await happens?.();
        return judged;
      },
    }),
    pause: async () => {},
  };
  const handlers = handlersOf(service, queue);
  const { id, privateKey, webhookSecret, botLogin } = github.app;
  const metrics = createMetrics();
  const announced = new Map<string, Announcement>();
  const announceAll = async () => {
    await github.delivered();
    // What fails here, the turn does.
    for (const one of announced.values()) await announce(one, service).catch(() => {});
    announced.clear();
  };
  const probot = await loadProbot({
    settings: {
      app: { id, privateKey, webhookSecret, slug: null },
      github: { apiUrl: github.apiUrl, url: github.url },
      isAllowed: () => true,
    },
    announce: (announcement) => void announced.set(subjectOf(announcement), announcement),
    ...{ inbox: queue, botLogin: () => botLogin, log, count: metrics.delivered },
  });
  const settings = { port: 0, host: '127.0.0.1', metrics: null };
  const door = await openDoor({ settings, probot, checks: {}, log, metrics });
  github.deliverTo(`http://127.0.0.1:${door.port}${WEBHOOK_PATH}`, { times });
  return {
    ...{ github, repo, queue, service },
    announce: announceAll,
    async settle() {
      do {
        await announceAll();
        await queue.drain(handlers, (intent, error) => reportFailure(intent, error, service));
        await github.delivered();
      } while (queue.size > 0);
    },
    async propose(changes, { branch = 'change', base, draft = false, author } = {}) {
      await repo.commit({ branch, files: changes });
      return repo.openPull({ head: branch, draft, ...(base ? { base } : {}), ...(author ? { author } : {}) });
    },
    whileJudging(happens) {
      meanwhile = happens;
    },
    killAtWrite(n) {
      writesLeft = n;
      return () => writesLeft <= 0;
    },
    check(sha) {
      const run = repo.checks(sha).at(-1);
      if (run === undefined) throw new Error(`no check on ${sha}`);
      return run;
    },
    async close() {
      await door.closeWebhooks();
      await door.close();
      await github.close();
      rmSync(dataDir, { recursive: true, force: true });
      expect(github.failures).toEqual([]);
    },
  };
}

/** What a person reads of threads: place, state and first line of what is said in turn. */
export async function told(pull: PullHandle): Promise<string[]> {
  return (await pull.threads()).map(thread);
}

function thread({ path, line, isResolved, comments }: ThreadView): string {
  const said = comments.map(({ body }) => body.split('\n')[0] ?? '');
  return `${path}:${line ?? '-'}${isResolved ? ' resolved' : ''} ${said.join(' | ')}`;
}
