import { beforeEach, expect, test } from 'vitest';
import { PromptCache } from './cache.ts';
import type { Countable } from './rules/shape.ts';

const MARK = { cache_control: { type: 'ephemeral' as const } };
const LONG = 'func main() {}\n'.repeat(400);

let now: number;
let cache: PromptCache;
beforeEach(() => {
  now = 0;
  cache = new PromptCache(() => now);
});

const text = (words: string, mark = false) => ({ type: 'text' as const, text: words, ...(mark ? MARK : {}) });

function request(system: ReturnType<typeof text>[], ask: string, more: Partial<Countable> = {}): Countable {
  return { model: 'claude-opus-5-5', system, messages: [{ role: 'user', content: ask }], ...more };
}

test('what is before a mark is written once and read as long as it is used', () => {
  const first = cache.use(request([text(LONG, true)], 'one'));
  expect(first.cache_read_input_tokens).toBe(0);
  expect(first.cache_creation_input_tokens).toBeGreaterThan(1500);
  now = 4 * 60_000;
  const second = cache.use(request([text(LONG, true)], 'another'));
  expect(second).toMatchObject({
    cache_read_input_tokens: first.cache_creation_input_tokens,
    cache_creation_input_tokens: 0,
  });
  expect(second.input_tokens).toBeLessThan(50);
  now = 8 * 60_000;
  expect(cache.use(request([text(LONG, true)], 'two')).cache_read_input_tokens).toBeGreaterThan(0);
  now = 14 * 60_000;
  expect(cache.use(request([text(LONG, true)], 'two')).cache_read_input_tokens).toBe(0);
});

test.each([
  ['a byte of it differs', request([text(`${LONG} `, true)], 'one')],
  ['another model reads', request([text(LONG, true)], 'one', { model: 'claude-haiku-5-5' })],
  ['it thinks otherwise', request([text(LONG, true)], 'one', { output_config: { effort: 'low' } })],
  [
    'there is a tool more',
    request([text(LONG, true)], 'one', { tools: [{ name: 'a', input_schema: { type: 'object' } }] }),
  ],
  ['nothing is marked', request([text(LONG)], 'one')],
])('nothing is read when %s', (_what, other) => {
  cache.use(request([text(LONG, true)], 'one'));
  expect(cache.use(other).cache_read_input_tokens).toBe(0);
});

test('what is short is not cached', () => {
  const counted = cache.use(request([text('Be brief.', true)], 'one'));
  expect(counted.cache_creation_input_tokens).toBe(0);
});

test('a conversation that grows reads what it wrote, up to twenty blocks back', () => {
  const turns = (count: number) => Array.from({ length: count }, (_, index) => text(`turn ${index}`));
  const grown = (count: number) =>
    request([text(LONG)], '', { messages: [{ role: 'user', content: [...turns(count), text('now', true)] }] });
  const first = cache.use(request([text(LONG)], '', { messages: [{ role: 'user', content: [text('turn 0', true)] }] }));
  expect(cache.use(grown(10)).cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
  now = 60 * 60_000;
  cache.use(request([text(LONG)], '', { messages: [{ role: 'user', content: [text('turn 0', true)] }] }));
  expect(cache.use(grown(30)).cache_read_input_tokens).toBe(0);
});
