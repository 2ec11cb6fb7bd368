import type Anthropic from '@anthropic-ai/sdk';
import type { ModelSettings, Provider } from '../../config/model-settings.ts';
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
  let said: string | null = null;
  const note = (used: Tokens, words: string | null) => {
    tokens = addTokens(tokens, used);
    said = words && withoutKey(words, settings.provider);
  };
  try {
    const reply = await guard.run((ended) => attempt(lane, attempted, ended, note), AbortSignal.any([signal, over]));
    outcome = reply.stop;
    return { ...reply, usage: { ...tokens, costUsd: costOf(tokens, price) } };
  } catch (error) {
    const told = over.aborted && !signal.aborted && error === over.reason ? late(settings.reviewMs) : error;
    if (told instanceof ModelError) outcome = told.failure;
    throw told;
  } finally {
    const costUsd = costOf(tokens, price);
    watch.ended?.({ task, model: choice.model, outcome, said, ms: now() - begun, tokens, costUsd });
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
  note: (used: Tokens, said: string | null) => void,
): Promise<Omit<ModelReply, 'usage'>> {
  const reserved = await spending.reserve(spender, limits, costOf(estimate(body), price));
  let used = NO_TOKENS;
  let outcome = 'ended';
  let said: string | null = null;
  try {
    const { message, tokens } = await send(client, body, ended);
    used = tokens;
    const reply = replyOf(message);
    outcome = reply.stop;
    return reply;
  } catch (error) {
    if (error instanceof Failed) {
      used = error.tokens;
      said = error.said;
      outcome = error.error.failure;
    }
    throw error;
  } finally {
    note(used, said);
    await reserved.settle({ model: body.model, tokens: used, costUsd: costOf(used, price), outcome });
  }
}

function limitsOf({ budgets }: ModelSettings, { budgetUsd = budgets.review }: ModelRequest): Limits {
  return { ...budgets, review: Math.min(budgets.review, budgetUsd) };
}

/** Gateways repeat keys that they do not know. */
function withoutKey(words: string, provider: Provider): string {
  return provider.name === 'anthropic' ? words.replaceAll(provider.apiKey, '…') : words;
}

function late(reviewMs: number): ModelError {
  return new ModelError('timeout', `the model took more than ${Math.ceil(reviewMs / 60_000)} min`, reviewMs);
}
