import { afterEach, describe, expect, test, vi } from 'vitest';
import { ModelError } from '../../../src/core/architect/model.ts';
import type { GuardOptions } from '../../../src/edge/model/guard.ts';
import { type Answer, answers, calls, type Fault, fails, says } from '../../anthropic/answers.ts';
import { type AnthropicStandin, type Script, startAnthropic } from '../../anthropic/start.ts';
import { KEY, modelAt, NEVER, REQUEST } from './support.ts';

const FINE = answers({ verdict: 'fine' });
const TRIES = 4;
const LATER = 5 * 60_000;
const QUICK = { attemptMs: 150, retries: 1 };

let api: AnthropicStandin | null = null;
afterEach(async () => {
  expect(api?.failures).toEqual([]);
  await api?.close();
  api = null;
  vi.restoreAllMocks();
});

interface Ends {
  failure?: string;
  stop?: string;
  requests: number;
  retryAfterMs?: number | null;
}

const broken = (fault: Fault): Answer => ({ ...FINE, fault });
const always = (answer: Answer): Script => [answer];
const once = (answer: Answer): Script => [answer, FINE];
const retryAfter = (seconds: string) => fails(429, 'slow down', { headers: { 'retry-after': seconds } });

const TABLE: [string, Script, Ends, Partial<GuardOptions>?][] = [
  ['401', always(fails(401, 'invalid x-api-key')), { failure: 'key-refused', requests: 1, retryAfterMs: null }],
  ['403', always(fails(403)), { failure: 'key-refused', requests: 1, retryAfterMs: null }],
  ['404', always(fails(404, 'model: claude-opus-5-5')), { failure: 'unknown-model', requests: 1, retryAfterMs: null }],
  ['413', always(fails(413)), { failure: 'too-large', requests: 1, retryAfterMs: null }],
  ['413 of a proxy', always(fails(413, '', { body: '<html>' })), { failure: 'too-large', requests: 1 }],
  ['400', always(fails(400, 'tools.0: unknown field')), { failure: 'defect', requests: 1, retryAfterMs: null }],
  ['422', always(fails(422)), { failure: 'defect', requests: 1 }],
  ['no money', always(fails(402)), { failure: 'over-budget', requests: 1, retryAfterMs: null }],
  [
    'a spend limit',
    always(fails(400, 'spent', { code: 'enforced_spend_limit_reached' })),
    { failure: 'over-budget', requests: 1 },
  ],
  [
    'too long a prompt',
    always(fails(400, 'prompt is too long: 1000123 tokens > 1000000 maximum')),
    { failure: 'too-large', requests: 1 },
  ],
  [
    'no room for a reply',
    always(fails(400, 'input length and `max_tokens` exceed context limit: 1 + 2 > 3')),
    { failure: 'too-large', requests: 1 },
  ],
  ['429 for good', always(fails(429)), { failure: 'overloaded', requests: TRIES, retryAfterMs: LATER }],
  ['429 once', once(fails(429)), { stop: 'answer', requests: 2 }],
  ['429 with a wait', once(retryAfter('0')), { stop: 'answer', requests: 2 }],
  [
    '429 with a wait that is too long',
    once(retryAfter('61')),
    { failure: 'overloaded', requests: 1, retryAfterMs: 61_000 },
  ],
  ['500 for good', always(fails(500)), { failure: 'overloaded', requests: TRIES, retryAfterMs: LATER }],
  ['500 once', once(fails(500)), { stop: 'answer', requests: 2 }],
  ['502 of a proxy', once(fails(502, '', { body: '<html>' })), { stop: 'answer', requests: 2 }],
  ['504', always(fails(504)), { failure: 'timeout', requests: TRIES }],
  ['529 for good', always(fails(529)), { failure: 'overloaded', requests: TRIES }],
  ['529 once', once(fails(529)), { stop: 'answer', requests: 2 }],
  [
    'silence',
    always(broken({ kind: 'wait', until: new Promise(() => {}) })),
    { failure: 'timeout', requests: 2 },
    QUICK,
  ],
  ['silence after the head', always(broken({ kind: 'stall', after: 0 })), { failure: 'timeout', requests: 2 }, QUICK],
  ['silence in the stream', always(broken({ kind: 'stall', after: 4 })), { failure: 'timeout', requests: 2 }, QUICK],
  ['cut before the first event', once(broken({ kind: 'cut', after: 0 })), { stop: 'answer', requests: 2 }],
  ['cut after the first event', once(broken({ kind: 'cut', after: 1 })), { stop: 'answer', requests: 2 }],
  ['cut in the text', once(broken({ kind: 'cut', after: 4 })), { stop: 'answer', requests: 2 }],
  ['cut within an event', once(broken({ kind: 'cut', bytes: 1100 })), { stop: 'answer', requests: 2 }],
  ['cut before the last event', once(broken({ kind: 'cut', after: 6 })), { stop: 'answer', requests: 2 }],
  [
    'cut every time',
    always(broken({ kind: 'cut', after: 4 })),
    { failure: 'unreachable', requests: TRIES, retryAfterMs: LATER },
  ],
  ['ended too early', once(broken({ kind: 'end', after: 4 })), { stop: 'answer', requests: 2 }],
  ['ended with nothing', always(broken({ kind: 'end', after: 0 })), { failure: 'unreachable', requests: TRIES }],
  [
    'no JSON in the stream',
    once(broken({ kind: 'garbage', after: 3, data: 'event: content_block_delta\ndata: {"type":\n\n' })),
    { stop: 'answer', requests: 2 },
  ],
  [
    'no JSON every time',
    always(broken({ kind: 'garbage', after: 3, data: 'event: content_block_delta\ndata: oops\n\n' })),
    { failure: 'malformed', requests: TRIES },
  ],
  [
    'overload within the stream',
    once(broken({ kind: 'error', after: 4, type: 'overloaded_error', message: 'Overloaded' })),
    { stop: 'answer', requests: 2 },
  ],
  [
    'an error within the stream',
    always(broken({ kind: 'error', after: 4, type: 'api_error', message: 'Internal' })),
    { failure: 'overloaded', requests: TRIES },
  ],
  ['refusal', always(says('I cannot.', { stop: 'refusal' })), { stop: 'refusal', requests: 1 }],
  ['max_tokens', always(says('{"verdict":"fi', { stop: 'max_tokens' })), { stop: 'max-tokens', requests: 1 }],
  [
    'context window exceeded',
    always(says('{"ver', { stop: 'model_context_window_exceeded' })),
    { stop: 'context-exceeded', requests: 1 },
  ],
  ['pause_turn', always(says('…', { stop: 'pause_turn' })), { stop: 'paused', requests: 1 }],
  ['tools', always(calls({ name: 'read', input: { path: 'a.go' } })), { stop: 'tools', requests: 1 }],
  ['nothing', always({ content: [] }), { stop: 'answer', requests: 1 }],
];

test.each(TABLE)('%s', async (_name, script, ends, guard = {}) => {
  api = await startAnthropic(script);
  const model = await modelAt(api.url, {}, { guard });
  const got = await model.ask(REQUEST, NEVER).catch((error: unknown) => error);
  if (got instanceof ModelError) {
    expect({ failure: got.failure, requests: api.asked.length, retryAfterMs: got.retryAfterMs }).toMatchObject(ends);
    expect(got.message).not.toContain('\n');
  } else expect({ ...(got as object), requests: api.asked.length }).toMatchObject(ends);
});

test('an API that is not there', async () => {
  api = await startAnthropic([FINE]);
  const { url } = api;
  await api.close();
  const model = await modelAt(url);
  await expect(model.ask(REQUEST, NEVER)).rejects.toMatchObject({
    failure: 'unreachable',
    message: 'the API cannot be reached (ECONNREFUSED)',
  });
});

describe('secrets', () => {
  test.each([fails(401, `invalid x-api-key: ${KEY}`), fails(400, `bad ${KEY}`), broken({ kind: 'cut', after: 3 })])(
    'stay secret when the answer is %j',
    async (answer) => {
      const shown: unknown[] = [];
      for (const method of ['log', 'info', 'warn', 'error', 'debug'] as const)
        vi.spyOn(console, method).mockImplementation((...parts) => void shown.push(parts));
      api = await startAnthropic([answer]);
      const told: unknown[] = [];
      const tell = (...parts: unknown[]) => void told.push(parts);
      const model = await modelAt(api.url, {}, { watch: { ended: tell, retried: tell, breaker: tell } });
      const error = await model.ask(REQUEST, NEVER).catch((thrown: unknown) => thrown);
      expect(told).not.toEqual([]);
      const all = JSON.stringify([shown, told, Object.entries(error as object)]) + String(error);
      expect(all).not.toContain(KEY);
      expect(all).not.toContain('The change');
      expect(shown).toEqual([]);
      expect(api.asked[0]?.headers.authorization).toBe(`Bearer ${KEY}`);
    },
  );
});

test('the API’s words are for the operator, and not for who reads the review', async () => {
  api = await startAnthropic([fails(400, 'messages.0: unknown field `colour` for account 42')]);
  const said: (string | null)[] = [];
  const model = await modelAt(api.url, {}, { watch: { ended: (call) => said.push(call.said) } });
  await expect(model.ask(REQUEST, NEVER)).rejects.toMatchObject({
    failure: 'defect',
    message: 'the API answered 400 invalid_request_error (req_0)',
  });
  expect(said).toEqual(['messages.0: unknown field `colour` for account 42']);
});

test('what failed attempts used up is counted', async () => {
  const usage = { input_tokens: 1000, output_tokens: 50 };
  api = await startAnthropic([
    { ...FINE, usage, fault: { kind: 'cut', after: 5 } },
    { ...FINE, usage },
  ]);
  const model = await modelAt(api.url);
  const { usage: counted } = await model.ask(REQUEST, NEVER);
  // The first reply was cut before the API said how long it was.
  expect(counted).toMatchObject({ input: 2000, output: 51, costUsd: 0.00902 });
});

test('who asks may stop asking, also while a retry is waited for', async () => {
  api = await startAnthropic([fails(529)]);
  const stop = new AbortController();
  const model = await modelAt(
    api.url,
    {},
    { guard: { backoffMs: { first: 60_000, most: 60_000 } }, watch: { retried: () => stop.abort('enough') } },
  );
  await expect(model.ask(REQUEST, stop.signal)).rejects.toBe('enough');
  await expect(model.ask(REQUEST, stop.signal)).rejects.toBe('enough');
  expect(api.asked).toHaveLength(1);
});

test('a review has so much time for the model and no more', async () => {
  api = await startAnthropic([broken({ kind: 'stall', after: 4 })]);
  const model = await modelAt(api.url, { reviewMs: 150 });
  await expect(model.ask(REQUEST, NEVER)).rejects.toMatchObject({ failure: 'timeout' });
  await expect(model.ask(REQUEST, NEVER)).rejects.toMatchObject({ failure: 'timeout' });
  expect(api.asked).toHaveLength(1);
});
