import type Anthropic from '@anthropic-ai/sdk';
import type { ModelSettings } from '../../config/model-settings.ts';
import { ModelError, type ModelReply, type ModelRequest } from '../../core/architect/model.ts';
import { estimate } from './estimate.ts';
import { Failed } from './failures.ts';
import type { Guard } from './guard.ts';
import { paramsOf } from './params.ts';
import { addTokens, costOf, NO_TOKENS, type Price, priceOf, type Tokens, UNKNOWN_PRICE } from './prices.ts';
import { replyOf } from './reply.ts';
import { type MessagesClient, send } from './send.ts';
import type { Limits, Spender, Spending } from './spending.ts';
import type { ModelWatch } from './watch.ts';

export interface Lane {
  settings: ModelSettings;
  client: MessagesClient;
  spending: Spending;
  guard: Guard;
  watch: Partial<ModelWatch>;
  /** Monotonic milliseconds. */
  now: () => number;
}

export interface Question {
  spender: Spender;
  request: ModelRequest;
  /** Of who asks. */
  signal: AbortSignal;
  /** Of the review's time. */
  over: AbortSignal;
}

/**
 * Asks until there is a reply or no hope of one.
 *
 * @throws ModelError; the signal's reason
 */
export async function ask(lane: Lane, { spender, request, signal, over }: Question): Promise<ModelReply> {
  const { settings, guard, watch, now } = lane;
  const { task } = request;
  const choice = settings.choices[task];
  const price = priceOf(choice.model, settings.prices) ?? UNKNOWN_PRICE;
  const attempted = { spender, limits: limitsOf(settings, request), price, body: paramsOf(request, choice) };
  const begun = now();
  let outcome = 'ended';
  let tokens = NO_TOKENS;
  const count = (used: Tokens) => {
    tokens = addTokens(tokens, used);
  };
  try {
    const reply = await guard.run((ended) => attempt(lane, attempted, ended, count), AbortSignal.any([signal, over]));
    outcome = reply.stop;
    return { ...reply, usage: { ...tokens, costUsd: costOf(tokens, price) } };
  } catch (error) {
    const told = over.aborted && !signal.aborted && error === over.reason ? late(settings.reviewMs) : error;
    if (told instanceof ModelError) outcome = told.failure;
    if (told instanceof ModelError && told.failure === 'defect') watch.defect?.(told.message);
    throw told;
  } finally {
    watch.ended?.({ task, model: choice.model, outcome, ms: now() - begun, tokens, costUsd: costOf(tokens, price) });
  }
}

interface Attempted {
  spender: Spender;
  limits: Limits;
  price: Price;
  body: Anthropic.MessageCreateParamsStreaming;
}

/** Sends the request once. What it may cost is set aside before, and what it did cost is put down whatever happened. */
async function attempt(
  { spending, client }: Lane,
  { spender, limits, price, body }: Attempted,
  ended: AbortSignal,
  count: (used: Tokens) => void,
): Promise<Omit<ModelReply, 'usage'>> {
  const reserved = await spending.reserve(spender, limits, costOf(estimate(body), price));
  let used = NO_TOKENS;
  let outcome = 'ended';
  try {
    const { message, tokens } = await send(client, body, ended);
    used = tokens;
    const reply = replyOf(message);
    outcome = reply.stop;
    return reply;
  } catch (error) {
    if (error instanceof Failed) {
      used = error.tokens;
      outcome = error.error.failure;
    }
    throw error;
  } finally {
    count(used);
    await reserved.settle({ model: body.model, tokens: used, costUsd: costOf(used, price), outcome });
  }
}

function limitsOf({ budgets }: ModelSettings, { budgetUsd = budgets.review }: ModelRequest): Limits {
  return { ...budgets, review: Math.min(budgets.review, budgetUsd) };
}

function late(reviewMs: number): ModelError {
  return new ModelError('timeout', `the model took more than ${Math.ceil(reviewMs / 60_000)} min`, reviewMs);
}
