import { TestClock } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Later, type Worker } from '../../../src/pipeline/service-ports.ts';
import { describeStores, sharedStore } from '../store/places.ts';
import { newDelivery, newRepo, review } from './asks.ts';
import { Listener, type Scene, Stage } from './stage.ts';

const MINUTE = 60_000;

describeStores((places) => {
  const clock = new TestClock(Date.now());
  const log = new Listener();
  const store = sharedStore(places, { clock, log });
  const stage = new Stage();
  let worker: Worker;
  beforeAll(async () => {
    worker = await store().work({ handlers: stage.handlers, onDead: stage.onDead, concurrency: 2, perInstallation: 2 });
  });
  afterAll(async () => {
    const stopped = worker.stop(0);
    await clock.tick(0);
    await stopped;
  });

  async function pass(milliseconds: number): Promise<void> {
    await clock.setTime(clock.now() + milliseconds);
    await clock.tick(0);
  }

  async function ended(end: () => void): Promise<void> {
    const heard = log.heard('a turn ended');
    end();
    await heard;
  }

  /** Lets time pass until the next turn begins. */
  async function nextWithin(minutes: number): Promise<Scene> {
    const until = clock.now() + minutes * MINUTE;
    const scene = stage.next();
    const none = Symbol('none');
    while (clock.now() < until) {
      await pass(15_000);
      const begun = await Promise.race([scene, Promise.resolve(none)]);
      if (typeof begun !== 'symbol') return begun;
    }
    return await scene;
  }

  test('what fails is tried five times, ever later, and then somebody is told', async () => {
    const { inbox, counts } = store();
    const intent = review(newRepo(), 1);
    const before = (await counts()).failed;
    await inbox.accept(newDelivery(), [intent]);
    const pauses: number[] = [];
    for (const attempt of [1, 2, 3, 4, 5]) {
      const asked = clock.now();
      const { turn, fail } = await nextWithin(10);
      pauses.push(clock.now() - asked);
      expect(turn).toMatchObject({ attempt, last: attempt === 5 });
      await ended(() => fail(new Error(`attempt ${attempt}`)));
    }
    await pass(MINUTE);
    expect(await stage.death()).toEqual({ intent, error: new Error('attempt 5') });
    expect(pauses.slice(1).map((pause, index) => pause >= 15_000 * 2 ** index)).toEqual([true, true, true, true]);
    expect((await counts()).failed).toBe(before + 1);
    await pass(30 * MINUTE);
    expect(stage.begun).toEqual([]);
  });

  test('what is new does not wait for the next attempt of what failed', async () => {
    const { inbox } = store();
    const repo = newRepo();
    await inbox.accept(newDelivery(), [review(repo, 1, { full: true })]);
    const { fail } = await nextWithin(1);
    await ended(() => fail(new Error('no')));
    await inbox.accept(newDelivery(), [review(repo, 1, { cause: 'pull_request.synchronize' })]);
    const { intent, turn, finish } = await nextWithin(0.2);
    expect(intent).toEqual(review(repo, 1, { full: true, cause: 'pull_request.synchronize' }));
    expect(turn.attempt).toBe(1);
    finish();
  });

  test('later is at that time, and the attempts stay what they were', async () => {
    const { inbox, counts } = store();
    const repo = newRepo();
    await inbox.accept(newDelivery(), [review(repo, 1)]);
    const first = await nextWithin(1);
    await ended(() => first.fail(new Error('no')));
    const second = await nextWithin(2);
    expect(second.turn.attempt).toBe(2);
    const at = clock.now() + 10 * MINUTE;
    await ended(() => second.fail(new Later(new Date(at), 'rate limit')));
    await pass(9 * MINUTE);
    expect(stage.begun).toEqual([]);
    expect((await counts()).later).toBe(1);
    const third = await nextWithin(3);
    expect(clock.now()).toBeGreaterThanOrEqual(at);
    expect(third.turn.attempt).toBe(2);
    third.finish();
  });
});
