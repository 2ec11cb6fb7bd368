import type { ModelFailure, ModelUsage } from './model.ts';
import type { Reply } from './reply.ts';

/** What came of asking the model about a change, before any of its answer is checked. Plain data. */
export interface Consultation {
  /** The answer, of several parts put together; null where there is none, and then `failure` says why. */
  reply: Reply | null;
  /** What kept the model from answering, wholly or for a part. */
  failure: ConsultationFailure | null;
  /** As the API names them. */
  models: readonly string[];
  calls: number;
  /** Of all calls. */
  usage: ModelUsage;
  /** Parts of the change that the model did not see, or gave no answer for. */
  leftOut: readonly LeftOut[];
  /** What was cut away when answers were read, by reason. */
  cut: Cuts;
}

export interface ConsultationFailure {
  /** `refused` and `truncated` are answers that cannot be used. */
  kind: ModelFailure | 'refused' | 'truncated';
  /** A clause for the reader of a check: `the model refused the request`. */
  why: string;
}

export interface LeftOut {
  /** A path, or a part in words. */
  what: string;
  reason: string;
}

/** How often something was cut away, by reason. */
export type Cuts = Readonly<Record<string, number>>;

export function sumOfCuts(all: readonly Cuts[]): Cuts {
  const sum: Record<string, number> = {};
  for (const cuts of all) for (const [reason, n] of Object.entries(cuts)) sum[reason] = (sum[reason] ?? 0) + n;
  return sum;
}
