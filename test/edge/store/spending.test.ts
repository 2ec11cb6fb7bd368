import { randomUUID } from 'node:crypto';
import { TestClock } from 'pg-boss';
import { expect, test } from 'vitest';
import { type Spender, type Spending, spendingInMemory } from '../../../src/edge/model/spending.ts';
import { newRepo } from '../queue/asks.ts';
import { describeStores, sharedStore } from './places.ts';

const LIMITS = { review: 10, pull: 20, month: 30 };
const COST = { model: 'm', tokens: { input: 1, output: 2, cacheWrite: 3, cacheRead: 4 }, outcome: 'answer' };

const newSpender = (): Spender => ({ installation: 1, repo: newRepo().id, pull: 7, review: randomUUID() });

async function spend(spending: Spending, spender: Spender, costUsd: number): Promise<void> {
  const reserved = await spending.reserve(spender, LIMITS, costUsd);
  await reserved.settle({ ...COST, costUsd });
}

/** How many of the calls were let through. */
async function together(spending: Spending, spenders: Spender[], mostUsd: number): Promise<number> {
  const got = await Promise.allSettled(spenders.map((spender) => spending.reserve(spender, LIMITS, mostUsd)));
  for (const one of got) if (one.status === 'rejected') expect(one.reason).toMatchObject({ failure: 'over-budget' });
  return got.filter(({ status }) => status === 'fulfilled').length;
}

describeStores((places) => {
  const clock = new TestClock(Date.UTC(2026, 9, 31, 23, 59));
  const store = sharedStore(places, { clock });

  test('calls at the same time do not overspend a review together', async () => {
    const spender = newSpender();
    expect(await together(store().spending, Array(8).fill(spender), 3)).toBe(3);
  });

  test('nor reviews a pull request, nor pull requests the month', async () => {
    const { spending } = store();
    const reviews = (pull: number | null, repo = newRepo().id) =>
      Array.from({ length: 8 }, () => ({ ...newSpender(), repo, pull }));
    expect(await together(spending, reviews(1), 4)).toBe(5);
    const repo = newRepo().id;
    expect(await together(spending, [...reviews(1, repo), ...reviews(2, repo)], 4)).toBe(7);
    expect(await together(spending, reviews(null), 4)).toBe(7);
  });

  test('what was set aside and not spent can be spent', async () => {
    const { spending } = store();
    const spender = newSpender();
    const reserved = await spending.reserve(spender, LIMITS, 10);
    await expect(spending.reserve(spender, LIMITS, 1)).rejects.toThrow(
      'the budget of this review ($10.00) does not cover another call: $10.00 of it are spent or set aside',
    );
    await reserved.settle({ ...COST, costUsd: 2 });
    await spend(spending, spender, 8);
    await expect(spending.reserve(spender, LIMITS, 0.01)).rejects.toMatchObject({ failure: 'over-budget' });
    await spend(spending, newSpender(), 10);
  });

  test('a month ends for the repository, and a pull request’s budget does not', async () => {
    const { spending } = store();
    const october = newSpender();
    const others = [newSpender(), newSpender()].map((spender, at) => ({ ...spender, repo: october.repo, pull: at }));
    for (const spender of [october, ...others]) await spend(spending, spender, 10);
    await expect(spend(spending, { ...newSpender(), repo: october.repo, pull: 9 }, 1)).rejects.toThrow(
      'the budget of this repository and month ($30.00)',
    );
    await clock.setTime(Date.UTC(2026, 10, 1));
    await spend(spending, { ...newSpender(), repo: october.repo }, 10);
    await expect(spend(spending, { ...newSpender(), repo: october.repo }, 1)).rejects.toThrow(
      'the budget of this pull request ($20.00)',
    );
  });
});

test('in memory a review has its budget too', async () => {
  const spending = spendingInMemory();
  const spender = newSpender();
  expect(await together(spending, Array(8).fill(spender), 3)).toBe(3);
  expect(await together(spending, [newSpender()], 3)).toBe(1);
});
