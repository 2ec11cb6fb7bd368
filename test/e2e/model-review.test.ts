import { afterEach, expect, test } from 'vitest';
import { answers, fails } from '../anthropic/answers.ts';
import { type AnthropicStandin, startAnthropic } from '../anthropic/start.ts';
import { ANSWER, EXPRESS, LOGGED, verdictOn, WORKER } from '../support/example-answer.ts';
import { architect } from './command.ts';

let api: AnthropicStandin;
afterEach(() => api.close());

/** The bundled example, reviewed with what stands in for the API. */
async function review(...args: string[]) {
  const env = { ANTHROPIC_BASE_URL: api.url, ANTHROPIC_API_KEY: 'sk-ant-of-a-test' };
  return await architect(['review', '--format', 'json', ...args], { env });
}

test('the command line shows what the model found, once it was looked at twice', async () => {
  api = await startAnthropic(({ body }) => {
    const isLook = !JSON.stringify(body).includes('corroborations');
    return answers(isLook ? verdictOn(JSON.stringify(body.messages)) : ANSWER);
  });
  const { code, stdout } = await review();
  const { findings, model } = JSON.parse(stdout);
  const own = findings.filter((one: { lane: string }) => one.lane === 'M');
  expect(own.map(({ path, line }: { path: string; line: number }) => [path, line])).toEqual([
    [EXPRESS, 84],
    [WORKER, 125],
  ]);
  expect(own[1].suggestion.text).toBe(LOGGED.replacement);
  expect(model).toMatchObject({ state: 'used', dropped: { 'quote not found': 1, 'refuted by the second look': 1 } });
  expect(model.usage.costUsd).toBeGreaterThan(0);
  expect([code, api.failures]).toEqual([0, []]);
});

test('a key that is refused is said, and the rules stand', async () => {
  api = await startAnthropic([fails(401, 'invalid x-api-key')]);
  const { code, stdout } = await review();
  const { findings, model } = JSON.parse(stdout);
  expect(model).toMatchObject({ state: 'unavailable', failure: 'key-refused' });
  expect(findings.length).toBeGreaterThan(50);
  expect(stdout).not.toContain('sk-ant-of-a-test');
  expect(code).toBe(0);
});

test('--no-model asks nobody', async () => {
  api = await startAnthropic([fails(500)]);
  const { stdout } = await review('--no-model');
  expect(JSON.parse(stdout).model).toMatchObject({ state: 'off', calls: 0 });
  expect(api.asked).toEqual([]);
});
