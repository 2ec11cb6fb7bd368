import type { Intent } from '../core/intents/intent.ts';

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

/** Not a failure: the same intent may be done at `at`, for instance when a rate limit ends. */
export class Later extends Error {
  override name = 'Later';
  readonly at: Date;

  constructor(at: Date, why: string) {
    super(why);
    this.at = at;
  }
}

/** The verdict of one pull request on one commit. A commit's check shows the worst of its open pull requests. */
export interface Verdict {
  repo: number;
  head: string;
  pull: number;
  /** Branch that it would be merged into. */
  baseRef: string;
  conclusion: 'success' | 'failure' | 'neutral' | 'action_required';
  /** The check's title. */
  title: string;
}

/** What the service remembers between turns, beside what GitHub itself shows. */
export interface Ledger {
  /** The turn with this fence is still the newest one of its key. */
  isCurrent(key: string, fence: number): Promise<boolean>;
  record(verdict: Verdict): Promise<void>;
  /** Verdicts on a commit, one per pull request, in the order of their numbers. */
  verdicts(repo: number, head: string): Promise<Verdict[]>;
  /** Forgets the verdicts of a pull request: it was closed, or moves to another base. */
  forgetPull(repo: number, pull: number): Promise<void>;
  /** Forgets everything of these repositories; null for all of the installation. */
  forget(installation: number, repos: readonly number[] | null): Promise<void>;
}
