import type { Severity } from '../core/findings/finding.ts';
import type { GoReader } from '../core/go/reader.ts';
import type { Review } from '../core/report/review.ts';

/** What a run of the pipeline is given by the edge. */
export interface Ports {
  go: GoReader;
  /** Monotonic milliseconds. */
  now: () => number;
  /** ISO date, UTC. */
  today: string;
  progress: (stage: string, done: number, total: number) => void;
}

export interface RunOptions {
  failOn: Severity | 'never' | null;
}

/** A review with the sources that its reports quote. */
export interface Outcome {
  review: Review;
  /** Texts at head of the files with findings. */
  sources: ReadonlyMap<string, string>;
}
