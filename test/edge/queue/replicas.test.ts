import { TestClock } from 'pg-boss';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Intent, keyOf } from '../../../src/core/intents/intent.ts';
import { openStore, type Store } from '../../../src/edge/store/open-store.ts';
import type { Turn, Worker } from '../../../src/pipeline/service-ports.ts';
import { describePostgres, PATIENCE } from '../store/places.ts';
import { newDelivery, newRepo, review } from './asks.ts';
import { aborted, SILENT, Stage } from './stage.ts';

describePostgres((places) => {
  const clock = new TestClock(Date.now());
  let one: Store;
  let two: Store;
  beforeAll(async () => {
    const place = await places.fresh();
    one = await openStore(place, { log: SILENT, clock });
    two = await openStore(place, { log: SILENT, clock });
  }, PATIENCE);
  afterAll(async () => {
    await one.close();
    await two.close();
  });

  async function stop(...workers: Worker[]): Promise<void> {
    const stopped = Promise.all(workers.map((worker) => worker.stop(0)));
    await clock.tick(0);
    await stopped;
  }

  test('the same deliveries at two replicas are stored once, and their work is done once at a time', async () => {
    const repo = newRepo();
    const running = new Set<string>();
    const begun: string[] = [];
    let twice = 0;
    const play = async (intent: Intent, turn: Turn) => {
      const key = keyOf(intent);
      if (running.has(key)) twice += 1;
      running.add(key);
      begun.push(key);
      // Long enough for the other replica to try the same.
      for (let look = 0; look < 3; look += 1) await two.ledger.isCurrent(key, turn.fence);
      running.delete(key);
    };
    const handlers = {
      'review-pull': play,
      'stop-review': play,
      'review-head': play,
      'review-merge-group': play,
      'drop-merge-group': play,
      'follow-default-branch': play,
      'forget-installation': play,
    };
    const options = { handlers, onDead: () => {}, concurrency: 4, perInstallation: 4 };
    const workers = [await one.work(options), await two.work(options)];
    const deliveries = Array.from({ length: 60 }, (_, index) => ({ delivery: newDelivery(), pull: index % 20 }));
    const answers = await Promise.all(
      deliveries.flatMap(({ delivery, pull }) =>
        [one, two].map(({ inbox }) => inbox.accept(delivery, [review(repo, pull)])),
      ),
    );
    expect(answers.filter((answer) => answer === 'stored')).toHaveLength(60);
    const isLeft = async () => {
      const { ready, later, running } = await one.counts();
      return ready + later + running > 0;
    };
    while (await isLeft()) await clock.tick(2_000);
    await stop(...workers);
    expect(twice).toBe(0);
    expect(new Set(begun).size).toBe(20);
    expect(begun.length).toBeLessThanOrEqual(60);
  });

  test('what one replica does ends at the next heartbeat when another one takes something newer', async () => {
    const repo = newRepo();
    const stage = new Stage();
    const worker = await one.work({
      handlers: stage.handlers,
      onDead: stage.onDead,
      concurrency: 1,
      perInstallation: 1,
    });
    await two.inbox.accept(newDelivery(), [review(repo, 1)]);
    const first = await stage.next();
    await two.inbox.accept(newDelivery(), [review(repo, 1, { cause: 'newer' })]);
    expect(await one.ledger.isCurrent(`pull/${repo.id}/1`, first.turn.fence)).toBe(false);
    await clock.tick(10_000);
    await aborted(first.turn.signal);
    first.fail(new Error('aborted'));
    const second = await stage.next();
    expect(second.intent).toEqual(review(repo, 1, { cause: 'newer' }));
    second.finish();
    await stop(worker);
  });

  test('what a replica did when it died is taken over, and nothing of its own counts any more', async () => {
    const repo = newRepo();
    const stages = [new Stage(), new Stage()] as const;
    const place = await places.fresh();
    const dying = await openStore(place, { log: SILENT });
    const living = await openStore(place, { log: SILENT, clock });
    const options = { concurrency: 1, perInstallation: 1, onDead: () => {} };
    await dying.work({ ...options, handlers: stages[0].handlers });
    await dying.inbox.accept(newDelivery(), [review(repo, 1)]);
    const first = await stages[0].next();
    const worker = await living.work({ ...options, handlers: stages[1].handlers });
    // A minute passes in which the first one, whose clock stands still for the other, gives no sign of life.
    for (let steps = 0; steps < 8; steps += 1) {
      await clock.setTime(clock.now() + 15_000);
      await clock.tick(0);
    }
    const second = await stages[1].next();
    expect(second.turn.attempt).toBe(2);
    expect(await dying.ledger.isCurrent(`pull/${repo.id}/1`, first.turn.fence)).toBe(false);
    expect(await dying.ledger.isCurrent(`pull/${repo.id}/1`, second.turn.fence)).toBe(true);
    first.finish();
    second.finish();
    await stop(worker);
    expect(await living.counts()).toMatchObject({ ready: 0, running: 0 });
    await living.close();
    await dying.close();
  });
});
