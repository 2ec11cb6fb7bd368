import { Auth } from './auth.ts';
import { Hooks } from './hooks/hooks.ts';
import { Meter } from './http/meter.ts';
import type { DiffLimits } from './pull-files.ts';
import { nodeIdOfInstallation, renderInstallation } from './render/installation.ts';
import type { Links } from './render/links.ts';
import { renderAccount } from './render/people.ts';
import { renderRepository } from './render/repository.ts';
import type { Account, AppInfo, Installation, Repo, World } from './world.ts';

export interface RequestLog {
  method: string;
  /** As GitHub's description of its API writes it; the path where there is no such route. */
  route: string;
  /** With its query. */
  path: string;
  /** 0 when the connection was cut. */
  status: number;
  /** `app`, `installation 1007`, `nobody` or a login; empty for credentials that were refused. */
  by: string;
  /** Of a GraphQL request: the fields of its operation, `['repository']` or `['resolveReviewThread', …]`. */
  fields?: string[];
}

/** A request that GitHub's description of its API does not allow. */
export interface Violation {
  route: string;
  wrong: string[];
}

export interface Limits {
  diff: DiffLimits;
  treeEntries: number;
  treeBytes: number;
  /** Of one installation. */
  requestsPerHour: number;
  /** Comments and reviews. */
  contentPerMinute: number;
  contentPerHour: number;
}

/** What all parts of the stand-in share: GitHub's memory, its rules' figures, and the way to tell the App. */
export class Standin {
  readonly world: World;
  readonly app: AppInfo;
  readonly privateKey: string;
  readonly auth: Auth;
  readonly hooks: Hooks;
  readonly limits: Limits;
  readonly meter: Meter;
  /** Of registrations that nobody took over yet. */
  readonly manifestCodes = new Set<string>();
  readonly requests: RequestLog[] = [];
  readonly violations: Violation[] = [];
  /** Errors of the stand-in itself. */
  readonly failures: unknown[] = [];
  links: Links = { html: '', api: '' };

  constructor(world: World, app: AppInfo, secrets: { privateKey: string; webhookSecret: string }, limits: Limits) {
    this.world = world;
    this.app = app;
    this.limits = limits;
    this.privateKey = secrets.privateKey;
    this.meter = new Meter(limits, world.now);
    this.auth = new Auth(world, { id: app.id, privateKey: secrets.privateKey });
    this.hooks = new Hooks(secrets.webhookSecret, () => world.nextId(), world.now);
  }

  /** Tells the App of something in a repository, if it is installed there and listens. */
  tell(
    repo: Repo,
    event: string,
    sender: Account,
    { repository = {}, ...fields }: Record<string, unknown> & { repository?: Record<string, unknown> },
  ): void {
    const installation = this.world.installationOf(repo);
    if (installation === undefined || installation.suspendedAt !== null) return;
    if (!this.#listens(installation, event, fields.action)) return;
    const organization =
      repo.owner.type === 'Organization' ? { organization: organizationOf(this.links, repo.owner) } : {};
    this.hooks.send(
      event,
      {
        ...fields,
        repository: { ...renderRepository(this.links, repo), ...repository },
        ...organization,
        sender: renderAccount(this.links, sender),
        installation: { id: installation.id, node_id: nodeIdOfInstallation(installation) },
      },
      { installation: installation.id, repository: repo.id },
    );
  }

  /** Tells the App of its own installation: it always listens to that. */
  tellInstallation(installation: Installation, event: string, action: string, fields: Record<string, unknown>): void {
    this.hooks.send(
      event,
      {
        action,
        installation: renderInstallation(this.links, this.app, installation),
        ...fields,
        sender: renderAccount(this.links, this.world.account('octocat')),
      },
      { installation: installation.id, repository: null },
    );
  }

  /** Some events reach an App whether it subscribed or not; all need the permission to read what they are about. */
  #listens(installation: Installation, event: string, action: unknown): boolean {
    const granted = (name: string): boolean => installation.permissions[name] !== undefined;
    const always =
      (event === 'check_run' && (action === 'rerequested' || action === 'requested_action')) ||
      (event === 'check_suite' && (action === 'requested' || action === 'rerequested'));
    if (always) return installation.permissions.checks === 'write';
    if (!this.app.events.includes(event)) return false;
    const needed = READS[event];
    return needed === undefined || needed.some(granted);
  }
}

/** Events and the permissions of which one lets the App hear of them. */
const READS: Record<string, readonly string[]> = {
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  pull_request_review_comment: ['pull_requests'],
  pull_request_review_thread: ['pull_requests'],
  issue_comment: ['issues', 'pull_requests'],
  check_run: ['checks'],
  check_suite: ['checks'],
  push: ['contents'],
  merge_group: ['merge_queues'],
};

export function organizationOf(links: Links, account: Account) {
  const url = `${links.api}/orgs/${account.login}`;
  const { login, id, node_id, avatar_url } = renderAccount(links, account);
  return {
    login,
    id,
    node_id,
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url,
    description: '',
  };
}
