import Anthropic from '@anthropic-ai/sdk';
import { afterEach, expect, test } from 'vitest';
import { answers, calls, fails, type Says, says } from './answers.ts';
import { type AnthropicStandin, type Script, type StandinOptions, startAnthropic } from './start.ts';

// What Anthropic's own client makes of the stand-in.

let api: AnthropicStandin;
afterEach(async () => {
  expect(api.failures).toEqual([]);
  await api.close();
});

async function client(script: Script, options: StandinOptions = {}): Promise<Anthropic> {
  api = await startAnthropic(script, options);
  return new Anthropic({ apiKey: 'a-key', authToken: null, baseURL: api.url, maxRetries: 0, logLevel: 'off' });
}

const ASK = {
  model: 'claude-opus-5-5',
  max_tokens: 1000,
  messages: [{ role: 'user' as const, content: 'Hello' }],
};

const EVERYTHING: Says = {
  content: [
    { type: 'thinking', thinking: 'Well. '.repeat(50), signature: 'c2lnbmVk' },
    { type: 'redacted_thinking', data: 'opaque' },
    { type: 'text', text: 'Ångström "quoted" \\ 🦫 '.repeat(30) },
    ...calls({ id: 'toolu_1', name: 'read', input: { path: 'a/ü.go', lines: [1, 2], deep: { yes: true } } }).content,
    ...calls({ id: 'toolu_2', name: 'list', input: {} }).content,
  ],
};

test('a message is the same whether it comes whole or in a stream', async () => {
  const anthropic = await client([EVERYTHING]);
  const whole = await anthropic.messages.create(ASK);
  const seen: string[] = [];
  const stream = anthropic.messages.stream(ASK);
  stream.on('streamEvent', ({ type }) => seen.push(type));
  const { parsed_output: _, ...streamed } = await stream.finalMessage();
  // As it goes over the wire: the client adds getters and the like.
  const plain = (message: object) => ({ ...JSON.parse(JSON.stringify(message)), id: 'msg' });
  expect(plain(streamed)).toEqual(plain(whole));
  expect(streamed.stop_reason).toBe('tool_use');
  expect(streamed.content.map(({ type }) => type)).toEqual(EVERYTHING.content.map(({ type }) => type));
  expect([seen[0], seen.at(-2), seen.at(-1)]).toEqual(['message_start', 'message_delta', 'message_stop']);
});

test('errors come as the classes of the client, with id and headers', async () => {
  const anthropic = await client([
    fails(429, 'slow down', { headers: { 'retry-after': '7' } }),
    fails(529),
    fails(400, 'no', { code: 'enforced_spend_limit_reached' }),
  ]);
  const error = () => anthropic.messages.create(ASK).catch((thrown: unknown) => thrown);
  const limited = await error();
  expect(limited).toBeInstanceOf(Anthropic.RateLimitError);
  expect(limited).toMatchObject({ status: 429, type: 'rate_limit_error', apiMessage: 'slow down', requestID: 'req_0' });
  expect(limited instanceof Anthropic.APIError && limited.headers?.get('retry-after')).toBe('7');
  expect(await error()).toMatchObject({ status: 529, type: 'overloaded_error' });
  expect(await error()).toMatchObject({ status: 400, errorCode: 'enforced_spend_limit_reached' });
});

test('an answer says how much may still be asked, and which request it was', async () => {
  const anthropic = await client([says('Hello')]);
  const { response, request_id } = await anthropic.messages.create(ASK).withResponse();
  expect(response.headers.get('anthropic-ratelimit-requests-remaining')).toBe('3999');
  expect(request_id).toMatch(/^req_/);
});

test('only the key is let in, and only what there is is found', async () => {
  const anthropic = await client([says('Hello')], { key: 'another-key' });
  await expect(anthropic.messages.create(ASK)).rejects.toMatchObject({ status: 401, type: 'authentication_error' });
  await expect(anthropic.models.retrieve('claude-opus-5-5')).rejects.toMatchObject({ status: 404 });
  const again = anthropic.withOptions({ apiKey: 'another-key' });
  await expect(again.messages.create({ ...ASK, model: 'claude-opus-9' })).rejects.toMatchObject({
    status: 404,
    apiMessage: 'model: claude-opus-9',
  });
});

test('tokens are counted without an answer', async () => {
  const anthropic = await client([says('Hello')]);
  const count = async (text: string) => {
    const { input_tokens } = await anthropic.messages.countTokens({
      model: ASK.model,
      messages: [{ role: 'user', content: text }],
    });
    return input_tokens;
  };
  expect((await count('Hello '.repeat(1000))) - (await count(''.padEnd(6, 'H')))).toBeGreaterThan(1000);
  expect(api.asked).toEqual([]);
});

test('thinking goes back as it came, in the conversation that it came from', async () => {
  const anthropic = await client([EVERYTHING, answers({})]);
  const { content } = await anthropic.messages.create(ASK);
  const results = content.flatMap((block) =>
    block.type === 'tool_use' ? [{ type: 'tool_result' as const, tool_use_id: block.id, content: 'x' }] : [],
  );
  const again = {
    ...ASK,
    messages: [...ASK.messages, { role: 'assistant' as const, content }, { role: 'user' as const, content: results }],
  };
  await anthropic.messages.create(again);
  const changed = content.map((block) => (block.type === 'thinking' ? { ...block, thinking: 'No.' } : block));
  const [first, , last] = again.messages;
  const refused = (body: object) =>
    expect(anthropic.messages.create({ ...again, ...body })).rejects.toMatchObject({ status: 400 });
  await refused({ messages: [first, { role: 'assistant', content: changed }, last] });
  await refused({ messages: [{ role: 'user', content: 'Another' }, ...again.messages.slice(1)] });
  await refused({ system: 'Be brief.' });
  expect(api.refused.map((message) => message.split(' ').slice(0, 4).join(' '))).toEqual([
    'messages.1.content.0: `thinking` or `redacted_thinking`',
    'messages.1.content.0: what is before',
    'messages.1.content.0: what is before',
  ]);
});

test('a turn that was paused goes on, and no other reply can be begun', async () => {
  const anthropic = await client([{ content: [{ type: 'thinking', thinking: '' }], stop: 'pause_turn' }, says('Done')]);
  const { content } = await anthropic.messages.create(ASK);
  const goOn = (content: Anthropic.ContentBlockParam[]) =>
    anthropic.messages.create({ ...ASK, messages: [...ASK.messages, { role: 'assistant', content }] });
  expect(await goOn(content)).toMatchObject({ stop_reason: 'end_turn' });
  await expect(goOn([{ type: 'text', text: 'Sure' }])).rejects.toMatchObject({ status: 400 });
});
