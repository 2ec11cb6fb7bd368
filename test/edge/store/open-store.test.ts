import { sql } from 'kysely';
import { TestClock } from 'pg-boss';
import { expect, test } from 'vitest';
import { openEmbedded } from '../../../src/edge/store/embedded.ts';
import { migrate } from '../../../src/edge/store/migrate.ts';
import { MIGRATIONS } from '../../../src/edge/store/migrations.ts';
import { openStore, type StorePlace } from '../../../src/edge/store/open-store.ts';
import { openPostgres } from '../../../src/edge/store/postgres.ts';
import { newDelivery, newRepo, review } from '../queue/asks.ts';
import { SILENT, Stage } from '../queue/stage.ts';
import { describePostgres, describeStores } from './places.ts';

const WORKERS = { concurrency: 1, perInstallation: 1 };

function open(place: StorePlace) {
  return 'dataDir' in place ? openEmbedded(place.dataDir, new Date()) : openPostgres(place.databaseUrl, SILENT);
}

describeStores((places) => {
  test('what was stored is still there after a restart, and is done then', async () => {
    const place = await places.fresh();
    const delivery = newDelivery();
    const intent = review(newRepo(), 1);
    const before = await openStore(place, { log: SILENT });
    await before.inbox.accept(delivery, [intent]);
    await before.close();
    const after = await openStore(place, { log: SILENT });
    const stage = new Stage();
    const worker = await after.work({ ...WORKERS, handlers: stage.handlers, onDead: stage.onDead });
    const scene = await stage.next();
    expect(scene.intent).toEqual(intent);
    expect(await after.inbox.accept(delivery, [intent])).toBe('known');
    scene.finish();
    await worker.stop(10_000);
    expect(await after.counts()).toMatchObject({ ready: 0, running: 0 });
    await after.close();
  });

  test('a turn that the stop interrupts is handed back, and not counted as failed', async () => {
    const place = await places.fresh();
    const intent = review(newRepo(), 1);
    const first = await openStore(place, { log: SILENT });
    const stage = new Stage();
    const worker = await first.work({ ...WORKERS, handlers: stage.handlers, onDead: stage.onDead });
    await first.inbox.accept(newDelivery(), [intent]);
    const cut = await stage.next();
    cut.turn.signal.addEventListener('abort', () => cut.fail(new Error('aborted')));
    await worker.stop(0);
    expect(cut.turn.signal.aborted).toBe(true);
    expect(await first.counts()).toEqual({ ready: 1, later: 0, running: 0, failed: 0 });
    await first.close();
    const second = await openStore(place, { log: SILENT });
    const again = await second.work({ ...WORKERS, handlers: stage.handlers, onDead: stage.onDead });
    const scene = await stage.next();
    expect(scene).toMatchObject({ intent, turn: { attempt: 1 } });
    scene.finish();
    await again.stop(10_000);
    await second.close();
  });

  test('deliveries are remembered for longer than GitHub redelivers, and then forgotten', async () => {
    const clock = new TestClock(Date.now());
    const place = await places.fresh();
    const store = await openStore(place, { log: SILENT, clock });
    const delivery = newDelivery();
    const day = 24 * 3600 * 1000;
    await store.inbox.accept(delivery, []);
    await clock.setTime(clock.now() + 7 * day);
    await clock.tick(0);
    expect(await store.inbox.accept(delivery, [])).toBe('known');
    await clock.setTime(clock.now() + 2 * day);
    await clock.tick(0);
    // Waits for the upkeep that the clock began.
    await store.close();
    const later = await openStore(place, { log: SILENT, clock });
    expect(await later.inbox.accept(delivery, [])).toBe('stored');
    await later.close();
  });

  test('tables of a newer release are refused, and left alone', async () => {
    const place = await places.fresh();
    const newer = await open(place);
    await migrate(newer.db, [...MIGRATIONS, ['CREATE TABLE architect.novelty (id integer)']]);
    await newer.close();
    await expect(openStore(place, { log: SILENT })).rejects.toMatchObject({
      name: 'StoreError',
      retryable: false,
      message: expect.stringMatching(
        /^a newer release has already used this database: the version of its tables is \d+, and this release knows up to /,
      ),
    });
  });

  test('a queue of a newer release is refused', async () => {
    const place = await places.fresh();
    await (await openStore(place, { log: SILENT })).close();
    const database = await open(place);
    await sql`UPDATE pgboss.version SET version = version + 1`.execute(database.db);
    await database.close();
    await expect(openStore(place, { log: SILENT })).rejects.toThrow(/the version of its queue is/);
  });
});

describePostgres((places) => {
  test('replicas that start at the same time on an empty database all start', async () => {
    const place = await places.fresh();
    const stores = await Promise.all([1, 2, 3].map(() => openStore(place, { log: SILENT })));
    for (const store of stores) await store.ping();
    for (const store of stores) await store.close();
  });
});

test('a server that cannot be reached is a reason to try again, told without the password', async () => {
  const opening = openStore({ databaseUrl: 'postgresql://me:secret@127.0.0.1:1/none' }, { log: SILENT });
  await expect(opening).rejects.toMatchObject({ name: 'StoreError', retryable: true });
  await expect(opening).rejects.not.toThrow(/secret/);
});
