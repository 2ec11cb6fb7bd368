import type { LastReview } from '../core/findings/late.ts';
import type { Intent, RepoRef } from '../core/intents/intent.ts';
import type { CheckConclusion } from '../core/publication/check.ts';

/** A webhook as GitHub counts it. */
export interface Delivery {
  /** `X-GitHub-Delivery`: the same for every redelivery. */
  id: string;
  /** `pull_request.opened`; the event alone where it has no action. */
  event: string;
}

/** Where intents wait until a worker does them; they survive the process. */
export interface Inbox {
  /**
   * Stores the delivery with its intents, or nothing. A delivery that is known already changes nothing.
   *
   * @throws StoreError when it could not be stored: GitHub must be told to deliver again
   */
  accept(delivery: Delivery, intents: readonly Intent[]): Promise<'stored' | 'known'>;
}

/** What a worker is told about the turn that it has. */
export interface Turn {
  /** Aborted when the intent was superseded or the service stops: end soon, and post nothing more. */
  signal: AbortSignal;
  /** The newest delivery that asked for it, for logs. */
  delivery: string;
  /** Grows with every turn of the same key: a turn may write only while its own is the newest one. */
  fence: number;
  /** Counts from 1. */
  attempt: number;
  /** No further attempt follows a failure of this one. */
  last: boolean;
}

/** Does one intent. A `Later` hands it back until then; any other error counts as a failed attempt. */
export type Handler<Kind extends Intent['kind']> = (
  intent: Extract<Intent, { kind: Kind }>,
  turn: Turn,
) => Promise<void>;

export type Handlers = { [Kind in Intent['kind']]: Handler<Kind> };

export interface WorkOptions {
  handlers: Handlers;
  /** Told of an intent of which the last attempt failed; when it rejects it is told again, five times in all. */
  onDead(intent: Intent, error: Error): Promise<void> | void;
  /** Turns at once in this process. */
  concurrency: number;
  /** Of these, for one installation: a busy one leaves room for the others. */
  perInstallation: number;
}

/** Takes turns until it is stopped. */
export interface Worker {
  /** No new turns; those under way have `grace` milliseconds, then they are aborted and handed back. */
  stop(grace: number): Promise<void>;
}

/** How many keys have work in which state. */
export interface QueueCounts {
  ready: number;
  /** Not before a time that has not come. */
  later: number;
  running: number;
  /** Given up, and kept for a week. */
  failed: number;
}

/** Not a failure: the same intent may be done at `at`, for instance when a rate limit ends. */
export class Later extends Error {
  override name = 'Later';
  readonly at: Date;

  constructor(at: Date, why: string) {
    super(why);
    this.at = at;
  }
}

/**
 * The verdict of one pull request on its head. A commit's check shows the worst of its open pull requests. A pull
 * request has one head: a verdict on a newer one replaces it.
 */
export interface Verdict {
  installation: number;
  repo: number;
  head: string;
  pull: number;
  /** Branch that it would be merged into. */
  baseRef: string;
  conclusion: CheckConclusion;
  /** The check's title. */
  title: string;
  /** Names everything else that it rests on: with the same on the same head no new review is due. */
  inputs: string;
  /** The commit's check shows it. */
  published: boolean;
}

/** A queued check run. */
export interface AnnouncedRun {
  id: number;
  url: string | null;
}

/** What the service remembers between turns, beside what GitHub itself shows. */
export interface Ledger {
  /** The turn with this fence is under way, the newest one of its key, and nothing that waits supersedes it. */
  isCurrent(key: string, fence: number): Promise<boolean>;
  /** A turn of this key is still to come. */
  isWaiting(key: string): Promise<boolean>;
  /**
   * Notes that a check run is about to be made on a commit. Answers what may be there already: nothing, a run that was
   * announced and not begun, or `unknown`, when GitHub has to be asked.
   */
  noteCheck(installation: number, repo: number, head: string): Promise<'none' | 'unknown' | AnnouncedRun>;
  /**
   * The run that was announced on the commit, and that nobody has begun; null when it is about to be made.
   *
   * @param pull null for a merge queue
   */
  keepAnnounced(repo: number, head: string, pull: number | null, run: AnnouncedRun | null): Promise<void>;
  /** What was announced on the commit is begun, or ended. */
  dropAnnounced(repo: number, head: string): Promise<void>;
  /** Commits on which one was announced for the pull request, or was about to be, but for `head`. */
  announcedElsewhere(repo: number, pull: number, head: string | null): Promise<string[]>;
  /** What the last review of a pull request saw and said. */
  lastReview(repo: number, pull: number): Promise<LastReview | null>;
  keepReview(repo: RepoRef, pull: number, review: LastReview): Promise<void>;
  /** Notes which configuration the default branch has; true when it was another one before. */
  noteConfig(installation: number, repo: number, blob: string): Promise<boolean>;
  /** Runs one piece of work for a name at a time, over all replicas. */
  exclusively<Result>(name: string, work: () => Promise<Result>): Promise<Result>;
  record(verdict: Verdict): Promise<void>;
  /** The verdict of a pull request on the head that it had when it was last looked at. */
  verdictOf(repo: number, pull: number): Promise<Verdict | null>;
  /** Verdicts on a commit, one per pull request, in the order of their numbers. */
  verdicts(repo: number, head: string): Promise<Verdict[]>;
  /** Forgets the verdicts of a pull request: it was closed, or moves to another base. */
  forgetPull(repo: number, pull: number): Promise<void>;
  /** Forgets everything of these repositories; null for all of the installation. */
  forget(installation: number, repos: readonly number[] | null): Promise<void>;
}

/** Part of a pino logger. */
export interface Log {
  debug(data: object, message: string): void;
  info(data: object, message: string): void;
  warn(data: object, message: string): void;
  error(data: object, message: string): void;
}
