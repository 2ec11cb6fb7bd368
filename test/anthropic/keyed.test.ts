import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Anthropic from '@anthropic-ai/sdk';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { keyedAnswers } from './keyed.ts';
import { type AnthropicStandin, startAnthropic } from './start.ts';

let folder: string;
let anthropic: AnthropicStandin;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'keyed-'));
});
afterEach(async () => {
  await anthropic.close();
  rmSync(folder, { recursive: true });
});

async function asks(wait = false) {
  const keyed = keyedAnswers(folder, wait, () => {});
  anthropic = await startAnthropic(keyed.script);
  const client = new Anthropic({ apiKey: 'sk-test', baseURL: anthropic.url, maxRetries: 0 });
  const ask = (question: string) =>
    client.messages.create({
      ...{ model: 'claude-haiku-5-5', max_tokens: 100 },
      messages: [{ role: 'user', content: question }],
    });
  return { ask, missing: keyed.missing };
}

test('what nobody answered fails at once, and its request lies there to be read', async () => {
  const { ask, missing } = await asks();
  await expect(ask('What is a bulkhead?')).rejects.toMatchObject({ status: 404 });
  const [path = ''] = missing;
  expect(readFileSync(path.replace('.reply.json', '.request.md'), 'utf8')).toContain('# user\n\nWhat is a bulkhead?');
});

test('a reply is found again for the same question, in another run too, and for no other', async () => {
  const first = await asks();
  await expect(first.ask('What is a bulkhead?')).rejects.toMatchObject({ status: 404 });
  const [path = ''] = first.missing;
  writeFileSync(path, JSON.stringify({ answer: { it: 'bounds what one part may use' } }));
  await anthropic.close();

  const second = await asks();
  const { content } = await second.ask('What is a bulkhead?');
  expect(content).toMatchObject([{ type: 'text', text: '{"it":"bounds what one part may use"}' }]);
  await expect(second.ask('What is a breaker?')).rejects.toMatchObject({ status: 404 });
  expect(second.missing.size).toBe(1);
});

test('a tool that is called has the same id in every run', async () => {
  const { ask, missing } = await asks();
  await expect(ask('Look')).rejects.toMatchObject({ status: 404 });
  const [path = ''] = missing;
  writeFileSync(path, JSON.stringify({ content: [{ type: 'tool_use', name: 'read', input: {} }] }));
  const ids = [await ask('Look'), await ask('Look')].map(({ content: [block] }) => (block as { id?: string }).id);
  expect(ids[0]).toMatch(/^toolu_/);
  expect(ids[1]).toBe(ids[0]);
});

test('waiting ends when the reply is written', async () => {
  const { ask } = await asks(true);
  const asked = ask('Wait');
  // The request's file is there before anything is waited for.
  while (!readdirSync(folder).some((name) => name.endsWith('.request.md'))) await new Promise(setImmediate);
  const key = readdirSync(folder)[0]?.split('.')[0];
  writeFileSync(join(folder, `${key}.reply.json`), JSON.stringify({ answer: 'now' }));
  expect((await asked).content).toMatchObject([{ text: '"now"' }]);
});
