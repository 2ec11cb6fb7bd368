import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Traffic } from '../../../src/edge/queue/traffic.ts';

// Node's own promises of timers know nothing of fake ones.
vi.mock('node:timers/promises', () => ({
  setTimeout: (ms: number) => new Promise((resolve) => setTimeout(resolve, ms)),
}));
beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Whether the lull has come, as time goes by. */
function watch(traffic: Traffic): () => boolean {
  let come = false;
  void traffic.lull().then(() => {
    come = true;
  });
  return () => come;
}

test('there is a lull where nothing comes, and some time after the last delivery', async () => {
  const traffic = new Traffic();
  await traffic.lull();
  traffic.note();
  const come = watch(traffic);
  for (const step of [30, 30, 30]) {
    await vi.advanceTimersByTimeAsync(step);
    expect(come()).toBe(false);
    traffic.note();
  }
  await vi.advanceTimersByTimeAsync(60);
  expect(come()).toBe(true);
});

test('where deliveries never cease, nobody waits for ever', async () => {
  const traffic = new Traffic();
  traffic.note();
  const come = watch(traffic);
  for (let ms = 0; ms < 1_100; ms += 10) {
    await vi.advanceTimersByTimeAsync(10);
    traffic.note();
  }
  expect(come()).toBe(true);
});
