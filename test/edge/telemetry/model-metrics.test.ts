import { Registry } from 'prom-client';
import { afterEach, expect, test } from 'vitest';
import { watchModel } from '../../../src/edge/telemetry/model-metrics.ts';
import { answers, fails } from '../../anthropic/answers.ts';
import { type AnthropicStandin, type Script, startAnthropic } from '../../anthropic/start.ts';
import { modelAt, NEVER, REQUEST } from '../model/support.ts';

let api: AnthropicStandin;
afterEach(() => api.close());

async function metricsAfter(script: Script, asks = 1): Promise<{ metrics: string; logged: string[] }> {
  api = await startAnthropic(script);
  const registry = new Registry();
  const logged: string[] = [];
  const note = (level: string) => (data: object, message: string) =>
    void logged.push(`${level} ${message} ${JSON.stringify(data)}`);
  const log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
  const model = await modelAt(
    api.url,
    {},
    { watch: watchModel(registry, log), guard: { retries: 1, breaker: { failures: 2, openMs: 60_000 } } },
  );
  for (let asked = 0; asked < asks; asked += 1) await model.ask(REQUEST, NEVER).catch(() => {});
  return { metrics: await registry.metrics(), logged };
}

test('calls, tokens, cost and retries are counted', async () => {
  const usage = { input_tokens: 1000, output_tokens: 100, cache_read_input_tokens: 500 };
  const { metrics } = await metricsAfter([fails(529), answers({}, { usage })]);
  expect(metrics).toContain('architect_model_call_seconds_count{task="review",outcome="answer"} 1');
  expect(metrics).toContain('architect_model_tokens_total{task="review",kind="input"} 1000');
  expect(metrics).toContain('architect_model_tokens_total{task="review",kind="cache_read"} 500');
  expect(metrics).toContain('architect_model_cost_usd_total{task="review"} 0.0061');
  expect(metrics).toContain('architect_model_retries_total{failure="overloaded"} 1');
  expect(metrics).toContain('architect_model_defects_total 0');
});

test('a defect is no outage', async () => {
  const { metrics, logged } = await metricsAfter([fails(400, 'tools.0: too many')]);
  expect(metrics).toContain('architect_model_defects_total 1');
  expect(metrics).toContain('architect_model_call_seconds_count{task="review",outcome="defect"} 1');
  expect(logged).toEqual([expect.stringMatching(/^error the API refused a request as wrong.*tools\.0: too many/)]);
});

test('the breaker shows', async () => {
  const { metrics, logged } = await metricsAfter([fails(529)], 2);
  expect(metrics).toContain('architect_model_breaker_state 2');
  expect(metrics).toContain('architect_model_call_seconds_count{task="review",outcome="breaker-open"} 1');
  expect(logged).toContain('warn the breaker of the model changed {"state":"open"}');
});

test('a key that is refused is told as such', async () => {
  const { logged } = await metricsAfter([fails(401, 'invalid x-api-key')]);
  expect(logged).toEqual([
    'error the architect model cannot be asked until its settings or its account are mended {"task":"review","outcome":"key-refused","said":"invalid x-api-key"}',
  ]);
});
