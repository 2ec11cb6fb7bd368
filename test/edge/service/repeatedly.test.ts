import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { repeatedly } from '../../../src/edge/service/repeatedly.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

test('goes on after a failure, which is told', async () => {
  const failures: unknown[] = [];
  let runs = 0;
  const work = async () => {
    if (++runs === 1) throw new Error('once');
  };
  const repeated = repeatedly({ first: 10, every: 100 }, work, (error) => failures.push(error));
  await vi.advanceTimersByTimeAsync(210);
  expect([runs, failures]).toEqual([3, [new Error('once')]]);
  await repeated.stop(0);
  await vi.advanceTimersByTimeAsync(1_000);
  expect(runs).toBe(3);
});

test('a stop tells the run under way, and waits for it as long as it may and no longer', async () => {
  const told: AbortSignal[] = [];
  const end = Promise.withResolvers<void>();
  const work = (stopped: AbortSignal) => {
    told.push(stopped);
    return end.promise;
  };
  const repeated = repeatedly({ first: 0, every: 0 }, work, () => {});
  await vi.advanceTimersByTimeAsync(1);
  let stops = 0;
  for (const grace of [1_000, 60_000]) void repeated.stop(grace).then(() => stops++);
  expect(told.map(({ aborted }) => aborted)).toEqual([true]);
  await vi.advanceTimersByTimeAsync(999);
  expect(stops).toBe(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(stops).toBe(1);
  end.resolve();
  await vi.advanceTimersByTimeAsync(0);
  expect(stops).toBe(2);
});
