import type { ModelError, ModelTask } from '../../core/architect/model.ts';
import type { BreakerState } from './guard.ts';
import type { Tokens } from './prices.ts';

/** What is told to the operator; none of it holds prompts, replies or keys. */
export interface ModelWatch {
  /** An answer was given or not, after all attempts. */
  ended(call: EndedCall): void;
  /** Another attempt follows after that many milliseconds. */
  retried(error: ModelError, waitMs: number): void;
  breaker(state: BreakerState): void;
  /** The list of prices does not have this model. */
  unpriced(model: string): void;
}

export interface EndedCall {
  task: ModelTask;
  model: string;
  /** A reply's stop, a failure, or `ended` when somebody else ended it. `defect`: a mistake of this program. */
  outcome: string;
  /** What the API said to it last, where it failed: for the operator alone. */
  said: string | null;
  ms: number;
  tokens: Tokens;
  costUsd: number;
}
