import type { Model } from '../core/architect/model.ts';
import type { Prompts } from '../core/architect/prompts.ts';
import type { SqlParser } from '../core/contracts/sql/parser.ts';
import type { Severity } from '../core/findings/finding.ts';
import type { LastReview } from '../core/findings/late.ts';
import type { GoReader } from '../core/go/reader.ts';
import type { Review } from '../core/report/review.ts';
import type { Siblings } from '../core/services/siblings/contracts.ts';
import type { TrustedConfig } from './read-config.ts';

/** What a run of the pipeline is given by the edge. */
export interface Ports {
  go: GoReader;
  memory?: Memory;
  /** Opened when a change has SQL to read. */
  sql: () => Promise<SqlParser>;
  /** Reads the siblings that configuration names, and others that the caller does; null where there are none. */
  siblings?: SiblingReader;
  /** Monotonic milliseconds. */
  now: () => number;
  /** ISO date, UTC. */
  today: string;
  progress: (stage: string, done: number, total: number) => void;
  /** The architect model, with what it is told; null where the rules judge alone. */
  model?: Model | null;
  prompts?: Prompts;
  /** Ends what is asked of the model. */
  signal?: AbortSignal;
}

/** @throws FetchError for a rate limit: whatever else fails is said in what it gives */
export type SiblingReader = (names: readonly string[]) => Promise<Siblings> | null;

/** Texts by key, kept from run to run: what was found out before and follows from the key alone. */
export interface Memory {
  /** Those that are known. Keys may be long. */
  get(keys: readonly string[]): Map<string, string>;
  put(texts: ReadonlyMap<string, string>): void;
}

export interface RunOptions {
  failOn: Severity | 'never' | null;
  /** What decides instead of the configuration at base: who reads it from a trusted branch knows better. */
  config?: TrustedConfig;
  /** What was said of an earlier head of the same pull request. */
  last?: LastReview | null;
}

/** A review with the sources that its reports quote. */
export interface Outcome {
  review: Review;
  /** Texts at head of the files with findings. */
  sources: ReadonlyMap<string, string>;
}
