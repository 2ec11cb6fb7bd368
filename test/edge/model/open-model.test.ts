import { afterEach, expect, test } from 'vitest';
import { answers, calls, fails } from '../../anthropic/answers.ts';
import { type AnthropicStandin, type Script, startAnthropic } from '../../anthropic/start.ts';
import { modelAt, NEVER, REQUEST } from './support.ts';

let api: AnthropicStandin;
const start = async (script: Script) => {
  api = await startAnthropic(script);
  return modelAt(api.url);
};
afterEach(async () => {
  expect(api.failures).toEqual([]);
  await api.close();
});

test('asks, and hands over answer, turn and what it cost', async () => {
  const model = await start([answers({ verdict: 'fine' }, { usage: { input_tokens: 1000, output_tokens: 100 } })]);
  const reply = await model.ask(REQUEST, NEVER);
  expect(reply).toMatchObject({ model: 'claude-opus-5-5', stop: 'answer', text: '{"verdict":"fine"}', calls: [] });
  expect(reply.usage).toEqual({ input: 1000, output: 100, cacheRead: 0, cacheWrite: 0, costUsd: 0.006 });
  expect(structuredClone(reply)).toEqual(reply);
});

test('goes on after a call of a tool, with the turn sent back as it came', async () => {
  const model = await start([
    { content: [{ type: 'thinking', thinking: '' }, ...calls({ name: 'read', input: { path: 'a "b".go' } }).content] },
    answers({ verdict: 'fine' }),
  ]);
  const first = await model.ask(REQUEST, NEVER);
  expect(first).toMatchObject({ stop: 'tools', calls: [{ name: 'read', input: { path: 'a "b".go' } }] });
  const [call] = first.calls;
  const result = { id: call?.id ?? '', result: 'package a', failed: false };
  await model.ask(
    {
      ...REQUEST,
      messages: [...REQUEST.messages, { role: 'assistant', content: first.turn }, { role: 'user', content: [result] }],
    },
    NEVER,
  );
  expect(api.asked[1]?.body.messages[1]).toEqual({ role: 'assistant', content: first.turn });
});

test('asks again after an overload, and says who is to blame when it stays', async () => {
  const model = await start([fails(529), answers({ verdict: 'fine' })]);
  expect(await model.ask(REQUEST, NEVER)).toMatchObject({ text: '{"verdict":"fine"}' });
  expect(api.asked).toHaveLength(2);
});
