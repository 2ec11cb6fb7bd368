import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { type Consulting, consult } from '../../src/pipeline/consult.ts';
import { answers, calls, type Says } from '../anthropic/answers.ts';
import { type AnthropicStandin, type Script, startAnthropic } from '../anthropic/start.ts';
import { modelAt, NEVER } from '../edge/model/support.ts';
import { consulting, openExample } from '../support/example-pull.ts';

// The conversation over the real wire format, held to the API's rules. Written answers.

let input: Consulting;
let api: AnthropicStandin;
let script: Script;
beforeAll(async () => {
  input = await consulting(await openExample());
});
beforeEach(() => {
  script = [NOTHING];
});
afterAll(() => input.pull.close());

const NOTHING = answers({
  ...{ findings: [], corroborations: [], assessments: [], redFlags: [], design: [], questions: [], tradeOffs: [] },
});
const thinking = { type: 'thinking', thinking: '' } as const;

async function ask(reviews = 1) {
  api = await startAnthropic(script);
  const all = [];
  for (let review = 0; review < reviews; review += 1) all.push(await consult(input, await modelAt(api.url), NEVER));
  await api.close();
  expect({ refused: api.refused, failures: api.failures }).toEqual({ refused: [], failures: [] });
  return all;
}

test('look-ups, a pause, an answer cut off and a malformed one make a conversation that the API takes', async () => {
  const looks: Says = {
    content: [
      thinking,
      ...calls(
        { name: 'search_text', input: { side: 'head', text: 'http.Client', under: '' } },
        { name: 'read_file', input: { side: 'head', path: 'go.mod', from: 1, to: 5 } },
      ).content,
    ],
  };
  script = [
    looks,
    { content: [thinking, { type: 'text', text: 'Wait' }], stop: 'pause_turn' },
    { content: [thinking, { type: 'text', text: '{"find' }], stop: 'max_tokens' },
    { content: [] },
    NOTHING,
  ];
  const [consultation] = await ask();
  expect(consultation).toMatchObject({ failure: null, reply: { findings: [] }, calls: 5 });
  expect(api.asked).toHaveLength(5);
});

test('what a conversation said before is read from the cache', async () => {
  const look = calls({ name: 'list_files', input: { side: 'head', directory: '' } });
  script = [look, look, NOTHING];
  const [consultation] = await ask();
  const { cacheRead = 0, cacheWrite = 0, input: fresh = 0 } = consultation?.usage ?? {};
  expect(cacheRead).toBeGreaterThan(1.5 * cacheWrite);
  expect(fresh).toBeLessThan(0.1 * cacheRead);
});

test('a second review of the same change is read from the cache but for its question', async () => {
  const [, second] = await ask(2);
  const { cacheRead = 0, cacheWrite = 0, input: fresh = 0 } = second?.usage ?? {};
  expect(cacheRead / (cacheRead + cacheWrite + fresh)).toBeGreaterThan(0.8);
});
