import type { RepoRef } from '../core/intents/intent.ts';
import type { CheckOutput } from '../core/publication/check.ts';
import type { Plan } from '../core/publication/plan.ts';
import type { Standing } from '../core/publication/standing.ts';

/** Asked before every write: throws when the right to write is gone. */
export type Guard = () => Promise<void>;

/** A pull request as it is right now, with what the program posted on it. */
export interface PullState {
  /** GraphQL node id. */
  id: string;
  url: string;
  open: boolean;
  draft: boolean;
  /** The repository is not public. */
  isPrivate: boolean;
  /** The head is, or was, in another repository. */
  isFork: boolean;
  title: string;
  body: string | null;
  /** Null for a deleted account. */
  author: { login: string; isBot: boolean } | null;
  labels: string[];
  baseRef: string;
  baseSha: string;
  head: string;
  defaultBranch: string;
  /** The configuration on the default branch; null where there is none. */
  config: ConfigBlob | null;
  standing: Standing;
}

export interface ConfigBlob {
  blob: string;
  /** Null when it is no text, or too long. */
  text: string | null;
}

/** Logins. */
export interface Voices {
  reviewers: string[];
  /** Who asked for a review in a comment. */
  askers: string[];
}

/** A check run of the App's own. */
export interface CheckRun {
  id: number;
  /** Commit. */
  head: string;
  url: string | null;
  status: 'queued' | 'in_progress' | 'completed';
  /** As GitHub has it; null until it is completed. */
  conclusion: string | null;
  /** Annotations that it has already: they only ever become more. */
  annotations: number;
}

/** One repository on GitHub, with the rights that its installation gives. All methods throw FetchError. */
export interface Forge {
  repo: RepoRef;
  /** The App may resolve threads. */
  canResolve: boolean;
  /** Null when the pull request is not there any more. */
  pull(number: number): Promise<PullState | null>;
  /** Numbers of all open pull requests, and of those with this head. */
  pullsWith(head: string): Promise<number[]>;
  openPulls(): Promise<number[]>;
  /** The commit's first parent; null for a first commit. */
  parentOf(commit: string): Promise<string | null>;
  /** The configuration on the default branch. */
  defaultConfig(): Promise<ConfigBlob | null>;
  /** The configuration on a branch that may decide for itself, `refs/heads/release`. */
  configOn(ref: string): Promise<ConfigBlob | null>;
  /** A file on the default branch of another repository of the same owner; null where the App cannot read it. */
  siblingFile(repo: string, path: string): Promise<ConfigBlob | null>;
  /** Who set each of the labels last, as far as GitHub remembers. */
  labelledBy(number: number): Promise<Map<string, string>>;
  /** The account may maintain the repository. */
  maintains(login: string): Promise<boolean>;
  /** The account may push to the repository. */
  mayWrite(login: string): Promise<boolean>;
  /** People of the repository who took part, the newest first. */
  voices(number: number): Promise<Voices>;
  /**
   * Makes the threads and the summary comment what the plan says, as far as GitHub lets.
   *
   * @param singly opens threads one by one, after GitHub refused them together
   * @returns fingerprints of the findings whose place GitHub does not take
   */
  publish(number: number, state: PullState, plan: Plan, guard: Guard, singly: boolean): Promise<Set<string>>;
  /** Makes a check run on the commit. With a retryable error it may have been made. */
  beginCheck(head: string, status: 'queued' | 'in_progress', guard: Guard): Promise<CheckRun>;
  /** Takes a check run from queued to in progress; doing it twice does nothing more. */
  startCheck(run: CheckRun, guard: Guard): Promise<CheckRun>;
  /** The newest check run on the commit. */
  newestCheck(head: string): Promise<CheckRun | null>;
  completeCheck(run: CheckRun, output: CheckOutput, guard: Guard): Promise<void>;
}
