import { readdirSync, readFileSync, readlinkSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { acceptPermissions, install, select, suspend, uninstall } from './actions/installations.ts';
import { appPrivateKey } from './auth.ts';
import type { FileChange, FileChanges } from './git/import.ts';
import type { Delivery } from './hooks/hooks.ts';
import { API_PATH, answer } from './http/api.ts';
import { type Fault, Faults } from './http/faults.ts';
import { serve } from './http/server.ts';
import { readManifest } from './manifest.ts';
import { DIFF_LIMITS } from './pull-files.ts';
import { newRepo, RepoHandle } from './repository.ts';
import { type Limits, type RequestLog, Standin, type Violation } from './standin.ts';
import type { AppInfo } from './world.ts';
import { type Account, found, type Installation, type Permissions, World } from './world.ts';

export interface StartOptions {
  now?: () => Date;
  /** `go-architect` unless told: the bot is then `go-architect[bot]`. */
  slug?: string;
  /** Those of app.yml unless told. */
  permissions?: Permissions;
  /** What the App subscribed to: what app.yml says unless told. */
  events?: string[];
  webhookSecret?: string;
  limits?: Partial<Limits>;
}

export interface InstallOptions {
  account: string;
  /** Those of the App unless told; an owner may not have accepted the newest ones yet. */
  permissions?: Permissions;
  /** All of the account's unless named. */
  repositories?: readonly RepoHandle[];
}

export interface NewRepository {
  owner: string;
  name: string;
  files?: FileChanges;
  /** Takes the files of a folder, as they are. */
  fromDirectory?: string;
  private?: boolean;
  defaultBranch?: string;
}

const LIMITS: Limits = {
  ...{ diff: DIFF_LIMITS, treeEntries: 100_000, treeBytes: 7 * 1024 * 1024 },
  ...{ requestsPerHour: 5000, contentPerMinute: 80, contentPerHour: 500 },
};

/** GitHub on a loopback address: real git repositories, GitHub's rules, and people who act. */
export interface GitHub {
  /** Where people look. */
  url: string;
  /** What an octokit takes as its base address. */
  apiUrl: string;
  app: { id: number; slug: string; clientId: string; privateKey: string; webhookSecret: string; botLogin: string };
  /** Every request, oldest first. */
  requests: RequestLog[];
  /** Webhooks sent or dropped, oldest first. */
  deliveries: readonly Delivery[];
  /** Errors of the stand-in itself: a test that finds one here cannot be trusted. */
  failures: unknown[];
  /** Requests that GitHub's description of its API does not allow; they were refused with 422. */
  violations: readonly Violation[];
  account(login: string, type?: Account['type']): Account;
  installApp(options: InstallOptions): Installation;
  uninstallApp(installation: Installation): void;
  /** The owner accepts what the App asks for anew. */
  acceptPermissions(installation: Installation, permissions: Permissions): void;
  suspend(installation: Installation, suspended?: boolean): void;
  addRepository(installation: Installation, repo: RepoHandle): void;
  removeRepository(installation: Installation, repo: RepoHandle): void;
  createRepository(options: NewRepository): Promise<RepoHandle>;
  repository(fullName: string): RepoHandle;
  /** Where the App listens; `times: 2` delivers everything twice. */
  deliverTo(url: string, options?: { times?: number }): void;
  /** Every webhook so far was answered. */
  delivered(): Promise<void>;
  /** Keeps webhooks until `release`. */
  hold(): void;
  release(order?: (held: Delivery[]) => Delivery[]): void;
  /** These never arrive, until the returned function is called. */
  drop(which: (delivery: Delivery) => boolean): () => void;
  /** Sends one again, as the button does. */
  redeliver(delivery: Delivery): void;
  fail(fault: Fault): void;
  /** How many faults did not happen yet. */
  armed(): number;
  /** Ends all faults that did not happen yet. */
  mend(): void;
  /** Every token made so far is refused from now on. */
  revokeTokens(): void;
  /** A person's own token, for clients that are no App. */
  userToken(login: string): string;
  close(): Promise<void>;
}

export async function startGitHub(options: StartOptions = {}): Promise<GitHub> {
  const now = options.now ?? (() => new Date());
  const world = new World(now);
  const manifest = readManifest();
  const slug = options.slug ?? 'go-architect';
  const info: AppInfo = {
    ...{ id: world.nextId(), slug, clientId: `Iv23li${slug}`, owner: world.account('app-owner') },
    ...{ bot: world.account(`${slug}[bot]`), permissions: options.permissions ?? manifest.permissions },
    ...{ events: options.events ?? manifest.events, createdAt: now() },
  };
  const privateKey = appPrivateKey();
  const webhookSecret = options.webhookSecret ?? 'a-secret-of-the-webhooks-that-is-long-enough';
  const github = new Standin(world, info, { privateKey, webhookSecret }, { ...LIMITS, ...options.limits });
  const faults = new Faults();
  const server = await serve(
    (request) => answer(github, faults, request),
    (error) => github.failures.push(error),
  );
  github.links = { html: server.origin, api: server.origin + API_PATH };
  const { hooks } = github;
  return {
    url: github.links.html,
    apiUrl: github.links.api,
    app: { id: info.id, slug, clientId: info.clientId, privateKey, webhookSecret, botLogin: info.bot.login },
    requests: github.requests,
    deliveries: hooks.deliveries,
    failures: github.failures,
    violations: github.violations,
    account: (login, type) => world.account(login, type),
    installApp: ({ account, permissions, repositories }) =>
      install(github, {
        account: world.account(account),
        permissions: permissions ?? info.permissions,
        repositories: repositories?.map(({ repo }) => repo) ?? null,
      }),
    uninstallApp: (installation) => uninstall(github, installation),
    acceptPermissions: (installation, permissions) => acceptPermissions(github, installation, permissions),
    suspend: (installation, suspended = true) => suspend(github, installation, suspended),
    addRepository: (installation, { repo }) => select(github, installation, repo, true),
    removeRepository: (installation, { repo }) => select(github, installation, repo, false),
    async createRepository({ files, fromDirectory, ...wanted }) {
      const repo = newRepo(github, wanted);
      world.repos.set(repo.id, repo);
      const handle = new RepoHandle(github, repo);
      const all = { ...(fromDirectory === undefined ? {} : filesOf(fromDirectory)), ...files };
      await handle.commit({ files: all, message: 'Begin', whole: true });
      return handle;
    },
    repository(name) {
      const [owner = '', repo = ''] = name.split('/');
      return new RepoHandle(github, found(world.repoNamed(owner, repo)));
    },
    deliverTo(url, { times = 1 } = {}) {
      hooks.config.url = url;
      hooks.times = times;
    },
    delivered: () => hooks.settled(),
    hold: () => hooks.hold(),
    release: (order) => hooks.release(order),
    drop: (which) => hooks.drop(which),
    redeliver: (delivery) => hooks.redeliver(delivery),
    fail: (fault) => faults.arm(fault),
    armed: () => faults.left,
    mend: () => faults.clear(),
    revokeTokens: () => github.auth.revokeTokens(),
    userToken: (login) => github.auth.userToken(world.account(login)),
    async close() {
      await hooks.close();
      await server.close();
      for (const objects of new Set([...world.repos.values()].map((repo) => repo.objects))) objects.close();
    },
  };
}

function filesOf(folder: string): FileChanges {
  const files: Record<string, FileChange> = {};
  for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
    const full = join(entry.parentPath, entry.name);
    const path = full.slice(folder.replace(/\/$/, '').length + 1);
    if (entry.isSymbolicLink()) files[path] = { link: readlinkSync(full) };
    else if (entry.isFile())
      files[path] = { content: readFileSync(full), executable: (statSync(full).mode & 0o100) !== 0 };
  }
  return files;
}
