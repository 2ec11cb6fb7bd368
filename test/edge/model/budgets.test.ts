import { afterEach, expect, test } from 'vitest';
import { costOf, priceOf, UNKNOWN_PRICE } from '../../../src/edge/model/prices.ts';
import { answers, fails } from '../../anthropic/answers.ts';
import { type AnthropicStandin, type Script, startAnthropic } from '../../anthropic/start.ts';
import { modelAt, NEVER, REQUEST } from './support.ts';

let api: AnthropicStandin | null = null;
afterEach(() => api?.close());

/** At 20 dollars a million tokens, 50,000 of them may cost a dollar. */
const DOLLAR = { ...REQUEST, maxTokens: 50_000 };
const budgets = (review: number) => ({ budgets: { review, pull: 100, month: 100 } });
const CENT = answers({ verdict: 'fine' }, { usage: { input_tokens: 0, output_tokens: 500 } });

async function model(script: Script, review: number) {
  api = await startAnthropic(script);
  return { api, model: await modelAt(api.url, budgets(review)) };
}

test('a call that the budget may not cover is not sent', async () => {
  const { api, model: architect } = await model([CENT], 0.9);
  await expect(architect.ask(DOLLAR, NEVER)).rejects.toMatchObject({ failure: 'over-budget', retryAfterMs: null });
  expect(api.asked).toEqual([]);
  expect(await architect.ask({ ...DOLLAR, maxTokens: 40_000 }, NEVER)).toMatchObject({ usage: { costUsd: 0.01 } });
});

test('a repository may allow less than the operator, and not more', async () => {
  const { model: architect } = await model([CENT], 1.5);
  await expect(architect.ask({ ...DOLLAR, budgetUsd: 0.5 }, NEVER)).rejects.toThrow(
    'the budget of this review ($0.50)',
  );
  await architect.ask({ ...DOLLAR, budgetUsd: 1000 }, NEVER);
  await expect(architect.ask({ ...DOLLAR, maxTokens: 100_000, budgetUsd: 1000 }, NEVER)).rejects.toThrow('($1.50)');
});

test('calls at the same time do not overspend together, and what they leave can be spent', async () => {
  const { api, model: architect } = await model([CENT], 3.1);
  const all = await Promise.allSettled(Array.from({ length: 6 }, () => architect.ask(DOLLAR, NEVER)));
  expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
  expect(api.asked).toHaveLength(3);
  await architect.ask(DOLLAR, NEVER);
});

test('a call that failed gives back what was set aside', async () => {
  const { model: architect } = await model([fails(400), CENT], 1.1);
  await expect(architect.ask(DOLLAR, NEVER)).rejects.toMatchObject({ failure: 'defect' });
  await architect.ask(DOLLAR, NEVER);
});

test('each review has a budget of its own', async () => {
  api = await startAnthropic([CENT]);
  await (await modelAt(api.url, budgets(1.1))).ask(DOLLAR, NEVER);
  await (await modelAt(api.url, budgets(1.1))).ask(DOLLAR, NEVER);
});

const MILLION = { input: 1e6, cacheWrite: 1e6, cacheRead: 1e6, output: 1e6 };

test.each([
  ['claude-opus-5-5', 29.2],
  ['anthropic.claude-opus-5-5', 29.2],
  ['claude-opus-5', 36.75],
  ['claude-opus-4-5@20251101', 36.75],
  ['us.anthropic.claude-haiku-4-5-20251001-v1:0', 7.35],
  ['claude-sonnet-5-5', 14.6],
])('a million tokens of each kind with %s cost %d dollars', (name, usd) => {
  const price = priceOf(name);
  expect(price && costOf(MILLION, price)).toBeCloseTo(usd);
});

test('a long prompt is dearer where the list says so', () => {
  const price = priceOf('claude-haiku-5-5') ?? UNKNOWN_PRICE;
  const tokens = { input: 50_000, cacheWrite: 0, cacheRead: 50_000, output: 1000 };
  expect(costOf(tokens, price)).toBeCloseTo(0.006);
  expect(costOf({ ...tokens, cacheRead: 50_001 }, price)).toBeCloseTo(0.03);
});

test.each(['claude-opus-9', 'claude-opus-5-50', 'my-model'])('%s has no price until the operator says one', (name) => {
  expect(priceOf(name)).toBeNull();
  expect(priceOf(name, { [name]: UNKNOWN_PRICE })).toBe(UNKNOWN_PRICE);
});
