import { expect, test } from 'vitest';
import { readEnv } from '../../src/config/env.ts';
import { readModelSettings } from '../../src/config/model-settings.ts';
import { readSettings, type Variables } from '../../src/config/service-settings.ts';

const KEY = { ANTHROPIC_API_KEY: 'sk-ant-hush' };

function settings(variables: Variables) {
  const read = readModelSettings(variables);
  if ('problems' in read) throw new Error(read.problems.join('\n'));
  return read.settings;
}

test.each([
  ['without a key', {}],
  ['with an empty one', { ANTHROPIC_API_KEY: ' ' }],
  ['when told so', { ...KEY, ARCHITECT_MODEL_PROVIDER: 'off' }],
])('the rules review alone %s', (_when, variables) => {
  expect(settings(variables)).toBeNull();
});

test('a key is all that must be said', () => {
  expect(settings(KEY)).toEqual({
    provider: { name: 'anthropic', apiKey: 'sk-ant-hush', baseUrl: 'https://api.anthropic.com' },
    choices: {
      review: { model: 'claude-opus-5-5', effort: 'high' },
      synthesis: { model: 'claude-opus-5-5', effort: 'high' },
      command: { model: 'claude-opus-5-5', effort: 'high' },
      verify: { model: 'claude-haiku-5-5', effort: 'medium' },
    },
    prices: {},
    budgets: { review: 5, pull: 20, month: 500 },
    concurrency: 4,
    reviewMs: 600_000,
  });
});

test('models, their effort and their prices can be chosen', () => {
  const chosen = settings({
    ...KEY,
    ARCHITECT_MODEL: 'gateway/big low',
    ARCHITECT_MODEL_COMMAND: 'claude-sonnet-5-5',
    ARCHITECT_MODEL_PRICES: 'gateway/big=1/2/3/0.4, other=5/6/7/8',
    ARCHITECT_BUDGET_REVIEW: '0.50',
  });
  expect(chosen?.choices).toMatchObject({
    review: { model: 'gateway/big', effort: 'low' },
    synthesis: { model: 'gateway/big', effort: 'low' },
    command: { model: 'claude-sonnet-5-5', effort: 'high' },
  });
  expect(chosen?.prices['gateway/big']).toEqual({ input: 1, output: 2, cacheWrite: 3, cacheRead: 0.4 });
  expect(chosen?.budgets.review).toBe(0.5);
});

test('models have other names on Bedrock', () => {
  const chosen = settings({ ARCHITECT_MODEL_PROVIDER: 'bedrock', ARCHITECT_MODEL_VERIFY: 'eu.anthropic.claude-x' });
  expect(chosen?.provider).toEqual({ name: 'bedrock' });
  expect(chosen?.choices.review.model).toBe('anthropic.claude-opus-5-5');
  expect(chosen?.choices.verify.model).toBe('eu.anthropic.claude-x');
});

test.each([
  ['ANTHROPIC_API_KEY', 'two words hush'],
  ['ANTHROPIC_BASE_URL', 'http://gateway.hush.example'],
  ['ARCHITECT_MODEL_PROVIDER', 'hush'],
  ['ARCHITECT_MODEL', 'claude-opus-5-5 hush'],
  ['ARCHITECT_MODEL_PRICES', 'claude-opus-5-5=hush'],
  ['ARCHITECT_BUDGET_REVIEW', '-1'],
  ['ARCHITECT_MODEL_MINUTES', '15'],
])('%s: what is not usable is told in one line without the value', (name, value) => {
  const variables = { ...KEY, [name]: value };
  const read = readModelSettings(variables);
  expect(read).toEqual({ problems: [expect.stringMatching(new RegExp(`^${name} is not usable: .+`))] });
  expect(JSON.stringify(read)).not.toContain('hush');
  expect(() => readEnv(variables).model()).toThrow(`${name} is not usable`);
  const service = readSettings(variables, () => '');
  expect('problems' in service ? service.problems.at(-1) : '').toContain(`${name} is not usable`);
});

test('a setting of the model is not read before the model is asked for', () => {
  expect(readEnv({ ...KEY, ARCHITECT_MODEL_PROVIDER: 'hush' }).width).toBeGreaterThan(0);
});
