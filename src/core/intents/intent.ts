/**
 * What a webhook asks the service to do, as data: stored before the webhook is acknowledged, done by a worker later.
 * An intent names things and holds no state of them, since that is old when the worker comes: the worker reads anew.
 */
export type Intent =
  | ReviewPull
  | StopReview
  | ReviewHead
  | ReviewMergeGroup
  | DropMergeGroup
  | FollowDefaultBranch
  | ForgetInstallation;

/** A repository as webhooks name it. Owner and name may change while an intent waits; the ids do not. */
export interface RepoRef {
  installation: number;
  id: number;
  owner: string;
  name: string;
}

/** Bring what stands on GitHub in line with the pull request's newest head. */
export interface ReviewPull {
  kind: 'review-pull';
  repo: RepoRef;
  pull: number;
  /** The event and action that asked, such as `pull_request.synchronize`; for logs. */
  cause: string;
  /** Someone asked for a new judgement: a head that was judged already is judged anew. */
  again: boolean;
  /** Judge all of the change, not only what is new since the last review. */
  full: boolean;
}

/** The pull request was closed: what is under way for it ends, and posts nothing. */
export interface StopReview {
  kind: 'stop-review';
  repo: RepoRef;
  pull: number;
}

/** A re-run was asked for on a check: it concerns every open pull request with this head. */
export interface ReviewHead {
  kind: 'review-head';
  repo: RepoRef;
  head: string;
  cause: string;
  full: boolean;
}

/** A merge queue waits for a verdict on a commit that it made. */
export interface ReviewMergeGroup {
  kind: 'review-merge-group';
  repo: RepoRef;
  head: string;
  base: string;
  /** `refs/heads/main`: the branch that it merges into. */
  baseRef: string;
}

/** The merge queue took its commit back. */
export interface DropMergeGroup {
  kind: 'drop-merge-group';
  repo: RepoRef;
  head: string;
}

/** The default branch moved, and with it perhaps the trusted configuration. */
export interface FollowDefaultBranch {
  kind: 'follow-default-branch';
  repo: RepoRef;
  after: string;
}

/** The App was uninstalled, from an account or from some of its repositories: nothing of theirs is kept. */
export interface ForgetInstallation {
  kind: 'forget-installation';
  installation: number;
  /** Ids; null for all of them. */
  repos: number[] | null;
}

/** Of two intents with one key only the newer one is done, together with what the older one asked for. */
export function keyOf(intent: Intent): string {
  switch (intent.kind) {
    case 'review-pull':
    case 'stop-review':
      return keyOfPull(intent.repo, intent.pull);
    case 'review-head':
      return `head/${intent.repo.id}/${intent.head}`;
    case 'review-merge-group':
    case 'drop-merge-group':
      return keyOfMergeGroup(intent.repo, intent.head);
    case 'follow-default-branch':
      return `default-branch/${intent.repo.id}`;
    case 'forget-installation':
      return `forget/${intent.installation}/${intent.repos === null ? 'all' : intent.repos.toSorted().join(',')}`;
  }
}

export function keyOfPull({ id }: RepoRef, pull: number): string {
  return `pull/${id}/${pull}`;
}

export function keyOfMergeGroup({ id }: RepoRef, head: string): string {
  return `merge-group/${id}/${head}`;
}

/** What is left to do when `newer` comes while `older`, with the same key, still waits. */
export function joined(older: Intent, newer: Intent): Intent {
  if (older.kind === 'review-pull' && newer.kind === 'review-pull')
    return { ...newer, again: older.again || newer.again, full: older.full || newer.full };
  if (older.kind === 'review-head' && newer.kind === 'review-head') return { ...newer, full: older.full || newer.full };
  return newer;
}

/** What is under way for `running`, with the same key, is of no use once `newer` is asked for. */
export function supersedes(newer: Intent, running: Intent): boolean {
  switch (running.kind) {
    case 'review-pull':
      return newer.kind === 'review-pull' || newer.kind === 'stop-review';
    case 'review-merge-group':
      return newer.kind === 'drop-merge-group';
    default:
      return false;
  }
}

/** The installation that an intent concerns. */
export function installationOf(intent: Intent): number {
  return intent.kind === 'forget-installation' ? intent.installation : intent.repo.installation;
}
