import type { ModelUsage } from '../../core/architect/model.ts';
import { isNamed } from './catalogue.ts';

/** USD for a million tokens. */
export interface Price {
  input: number;
  output: number;
  /** Into the cache that lives five minutes. */
  cacheWrite: number;
  cacheRead: number;
  /** Of a request whose prompt, cached parts included, is longer than that many tokens. */
  above?: { tokens: number; price: Omit<Price, 'above'> };
}

/** By the name behind `claude-`. */
export type Prices = Readonly<Record<string, Price>>;

/** Anthropic's own list, https://platform.claude.com/docs/en/about-claude/pricing; clouds may ask for more. */
export const PRICES_OF = '2026-10-24';

const FABLE = { input: 10, output: 50, cacheWrite: 12.5, cacheRead: 0.25 };
const OPUS_5 = { input: 5, output: 25, cacheWrite: 6.25, cacheRead: 0.5 };
const SONNET_4 = { input: 3, output: 15, cacheWrite: 3.75, cacheRead: 0.3 };

export const PRICES: Prices = {
  'fable-5-1': FABLE,
  'mythos-5-1': FABLE,
  'fable-5': { ...FABLE, cacheRead: 1 },
  'mythos-5': { ...FABLE, cacheRead: 1 },
  'opus-5-5': { input: 4, output: 20, cacheWrite: 5, cacheRead: 0.2 },
  'opus-5': OPUS_5,
  'opus-4-8': OPUS_5,
  'opus-4-7': OPUS_5,
  'opus-4-6': OPUS_5,
  'opus-4-5': OPUS_5,
  'sonnet-5-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.1 },
  'sonnet-5': { input: 2, output: 10, cacheWrite: 2.5, cacheRead: 0.2 },
  'sonnet-4-6': SONNET_4,
  'sonnet-4-5': SONNET_4,
  'haiku-5-5': {
    ...{ input: 0.1, output: 0.5, cacheWrite: 0.125, cacheRead: 0.01 },
    above: { tokens: 100_000, price: { input: 0.5, output: 2.5, cacheWrite: 0.625, cacheRead: 0.05 } },
  },
  'haiku-4-5': { input: 1, output: 5, cacheWrite: 1.25, cacheRead: 0.1 },
};

/** What is paid for a model that the list does not know: the dearest of it, so that no budget is overspent unseen. */
export const UNKNOWN_PRICE: Price = { ...FABLE, cacheRead: 1 };

/** The operator's prices, by the model's whole name, come first. */
export function priceOf(model: string, own: Readonly<Record<string, Price>> = {}): Price | null {
  const known = Object.keys(PRICES).find((name) => isNamed(model, name));
  return own[model] ?? (known === undefined ? null : (PRICES[known] ?? null));
}

export type Tokens = Omit<ModelUsage, 'costUsd'>;

export function costOf({ input, cacheWrite, cacheRead, output }: Tokens, list: Price): number {
  const long = list.above !== undefined && input + cacheWrite + cacheRead > list.above.tokens;
  const price = long && list.above ? list.above.price : list;
  const micro =
    input * price.input + cacheWrite * price.cacheWrite + cacheRead * price.cacheRead + output * price.output;
  return micro / 1e6;
}

export const NO_TOKENS: Tokens = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0 };

export function addTokens(a: Tokens, b: Tokens): Tokens {
  return {
    input: a.input + b.input,
    cacheWrite: a.cacheWrite + b.cacheWrite,
    cacheRead: a.cacheRead + b.cacheRead,
    output: a.output + b.output,
  };
}
