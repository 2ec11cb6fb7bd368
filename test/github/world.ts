import type { CommitInfo, ObjectStore } from './git/store.ts';
import { HttpError } from './http/errors.ts';

export interface Account {
  id: number;
  login: string;
  type: 'User' | 'Organization' | 'Bot';
}

export type Level = 'read' | 'write';
/** What an App may do, in the words of GitHub's API: `{ checks: 'write' }`. */
export type Permissions = Record<string, Level>;
export type Role = 'admin' | 'maintain' | 'write' | 'triage' | 'read' | 'none';

/** An App as GitHub knows it. */
export interface AppInfo {
  id: number;
  slug: string;
  clientId: string;
  owner: Account;
  bot: Account;
  permissions: Permissions;
  events: string[];
  createdAt: Date;
}

export interface Installation {
  id: number;
  account: Account;
  permissions: Permissions;
  selection: 'all' | 'selected';
  /** Ids of those selected. */
  repositories: Set<number>;
  suspendedAt: Date | null;
  createdAt: Date;
}

export interface Label {
  id: number;
  name: string;
}

export interface Repo {
  id: number;
  owner: Account;
  name: string;
  private: boolean;
  defaultBranch: string;
  /** Shared by all forks of one network, as at GitHub. */
  objects: ObjectStore;
  parent: Repo | null;
  deleted: boolean;
  /** Full names, without `refs/heads/`, to commits. */
  branches: Map<string, string>;
  pulls: Map<number, Pull>;
  issues: Map<number, Issue>;
  roles: Map<string, Role>;
  labels: Map<string, Label>;
  checks: Map<number, CheckRun>;
  suites: Map<number, CheckSuite>;
  createdAt: Date;
  pushedAt: Date;
}

export interface Issue {
  id: number;
  number: number;
  title: string;
  body: string;
}

export interface Pull {
  id: number;
  number: number;
  base: Repo;
  baseRef: string;
  /** Tip of the base branch when the head was last pushed or the base last changed: GitHub moves it only then. */
  baseSha: string;
  /** Null once the fork is deleted. */
  head: Repo | null;
  headOwner: Account;
  headRef: string;
  headSha: string;
  /** Every commit that was its head. */
  heads: Set<string>;
  title: string;
  body: string | null;
  author: Account;
  draft: boolean;
  state: 'open' | 'closed';
  mergedAt: Date | null;
  labels: Set<string>;
  /** Who set and took which label, oldest first. */
  labelled: LabelEvent[];
  reviews: Review[];
  threads: Thread[];
  comments: IssueComment[];
  createdAt: Date;
  updatedAt: Date;
  closedAt: Date | null;
}

export interface LabelEvent {
  id: number;
  kind: 'LabeledEvent' | 'UnlabeledEvent';
  label: Label;
  actor: Account;
  at: Date;
}

export interface Review {
  id: number;
  author: Account;
  body: string;
  state: 'APPROVED' | 'CHANGES_REQUESTED' | 'COMMENTED' | 'DISMISSED' | 'PENDING';
  commit: string;
  submittedAt: Date;
}

export type Side = 'LEFT' | 'RIGHT';

export interface Thread {
  id: number;
  path: string;
  side: Side;
  startSide: Side | null;
  /** Lines at the commit that the thread was opened on; null for a comment on the whole file. */
  line: number | null;
  startLine: number | null;
  commit: string;
  /** The merge base that the commit was compared with. */
  mergeBase: string;
  diffHunk: string;
  resolvedBy: Account | null;
  comments: ReviewComment[];
}

export interface Comment {
  id: number;
  author: Account;
  body: string;
  createdAt: Date;
  updatedAt: Date;
  /** An account reacts once with each content. */
  reactions: { id: number; author: Account; content: string }[];
  minimized: string | null;
}

export interface ReviewComment extends Comment {
  review: number;
  inReplyTo: number | null;
}

export type IssueComment = Comment;

export interface Annotation {
  path: string;
  start_line: number;
  end_line: number;
  start_column?: number | undefined;
  end_column?: number | undefined;
  annotation_level: 'notice' | 'warning' | 'failure';
  message: string;
  title?: string | undefined;
  raw_details?: string | undefined;
}

export interface CheckAction {
  label: string;
  description: string;
  identifier: string;
}

export interface CheckRun {
  id: number;
  app: AppInfo;
  suite: CheckSuite;
  name: string;
  headSha: string;
  externalId: string;
  detailsUrl: string | null;
  status: string;
  conclusion: string | null;
  startedAt: Date | null;
  completedAt: Date | null;
  title: string | null;
  summary: string | null;
  text: string | null;
  annotations: Annotation[];
  actions: CheckAction[];
}

export interface CheckSuite {
  id: number;
  app: AppInfo;
  headSha: string;
  headCommit: CommitInfo;
  headBranch: string | null;
  createdAt: Date;
  updatedAt: Date;
}

/** Everything that GitHub remembers, without its rules. */
export class World {
  readonly accounts = new Map<string, Account>();
  readonly installations = new Map<number, Installation>();
  readonly repos = new Map<number, Repo>();
  /** Old full names, in lower case, to ids. */
  readonly renamed = new Map<string, number>();
  readonly now: () => Date;
  #lastId = 1000;

  constructor(now: () => Date) {
    this.now = now;
  }

  nextId(): number {
    return ++this.#lastId;
  }

  /** The account of this login; new ones are people, or bots by their name. */
  account(login: string, type: Account['type'] = login.endsWith('[bot]') ? 'Bot' : 'User'): Account {
    const known = this.accounts.get(login.toLowerCase());
    if (known !== undefined) return known;
    const made: Account = { id: this.nextId(), login, type };
    this.accounts.set(login.toLowerCase(), made);
    return made;
  }

  repoNamed(owner: string, name: string): Repo | undefined {
    const full = `${owner}/${name}`.toLowerCase();
    return this.liveRepos().find((repo) => fullName(repo).toLowerCase() === full);
  }

  liveRepos(): Repo[] {
    return [...this.repos.values()].filter((repo) => !repo.deleted);
  }

  installationOf(repo: Repo): Installation | undefined {
    return [...this.installations.values()].find((installation) => covers(installation, repo));
  }
}

export function fullName(repo: Repo): string {
  return `${repo.owner.login}/${repo.name}`;
}

export function covers(installation: Installation, repo: Repo): boolean {
  if (installation.account.id !== repo.owner.id) return false;
  return installation.selection === 'all' || installation.repositories.has(repo.id);
}

/** @throws HttpError 404 */
export function pullOf(repo: Repo, number: number): Pull {
  return found(repo.pulls.get(number));
}

/** @throws HttpError 404 for what is not there */
export function found<T>(value: T | null | undefined): T {
  if (value === null || value === undefined) throw new HttpError(404, 'Not Found');
  return value;
}

/** The comments of all threads, oldest first. */
export function reviewComments(pull: Pull): { thread: Thread; comment: ReviewComment }[] {
  return pull.threads
    .flatMap((thread) => thread.comments.map((comment) => ({ thread, comment })))
    .sort((a, b) => a.comment.id - b.comment.id);
}
