import { setImmediate } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { groupCommit } from '../../../src/edge/queue/group-commit.ts';

/** Writes that end when the test says so. */
function slowWrites() {
  const batches: number[][] = [];
  const ends: (() => void)[] = [];
  const begun: (() => void)[] = [];
  return {
    batches,
    begin: () => new Promise<void>((resolve) => begun.push(resolve)),
    end: () => ends.shift()?.(),
    write: async (items: readonly number[]) => {
      batches.push([...items]);
      begun.shift()?.();
      await new Promise<void>((resolve) => ends.push(resolve));
      if (items.includes(13)) throw new Error('the whole batch fails');
      return items.map((item) =>
        item < 0
          ? ({ status: 'rejected', reason: new Error('negative') } as const)
          : ({ status: 'fulfilled', value: item * 2 } as const),
      );
    },
  };
}

test('what comes while a batch is written goes into the next one, in its order and up to the limit', async () => {
  const { batches, begin, end, write } = slowWrites();
  const put = groupCommit(write, { batch: 3 });
  const first = begin();
  const answers = [put(1)];
  await first;
  answers.push(put(2), put(3), put(4), put(5));
  for (let rest = 0; rest < 2; rest += 1) {
    const next = begin();
    end();
    await next;
  }
  end();
  expect(await Promise.all(answers)).toEqual([2, 4, 6, 8, 10]);
  expect(batches).toEqual([[1], [2, 3, 4], [5]]);
});

test('each item has its own answer, and a batch that fails fails no other one', async () => {
  const { begin, end, write } = slowWrites();
  const put = groupCommit(write, { batch: 2 });
  const first = begin();
  const answers = Promise.allSettled([put(1), put(-1), put(13), put(2), put(3)]);
  await first;
  for (let rest = 0; rest < 2; rest += 1) {
    const next = begin();
    end();
    await next;
  }
  end();
  expect((await answers).map(({ status }) => status)).toEqual([
    'fulfilled',
    'rejected',
    'rejected',
    'rejected',
    'fulfilled',
  ]);
});

test('a burst that comes turn by turn of the event loop is written at once', async () => {
  const batches: number[][] = [];
  const put = groupCommit<number, number>(
    async (items) => {
      batches.push([...items]);
      return items.map((value) => ({ status: 'fulfilled', value }));
    },
    { batch: 100, patienceMs: 10_000 },
  );
  const answers: Promise<number>[] = [];
  for (let item = 0; item < 20; item += 1) {
    answers.push(put(item));
    await setImmediate();
  }
  expect(await Promise.all(answers)).toEqual(Array.from({ length: 20 }, (_, item) => item));
  expect(batches).toHaveLength(1);
});
