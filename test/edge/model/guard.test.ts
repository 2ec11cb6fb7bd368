import { afterEach, expect, test, vi } from 'vitest';
import { ModelError } from '../../../src/core/architect/model.ts';
import { Failed } from '../../../src/edge/model/failures.ts';
import { createGuard, GUARD, type GuardOptions } from '../../../src/edge/model/guard.ts';
import type { ModelWatch } from '../../../src/edge/model/watch.ts';
import { NEVER } from './support.ts';

const overloaded = (waitMs: number | null = null) =>
  new Failed(new ModelError('overloaded', 'overloaded', 1), { again: true, waitMs });
const refused = () => new Failed(new ModelError('key-refused', 'refused'), { again: false });

function guard(options: Partial<GuardOptions>, events: Partial<ModelWatch> = {}, random = () => 0.5) {
  return createGuard({ ...GUARD, backoffMs: { first: 0, most: 0 }, ...options }, events, random);
}

afterEach(() => {
  vi.useRealTimers();
});

test('the breaker opens, tries once after a while, and closes again', async () => {
  vi.useFakeTimers({ toFake: ['Date'], now: 0 });
  const states: string[] = [];
  const model = guard(
    { retries: 0, breaker: { failures: 2, openMs: 1000 } },
    { breaker: (state) => states.push(state) },
  );
  let tries = 0;
  const fail = () => {
    tries += 1;
    return Promise.reject(overloaded());
  };
  for (const _ of [1, 2]) await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'overloaded' });
  vi.setSystemTime(999);
  await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'breaker-open', retryAfterMs: 1000 });
  expect(tries).toBe(2);
  vi.setSystemTime(1000);
  await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'overloaded' });
  await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'breaker-open' });
  expect(tries).toBe(3);
  vi.setSystemTime(2000);
  expect(await model.run(() => Promise.resolve('fine'), NEVER)).toBe('fine');
  expect(states).toEqual(['open', 'half-open', 'open', 'half-open', 'closed']);
});

test('a call that opens the breaker says what went wrong', async () => {
  const model = guard({ retries: 5, breaker: { failures: 2, openMs: 60_000 } });
  const fail = vi.fn(() => Promise.reject(overloaded()));
  await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'overloaded' });
  expect(fail).toHaveBeenCalledTimes(2);
});

test('what no retry mends does not open the breaker', async () => {
  const model = guard({ breaker: { failures: 1, openMs: 60_000 } });
  const fail = vi.fn(() => Promise.reject(refused()));
  for (const _ of [1, 2]) await expect(model.run(fail, NEVER)).rejects.toMatchObject({ failure: 'key-refused' });
  expect(fail).toHaveBeenCalledTimes(2);
});

test('so many calls go on at once, so many wait, and the rest is told to come back', async () => {
  const model = guard({ concurrency: 2, waiting: 1, retries: 0 });
  const gate = Promise.withResolvers<void>();
  let under = 0;
  let most = 0;
  const work = async () => {
    under += 1;
    most = Math.max(most, under);
    await gate.promise;
    under -= 1;
  };
  const calls = [1, 2, 3].map(() => model.run(work, NEVER));
  await expect(model.run(work, NEVER)).rejects.toMatchObject({ failure: 'overloaded' });
  expect(under).toBe(2);
  gate.resolve();
  await Promise.all(calls);
  expect(most).toBe(2);
});

test('who waits for a retry holds no place', async () => {
  const resting = Promise.withResolvers<void>();
  const stop = new AbortController();
  const model = guard(
    { concurrency: 1, backoffMs: { first: 60_000, most: 60_000 } },
    { retried: () => resting.resolve() },
  );
  const first = model.run(() => Promise.reject(overloaded()), stop.signal);
  await resting.promise;
  expect(await model.run(() => Promise.resolve('fine'), NEVER)).toBe('fine');
  stop.abort('over');
  await expect(first).rejects.toBe('over');
});

test.each([
  ['doubles', 1, null, [1000, 2000, 4000]],
  ['is spread', 0, null, [500, 1000, 2000]],
  ['is what the API asks for', 0, 1234, [1234, 1234, 1234]],
])('the wait between attempts %s', async (_what, random, asked, expected) => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const waits: number[] = [];
  const model = guard(
    { retries: 3, backoffMs: { first: 1000, most: 30_000 } },
    { retried: (_error, waitMs) => waits.push(waitMs) },
    () => random,
  );
  const run = expect(model.run(() => Promise.reject(overloaded(asked)), NEVER)).rejects.toMatchObject({
    failure: 'overloaded',
  });
  await vi.runAllTimersAsync();
  await run;
  expect(waits).toEqual(expected);
});
