import { afterAll, beforeAll, expect, test } from 'vitest';
import { Later, type Worker } from '../../../src/pipeline/service-ports.ts';
import { describeStores, sharedStore } from '../store/places.ts';
import { newDelivery, newRepo, review, reviewHead, reviewMergeGroup, stopReview } from './asks.ts';
import { aborted, Stage } from './stage.ts';

describeStores((places) => {
  const store = sharedStore(places);
  const stage = new Stage();
  let worker: Worker;
  beforeAll(async () => {
    worker = await store().work({
      handlers: stage.handlers,
      onDead: stage.onDead,
      concurrency: 4,
      perInstallation: 2,
    });
  });
  afterAll(() => worker.stop(0));

  test('an intent is done, and its delivery known from then on', async () => {
    const { inbox, ledger } = store();
    const delivery = newDelivery();
    const intent = review(newRepo(), 1);
    expect(await inbox.accept(delivery, [intent])).toBe('stored');
    expect(await inbox.accept(delivery, [intent])).toBe('known');
    const { turn, finish, ...scene } = await stage.next();
    expect(scene.intent).toEqual(intent);
    expect(turn).toMatchObject({ attempt: 1, last: false, delivery: delivery.id });
    const key = `pull/${intent.repo.id}/1`;
    expect(await ledger.isCurrent(key, turn.fence)).toBe(true);
    expect(await ledger.isCurrent(key, turn.fence - 1)).toBe(false);
    finish();
    expect(await inbox.accept(delivery, [intent])).toBe('known');
  });

  test('the same delivery twice at once is stored once', async () => {
    const { inbox } = store();
    const delivery = newDelivery();
    const intent = review(newRepo(), 1);
    const answers = await Promise.all([1, 2, 3].map(() => inbox.accept(delivery, [intent])));
    expect(answers.sort()).toEqual(['known', 'known', 'stored']);
    (await stage.next()).finish();
  });

  test('what comes while a turn runs waits, joined, and aborts it where it supersedes it', async () => {
    const { inbox, ledger } = store();
    const repo = newRepo();
    await inbox.accept(newDelivery(), [review(repo, 1)]);
    const first = await stage.next();
    await inbox.accept(newDelivery(), [review(repo, 1, { full: true, cause: 'a' })]);
    await aborted(first.turn.signal);
    expect(await ledger.isCurrent(`pull/${repo.id}/1`, first.turn.fence)).toBe(false);
    await inbox.accept(newDelivery(), [review(repo, 1, { again: true, cause: 'b' })]);
    first.fail(new Error('aborted'));
    const second = await stage.next();
    expect(second.intent).toEqual(review(repo, 1, { full: true, again: true, cause: 'b' }));
    expect(second.turn.attempt).toBe(1);
    expect(second.turn.fence).toBeGreaterThan(first.turn.fence);
    await inbox.accept(newDelivery(), [stopReview(repo, 1)]);
    await aborted(second.turn.signal);
    second.finish();
    const third = await stage.next();
    expect(third.intent).toEqual(stopReview(repo, 1));
    await inbox.accept(newDelivery(), [review(repo, 1)]);
    expect(third.turn.signal.aborted).toBe(false);
    third.finish();
    (await stage.next()).finish();
  });

  test('a busy installation leaves room for another one', async () => {
    const { inbox } = store();
    const [busy, other] = [newRepo(10), newRepo(11)];
    await inbox.accept(
      newDelivery(),
      [1, 2, 3, 4, 5].map((pull) => review(busy, pull)),
    );
    await inbox.accept(newDelivery(), [review(other, 1)]);
    const begun = [await stage.next(), await stage.next(), await stage.next()];
    expect(begun.map(({ intent }) => 'repo' in intent && intent.repo.installation).sort()).toEqual([10, 10, 11]);
    for (const { finish } of begun) finish();
    for (let rest = 0; rest < 3; rest += 1) (await stage.next()).finish();
  });

  test('later is no failed attempt, and what came meanwhile is joined', async () => {
    const { inbox } = store();
    const repo = newRepo();
    await inbox.accept(newDelivery(), [reviewHead(repo, 'abc', true)]);
    const first = await stage.next();
    await inbox.accept(newDelivery(), [reviewHead(repo, 'abc')]);
    expect(first.turn.signal.aborted).toBe(false);
    first.fail(new Later(new Date(Date.now() - 1), 'rate limit'));
    const second = await stage.next();
    expect(second.intent).toEqual(reviewHead(repo, 'abc', true));
    expect(second.turn.attempt).toBe(1);
    second.finish();
  });

  test('a delivery that cannot be stored does not hurt those that came with it', async () => {
    const { inbox } = store();
    const repo = newRepo();
    const answers = await Promise.allSettled([
      inbox.accept(newDelivery(), [reviewMergeGroup(repo, 'a')]),
      inbox.accept({ id: 'no\0text', event: 'push' }, [reviewMergeGroup(repo, 'b')]),
      inbox.accept(newDelivery(), [reviewMergeGroup(repo, 'c')]),
    ]);
    expect(answers.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
    expect(answers[1]).toMatchObject({ reason: { name: 'StoreError', retryable: false } });
    const scenes = [await stage.next(), await stage.next()];
    expect(scenes.map(({ intent }) => 'head' in intent && intent.head).sort()).toEqual(['a', 'c']);
    for (const { finish } of scenes) finish();
  });
});
