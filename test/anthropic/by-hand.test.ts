import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { modelAt, NEVER, REQUEST } from '../edge/model/support.ts';
import { answersFromFolder, type FolderOptions } from './by-hand.ts';
import { type AnthropicStandin, startAnthropic } from './start.ts';

let folder: string;
let api: AnthropicStandin;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'answers-'));
});
afterEach(async () => {
  await api.close();
  rmSync(folder, { recursive: true, force: true });
});

async function model(options: FolderOptions) {
  api = await startAnthropic(answersFromFolder(folder, options));
  return modelAt(api.url);
}

const put = (name: string, reply: unknown) => writeFileSync(join(folder, name), JSON.stringify(reply));

test('a request is written down and waits for its reply', async () => {
  const waits = Promise.withResolvers<string>();
  const asked = (await model({ wait: true, waits: waits.resolve })).ask(REQUEST, NEVER);
  expect(await waits.promise).toBe(join(folder, '001.reply.json'));
  const request = JSON.parse(readFileSync(join(folder, '001.request.json'), 'utf8'));
  expect(request.messages).toEqual([{ role: 'user', content: [{ type: 'text', text: 'The change: …' }] }]);
  writeFileSync(join(folder, '001.reply.json'), '{"answer": {"verd');
  put('001.reply.json', { answer: { verdict: 'fine' } });
  expect(await asked).toMatchObject({ stop: 'answer', text: '{"verdict":"fine"}' });
});

test('replies that are there already are given at once, each to its request', async () => {
  put('001.reply.json', { content: [{ type: 'tool_use', name: 'read', input: { path: 'a.go' } }] });
  put('002.reply.json', { content: [{ type: 'text', text: 'no' }], stop: 'refusal' });
  put('003.reply.json', { status: 401, type: 'authentication_error', message: 'no' });
  const { ask } = await model({ wait: false });
  expect(await ask(REQUEST, NEVER)).toMatchObject({
    stop: 'tools',
    calls: [{ name: 'read', input: { path: 'a.go' } }],
  });
  expect(await ask(REQUEST, NEVER)).toMatchObject({ stop: 'refusal' });
  await expect(ask(REQUEST, NEVER)).rejects.toMatchObject({ failure: 'key-refused' });
});

test.each([
  ['is missing', null],
  ['is no reply', { verdict: 'fine' }],
])('a reply that %s is an error of who runs it', async (_what, reply) => {
  if (reply) put('001.reply.json', reply);
  const asked = (await model({ wait: false })).ask(REQUEST, NEVER);
  await expect(asked).rejects.toMatchObject({ failure: 'unreachable' });
  expect(api.failures.length).toBeGreaterThan(0);
});

test('the waiting ends when it is told to', async () => {
  const stop = new AbortController();
  const asked = (await model({ wait: true, signal: stop.signal, waits: () => stop.abort() })).ask(REQUEST, NEVER);
  await expect(asked).rejects.toMatchObject({ failure: 'unreachable' });
});
