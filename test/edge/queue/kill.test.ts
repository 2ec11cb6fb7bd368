import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { expect, test } from 'vitest';
import type { Intent } from '../../../src/core/intents/intent.ts';
import { openStore, type Store, type StorePlace } from '../../../src/edge/store/open-store.ts';
import { describeStores } from '../store/places.ts';
import { SILENT, Stage } from './stage.ts';

/** How often the process is killed: KILLS=50 for the long run. */
const KILLS = Number(process.env.KILLS ?? 3);

interface Seen {
  acknowledged: Set<string>;
  done: Set<string>;
}

/** Lets the process work until it has written enough, and kills it in the middle of what it does. */
async function flood(
  place: StorePlace,
  round: number,
  isEnough: (lines: number) => boolean,
  seen: Seen,
  ...flags: string[]
): Promise<void> {
  const args = [...Object.entries(place).map(([name, value]) => `--${name}=${value}`), ...flags];
  const child = spawn(process.execPath, ['test/edge/queue/flood.ts', `--round=${round}`, ...args], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const ended = once(child, 'exit');
  let count = 0;
  for await (const line of createInterface({ input: child.stdout })) {
    if (line.startsWith('+')) seen.acknowledged.add(line.slice(1));
    if (line.startsWith('-')) seen.done.add(line.slice(1));
    count += 1;
    if (isEnough(count)) child.kill('SIGKILL');
  }
  await ended;
}

/** Does what waits until nothing of what was acknowledged is left. */
async function drain(store: Store, { acknowledged, done }: Seen): Promise<void> {
  const left = acknowledged.difference(done);
  const { promise: nothingLeft, resolve } = Promise.withResolvers<void>();
  const play = async (intent: Intent) => {
    if (intent.kind === 'review-head') left.delete(intent.head);
    if (left.size === 0) resolve();
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
  const worker = await store.work({ handlers, onDead: () => {}, concurrency: 4, perInstallation: 4 });
  if (left.size > 0) await nothingLeft;
  await worker.stop(10_000);
}

describeStores((places) => {
  test(
    `killed ${KILLS} times under load, it loses nothing that was acknowledged`,
    async () => {
      const place = await places.fresh();
      const seen: Seen = { acknowledged: new Set(), done: new Set() };
      // One line is written as soon as the store is open; the others tell of more and more work under way.
      for (let round = 0; round < KILLS; round += 1) {
        // The turns of a dead replica are taken over when its heartbeat is missed: too long for here.
        const flags = 'dataDir' in place ? ['--work'] : [];
        const lines = 1 + ((round * 17) % 50);
        await flood(place, round, (count) => count >= lines, seen, ...flags);
      }
      const store = await openStore(place, { log: SILENT });
      await drain(store, seen);
      expect(seen.acknowledged.size).toBeGreaterThan(KILLS);
      const again = [...seen.acknowledged].map((id) => store.inbox.accept({ id, event: 'redelivery' }, []));
      expect(new Set(await Promise.all(again))).toEqual(new Set(['known']));
      await store.close();
    },
    KILLS * 30_000,
  );

  test.runIf(places.name === 'PGlite')(
    'what a killed process was doing is begun again at once, as another attempt',
    async () => {
      const place = await places.fresh();
      const seen: Seen = { acknowledged: new Set(), done: new Set() };
      // Turns let a burst of deliveries go first.
      await flood(place, 0, (count) => count >= 30 && seen.done.size > 0, seen, '--work', '--hang');
      const begun = seen.done;
      expect(begun.size).toBeGreaterThan(0);
      const store = await openStore(place, { log: SILENT });
      expect((await store.counts()).running).toBe(0);
      const stage = new Stage();
      const worker = await store.work({
        handlers: stage.handlers,
        onDead: stage.onDead,
        concurrency: 1,
        perInstallation: 1,
      });
      const attempts = new Map<string, number>();
      while (begun.difference(attempts).size > 0) {
        const { intent, turn, finish } = await stage.next();
        if (intent.kind === 'review-head') attempts.set(intent.head, turn.attempt);
        finish();
      }
      expect([...begun].map((id) => attempts.get(id))).toEqual([...begun].map(() => 2));
      await worker.stop(10_000);
      await store.close();
    },
  );
});
