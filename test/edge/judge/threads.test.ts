import { once } from 'node:events';
import { afterEach, expect, test, vi } from 'vitest';
import { endThread, type JudgingThread, keepThread, takeThread } from '../../../src/edge/judge/threads.ts';

const taken = new Set<JudgingThread>();
function take(of = 'acme/shop'): JudgingThread {
  const thread = takeThread(of);
  taken.add(thread);
  return thread;
}
afterEach(() => {
  for (const thread of taken) endThread(thread);
  taken.clear();
});

test('a thread that was kept is taken again, by one at a time', () => {
  const first = take();
  keepThread(first, 1);
  expect(take()).toBe(first);
  expect(take()).not.toBe(first);
});

test('the one that judged the repository last is taken before others', () => {
  const [shop, bank] = [take('acme/shop'), take('acme/bank')];
  keepThread(shop, 1);
  keepThread(bank, 1);
  expect(take('acme/bank')).toBe(bank);
  expect(take('acme/other')).toBe(shop);
});

test.each([
  ['has grown large', (thread: JudgingThread) => keepThread(thread, 2 ** 30)],
  ['was ended', endThread],
])('one that %s is not', async (_, leave) => {
  const thread = take();
  const exit = once(thread.worker, 'exit');
  leave(thread);
  expect(take()).not.toBe(thread);
  await exit;
});

test('one that has judged many orders is ended', () => {
  const seen = new Set<JudgingThread>();
  for (let order = 0; order < 60; order++) {
    const thread = take();
    seen.add(thread);
    keepThread(thread, 1);
  }
  expect(seen.size).toBe(2);
});

test('of two that wait one is ended after minutes and one after an hour', () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  try {
    const [first, second] = [take(), take()];
    keepThread(first, 1);
    keepThread(second, 1);
    vi.advanceTimersByTime(11 * 60_000);
    expect(take()).toBe(first);
    expect(take()).not.toBe(second);
    keepThread(first, 1);
    vi.advanceTimersByTime(61 * 60_000);
    expect(take()).not.toBe(first);
  } finally {
    vi.useRealTimers();
  }
});

test('one that dies while it waits is not taken', async () => {
  const thread = take();
  keepThread(thread, 1);
  await thread.worker.terminate();
  expect(take()).not.toBe(thread);
});
