import { randomUUID } from 'node:crypto';
import type { ModelSettings } from '../../config/model-settings.ts';
import type { Model } from '../../core/architect/model.ts';
import { ask, type Lane } from './ask.ts';
import { openClient } from './client.ts';
import { createGuard, GUARD, type GuardOptions } from './guard.ts';
import { priceOf } from './prices.ts';
import type { MessagesClient } from './send.ts';
import { type Spender, type Spending, spendingInMemory } from './spending.ts';
import type { ModelWatch } from './watch.ts';

export interface ModelParts {
  client?: MessagesClient;
  spending?: Spending;
  watch?: Partial<ModelWatch>;
  guard?: Partial<GuardOptions>;
  /** 0 to 1. */
  random?: () => number;
  /** Monotonic milliseconds. */
  now?: () => number;
}

/** The model of a process: one breaker, one bulkhead and one set of budgets for all its reviews. */
export interface ModelLane {
  /** For one review, whose time for the model begins with its first question. */
  forReview(spender?: Partial<Omit<Spender, 'review'>>): Model;
}

/** @throws InputError when a cloud's package is not installed */
export async function openModelLane(settings: ModelSettings, parts: ModelParts = {}): Promise<ModelLane> {
  const { watch = {}, random = Math.random, now = () => performance.now() } = parts;
  const lane: Lane = {
    settings,
    client: parts.client ?? (await openClient(settings.provider)),
    spending: parts.spending ?? spendingInMemory(),
    guard: createGuard({ ...GUARD, concurrency: settings.concurrency, ...parts.guard }, watch, random),
    watch,
    now,
  };
  const names = new Set(Object.values(settings.choices).map(({ model }) => model));
  for (const model of names) if (priceOf(model, settings.prices) === null) watch.unpriced?.(model);
  return {
    forReview({ installation = 0, repo = 0, pull = null } = {}) {
      const spender = { installation, repo, pull, review: randomUUID() };
      let over: AbortSignal | null = null;
      return {
        ask(request, signal) {
          over ??= AbortSignal.timeout(settings.reviewMs);
          return ask(lane, { spender, request, signal, over });
        },
      };
    },
  };
}
