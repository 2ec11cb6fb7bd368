import { type Choices, DEFAULT_CHOICES } from '../edge/model/catalogue.ts';
import type { Price } from '../edge/model/prices.ts';
import type { Limits } from '../edge/model/spending.ts';

/** What the architect model is asked with. */
export interface ModelSettings {
  apiKey: string;
  /** Of Anthropic or of a gateway. */
  baseUrl: string;
  choices: Choices;
  /** The operator's own, by the whole name of a model. */
  prices: Readonly<Record<string, Price>>;
  budgets: Limits;
  /** Calls under way at once. */
  concurrency: number;
  /** For all calls of one review together, milliseconds. */
  reviewMs: number;
}

export const MODEL_DEFAULTS: Omit<ModelSettings, 'apiKey'> = {
  baseUrl: 'https://api.anthropic.com',
  choices: DEFAULT_CHOICES,
  prices: {},
  budgets: { review: 5, pull: 20, month: 500 },
  concurrency: 4,
  reviewMs: 10 * 60_000,
};
