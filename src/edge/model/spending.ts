import { ModelError } from '../../core/architect/model.ts';
import type { Tokens } from './prices.ts';

/** Whose money is spent. */
export interface Spender {
  installation: number;
  repo: number;
  /** Null for a commit that no pull request has. */
  pull: number | null;
  /** One run of the pipeline. */
  review: string;
}

/** USD. */
export interface Limits {
  review: number;
  /** All reviews of a pull request together. */
  pull: number;
  /** All reviews of a repository in a calendar month, UTC. */
  month: number;
}

export interface Spent {
  model: string;
  tokens: Tokens;
  costUsd: number;
  /** A reply's stop, or the failure. */
  outcome: string;
}

/** Where costs are kept. */
export interface Spending {
  /**
   * Sets aside what an attempt may cost at most, so that those under way at the same time cannot overspend together.
   *
   * @throws ModelError `over-budget`
   */
  reserve(spender: Spender, limits: Limits, mostUsd: number): Promise<Reserved>;
}

export interface Reserved {
  /** Replaces what was set aside by what it cost. */
  settle(spent: Spent): Promise<void>;
}

export function overBudget(scope: keyof Limits, spentUsd: number, limitUsd: number): ModelError {
  const of = { review: 'this review', pull: 'this pull request', month: 'this repository and month' }[scope];
  return new ModelError(
    'over-budget',
    `the budget of ${of} (${usd(limitUsd)}) does not cover another call: ${usd(spentUsd)} of it are spent or set aside`,
  );
}

function usd(amount: number): string {
  return `$${amount.toFixed(2)}`;
}

/** For a process that reviews and ends: what a review costs is bounded, nothing is remembered. */
export function spendingInMemory(): Spending {
  const spent = new Map<string, number>();
  return {
    async reserve({ review }, limits, mostUsd) {
      const before = spent.get(review) ?? 0;
      if (before + mostUsd > limits.review) throw overBudget('review', before, limits.review);
      const add = (amount: number) => spent.set(review, (spent.get(review) ?? 0) + amount);
      add(mostUsd);
      return {
        async settle({ costUsd }) {
          add(costUsd - mostUsd);
        },
      };
    },
  };
}
