import { expect, test } from 'vitest';
import { faulty, openScene, sound, told } from './scene.ts';

/** More than a review ever writes. */
const MOST_WRITES = 20;

test('a process that is killed between any two writes leaves nothing out and nothing twice', async () => {
  let kills = 0;
  for (let write = 1; write <= MOST_WRITES; write++) {
    const scene = await openScene();
    const pull = await scene.propose({
      'orders.go': faulty('shop', 'Orders'),
      'payments.go': faulty('shop', 'Payments'),
    });
    const first = scene.killAtWrite(write);
    await scene.settle();
    const wasKilled = first();
    await scene.repo.commit({
      branch: 'change',
      files: { 'orders.go': sound('shop', 'Orders'), 'stock.go': faulty('shop', 'Stock') },
    });
    const second = scene.killAtWrite(write);
    await scene.settle();
    expect(scene.queue.dead).toEqual([]);
    expect(await told(pull)).toEqual([
      expect.stringMatching(/^orders\.go:\S+ [^|]+ \| Fixed in [^|]+$/),
      expect.stringMatching(/^payments\.go:\d+ [^|]+$/),
      expect.stringMatching(/^stock\.go:\d+ [^|]+$/),
    ]);
    expect(pull.comments()).toHaveLength(1);
    expect(scene.repo.checks(pull.head).map(({ conclusion }) => conclusion)).toEqual(['failure']);
    kills += Number(wasKilled) + Number(second());
    await scene.close();
    if (!wasKilled && !second()) break;
  }
  expect(kills).toBeGreaterThanOrEqual(8);
}, 120_000);
