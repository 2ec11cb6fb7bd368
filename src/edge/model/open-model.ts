import { randomUUID } from 'node:crypto';
import type { ModelSettings } from '../../config/model-settings.ts';
import { type Model, ModelError, type ModelReply, type ModelRequest } from '../../core/architect/model.ts';
import { openClient } from './client.ts';
import { estimate } from './estimate.ts';
import { Failed } from './failures.ts';
import { type BreakerState, createGuard, GUARD, type Guard, type GuardOptions } from './guard.ts';
import { paramsOf } from './params.ts';
import { addTokens, costOf, NO_TOKENS, priceOf, type Tokens, UNKNOWN_PRICE } from './prices.ts';
import { replyOf } from './reply.ts';
import { type MessagesClient, send } from './send.ts';
import { type Limits, type Spender, type Spending, spendingInMemory } from './spending.ts';

/** What is told to the operator; none of it holds prompts, replies or secrets. */
export interface ModelWatch {
  /** A request ended: with a reply's stop, or a failure. */
  ended(call: {
    task: ModelRequest['task'];
    model: string;
    outcome: string;
    ms: number;
    tokens: Tokens;
    costUsd: number;
  }): void;
  /** The API refused what this program built. */
  defect(message: string): void;
  retried(error: ModelError, waitMs: number): void;
  breaker(state: BreakerState): void;
}

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
  /** For one review, which ends with the signal of each call or when the review's time for the model is over. */
  forReview(spender?: Partial<Omit<Spender, 'review'>>): Model;
}

/** @throws InputError when a cloud's package is not installed */
export async function openModelLane(settings: ModelSettings, parts: ModelParts = {}): Promise<ModelLane> {
  const { watch = {}, random = Math.random, now = () => performance.now() } = parts;
  const options = { ...GUARD, concurrency: settings.concurrency, ...parts.guard };
  const events = {
    retried: (error: ModelError, waitMs: number) => watch.retried?.(error, waitMs),
    breaker: (state: BreakerState) => watch.breaker?.(state),
  };
  const lane: Lane = {
    settings,
    client: parts.client ?? (await openClient(settings)),
    spending: parts.spending ?? spendingInMemory(),
    guard: createGuard(options, events, random),
    watch,
    now,
  };
  return {
    forReview({ installation = 0, repo = 0, pull = null } = {}) {
      const spender = { installation, repo, pull, review: randomUUID() };
      const over = AbortSignal.timeout(settings.reviewMs);
      return { ask: (request, signal) => ask(lane, spender, request, AbortSignal.any([signal, over]), over) };
    },
  };
}

interface Lane {
  settings: ModelSettings;
  client: MessagesClient;
  spending: Spending;
  guard: Guard;
  watch: Partial<ModelWatch>;
  now: () => number;
}

async function ask(
  lane: Lane,
  spender: Spender,
  request: ModelRequest,
  signal: AbortSignal,
  over: AbortSignal,
): Promise<ModelReply> {
  const { settings, watch } = lane;
  const choice = settings.choices[request.task];
  const body = paramsOf(request, choice);
  const price = priceOf(choice.model, settings.prices) ?? UNKNOWN_PRICE;
  const limits: Limits = {
    ...settings.budgets,
    review: Math.min(settings.budgets.review, request.budgetUsd ?? Infinity),
  };
  const begun = lane.now();
  let tokens = NO_TOKENS;
  const attempt = async (ended: AbortSignal): Promise<ModelReply> => {
    const reserved = await lane.spending.reserve(spender, limits, costOf(estimate(body), price));
    let outcome = 'ended';
    let used = NO_TOKENS;
    try {
      const sent = await send(lane.client, body, ended);
      used = sent.tokens;
      const reply = replyOf(sent.message);
      outcome = reply.stop;
      return { ...reply, usage: { ...used, costUsd: 0 } };
    } catch (error) {
      if (error instanceof Failed) {
        used = error.tokens;
        outcome = error.error.failure;
      }
      throw signal.aborted ? signal.reason : error;
    } finally {
      tokens = addTokens(tokens, used);
      await reserved.settle({ model: choice.model, tokens: used, costUsd: costOf(used, price), outcome });
    }
  };
  let outcome = 'ended';
  try {
    const reply = await lane.guard.run(attempt, signal);
    outcome = reply.stop;
    return { ...reply, usage: { ...tokens, costUsd: costOf(tokens, price) } };
  } catch (error) {
    const told = over.aborted && error === over.reason ? late(settings.reviewMs) : error;
    if (told instanceof ModelError) {
      outcome = told.failure;
      if (outcome === 'defect') watch.defect?.(told.message);
    }
    throw told;
  } finally {
    const { task } = request;
    const ms = lane.now() - begun;
    watch.ended?.({ task, model: choice.model, outcome, ms, tokens, costUsd: costOf(tokens, price) });
  }
}

function late(reviewMs: number): ModelError {
  return new ModelError('timeout', `the model took longer than ${Math.round(reviewMs / 60_000)} min`, reviewMs);
}
