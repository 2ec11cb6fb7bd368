import { pushBranch } from './actions/branches.ts';
import { newRun, tellCheck, tellSuite } from './actions/checks.ts';
import { type QueuedMerge, queueMerge } from './actions/merge-queue.ts';
import { openPull } from './actions/pulls.ts';
import type { FileChanges } from './git/import.ts';
import { ObjectStore } from './git/store.ts';
import { PullHandle } from './pull.ts';
import { renderRepository } from './render/repository.ts';
import type { Standin } from './standin.ts';
import { type CheckView, checkView } from './views.ts';
import { type Annotation, type CheckRun, found, fullName, type Pull, type Repo, type Role } from './world.ts';

export interface CommitOptions {
  files: FileChanges;
  /** The default branch unless told. */
  branch?: string;
  message?: string;
  /** Another parent than the branch's tip; with `force` also one that loses commits. */
  parent?: string | null;
  /** A second parent. */
  merged?: string;
  /** Moves the branch even where that loses commits. */
  force?: boolean;
  by?: string;
  /** The files are all of the tree, not changes to the parent's. */
  whole?: boolean;
}

export interface OpenPullOptions {
  head: string;
  base?: string;
  title?: string;
  body?: string | null;
  draft?: boolean;
  author?: string;
  /** Where the head branch is; this repository unless told. */
  from?: RepoHandle;
}

/** A repository in the hands of people: what they do to it is told to the App. */
export class RepoHandle {
  readonly repo: Repo;
  readonly #github: Standin;

  constructor(github: Standin, repo: Repo) {
    this.#github = github;
    this.repo = repo;
  }

  get id(): number {
    return this.repo.id;
  }

  get owner(): string {
    return this.repo.owner.login;
  }

  get name(): string {
    return this.repo.name;
  }

  get fullName(): string {
    return fullName(this.repo);
  }

  /** Tip of a branch. */
  tip(branch = this.repo.defaultBranch): string {
    return found(this.repo.branches.get(branch));
  }

  /** Makes a commit and pushes it. Gives its id. */
  async commit(options: CommitOptions): Promise<string> {
    const { repo } = this;
    const branch = options.branch ?? repo.defaultBranch;
    const tip = repo.branches.get(branch) ?? null;
    const parent =
      options.parent === undefined ? (tip ?? repo.branches.get(repo.defaultBranch) ?? null) : options.parent;
    if (tip !== null && parent !== tip && options.force !== true)
      throw new Error(`${branch} would lose commits: force it`);
    const by = this.#github.world.account(options.by ?? this.#pusher());
    const ref = repo.parent === null ? `refs/heads/${branch}` : `refs/forks/${repo.id}/${branch}`;
    const sha = await repo.objects.commit({
      ...{ ref, parent, merged: options.merged ?? null, author: by.login, at: this.#github.world.now() },
      message: options.message ?? 'Change it',
      files: options.files,
      whole: options.whole ?? false,
    });
    await pushBranch(this.#github, repo, branch, sha, by);
    return sha;
  }

  /** Sets a branch to a commit that is there; null deletes it. */
  async push(branch: string, sha: string | null, by = this.#pusher()): Promise<void> {
    await pushBranch(this.#github, this.repo, branch, sha, this.#github.world.account(by));
  }

  async openPull(options: OpenPullOptions): Promise<PullHandle> {
    const { head, base = this.repo.defaultBranch, title = 'A change', body = null, draft = false } = options;
    const from = options.from?.repo ?? this.repo;
    const author = this.#github.world.account(
      options.author ?? (options.from === undefined ? this.#pusher() : from.owner.login),
    );
    const pull = await openPull(this.#github, {
      ...{ base: this.repo, baseRef: base, head: from, headRef: head },
      ...{ title, body, draft, author },
    });
    return new PullHandle(this.#github, pull);
  }

  /** Gives its number. */
  openIssue({ title, body = '' }: { title: string; body?: string }): number {
    const { issues, pulls } = this.repo;
    const number = issues.size + pulls.size + 1;
    issues.set(number, { id: this.#github.world.nextId(), number, title, body });
    return number;
  }

  pull(number: number): PullHandle {
    return new PullHandle(this.#github, found(this.repo.pulls.get(number)));
  }

  /** All branches, in another account. */
  fork(options: { owner: string; private?: boolean; name?: string }): RepoHandle {
    const { world } = this.#github;
    const fork = newRepo(this.#github, {
      owner: options.owner,
      name: options.name ?? this.repo.name,
      private: options.private ?? this.repo.private,
      objects: this.repo.objects,
    });
    fork.parent = this.repo;
    for (const [branch, sha] of this.repo.branches) fork.branches.set(branch, sha);
    world.repos.set(fork.id, fork);
    return new RepoHandle(this.#github, fork);
  }

  /** Pull requests from it stay, without their repository. */
  delete(): void {
    this.repo.deleted = true;
    for (const base of this.#github.world.repos.values())
      for (const pull of base.pulls.values()) if (pull.head?.id === this.repo.id) pull.head = null;
  }

  rename(name: string): void {
    const from = this.repo.name;
    this.#github.world.renamed.set(this.fullName.toLowerCase(), this.repo.id);
    this.repo.name = name;
    this.#github.tell(this.repo, 'repository', this.repo.owner, {
      action: 'renamed',
      changes: { repository: { name: { from } } },
    });
  }

  setPermission(login: string, role: Role): void {
    this.repo.roles.set(this.#github.world.account(login).login.toLowerCase(), role);
  }

  setPrivate(value: boolean): void {
    this.repo.private = value;
  }

  /** Puts a pull request at the end of the merge queue. */
  queueMerge(pull: PullHandle): Promise<QueuedMerge> {
    return queueMerge(this.#github, pull.pull);
  }

  /** Runs on a commit, newest last; all that ever were. */
  checks(sha: string): CheckView[] {
    return this.#runs()
      .filter((run) => run.headSha === sha)
      .map(checkView);
  }

  /** Another App reports, perhaps under the same name. */
  async checkByAnotherApp(
    sha: string,
    name: string,
    conclusion: string,
    annotations: Annotation[] = [],
  ): Promise<CheckView> {
    const other = { ...this.#github.app, id: this.#github.world.nextId(), slug: 'other-app' };
    const run = await newRun(this.#github, this.repo, sha, name, other);
    Object.assign(run, { status: 'completed', conclusion, annotations, completedAt: this.#github.world.now() });
    this.repo.checks.set(run.id, run);
    tellCheck(this.#github, this.repo, run, 'created', other.bot);
    return checkView(run);
  }

  /** Someone asks for a run again. */
  rerequestCheck(checkRunId: number, as = this.#pusher()): void {
    tellCheck(this.#github, this.repo, this.#run(checkRunId), 'rerequested', this.#github.world.account(as));
  }

  /** Someone asks for all of the App's runs on a commit again. */
  rerequestSuite(sha: string, as = this.#pusher()): void {
    const suite = found(
      [...this.repo.suites.values()].find((one) => one.headSha === sha && one.app === this.#github.app),
    );
    tellSuite(this.#github, this.repo, suite, 'rerequested', this.#github.world.account(as));
  }

  /** Someone presses one of the buttons of a run. @throws Error for a button that is not there */
  pressAction(checkRunId: number, identifier: string, as = this.#pusher()): void {
    const run = this.#run(checkRunId);
    if (!run.actions.some((action) => action.identifier === identifier)) throw new Error(`no button ${identifier}`);
    tellCheck(this.#github, this.repo, run, 'requested_action', this.#github.world.account(as), {
      requested_action: { identifier },
    });
  }

  /** As the API shows it. */
  json() {
    return renderRepository(this.#github.links, this.repo);
  }

  #runs(): CheckRun[] {
    return [...this.repo.checks.values()];
  }

  #run(id: number): CheckRun {
    return found(this.repo.checks.get(id));
  }

  /** Organisations do not push. */
  #pusher(): string {
    return this.repo.owner.type === 'Organization' ? 'octocat' : this.repo.owner.login;
  }
}

export interface NewRepo {
  owner: string;
  name: string;
  private?: boolean;
  defaultBranch?: string;
  objects?: ObjectStore;
}

export function newRepo(github: Standin, wanted: NewRepo): Repo {
  const { world } = github;
  const now = world.now();
  return {
    ...{ id: world.nextId(), owner: world.account(wanted.owner), name: wanted.name, private: wanted.private ?? true },
    ...{ defaultBranch: wanted.defaultBranch ?? 'main', objects: wanted.objects ?? new ObjectStore() },
    ...{
      parent: null,
      deleted: false,
      branches: new Map(),
      pulls: new Map<number, Pull>(),
      issues: new Map(),
      roles: new Map(),
    },
    ...{ labels: new Map(), checks: new Map(), suites: new Map(), createdAt: now, pushedAt: now },
  };
}
