import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { openEmbedded } from '../../../src/edge/store/embedded.ts';
import { Leases } from '../../../src/edge/store/leases.ts';
import { migrate } from '../../../src/edge/store/migrate.ts';

const SECOND = 1_000;

/** Two processes' leases on one database, and the time. */
async function two() {
  const folder = mkdtempSync(join(tmpdir(), 'architect-'));
  let now = Date.parse('2026-11-23T00:00:00Z');
  const database = await openEmbedded(folder, new Date(now));
  onTestFinished(async () => {
    vi.useRealTimers();
    await database.close();
    rmSync(folder, { recursive: true, force: true });
  });
  await migrate(database.db);
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  const leases = () => new Leases(database.db, () => new Date(now));
  const until = async () => {
    const row = await database.db.selectFrom('architect.lease').select('until').executeTakeFirst();
    return row ? (row.until.getTime() - now) / SECOND : null;
  };
  return {
    ...{ one: leases(), other: leases(), until },
    /** Lets time pass in this process alone, or in all of them. */
    pass: (seconds: number, holderLives: boolean) => {
      now += seconds * SECOND;
      if (holderLives) vi.advanceTimersByTime(seconds * SECOND);
    },
  };
}

test('who holds it keeps it, however long the work takes', async () => {
  const { one, pass, until } = await two();
  const work = Promise.withResolvers<void>();
  const held = one.hold('check', () => work.promise);
  await vi.waitFor(async () => expect(await until()).toBe(30));
  pass(20, true);
  await vi.waitFor(async () => expect(await until()).toBe(30));
  work.resolve();
  await held;
  expect(await until()).toBeNull();
});

test('what a process held that died is free half a minute later', async () => {
  const { one, other, pass, until } = await two();
  void one.hold('check', () => new Promise(() => {}));
  await vi.waitFor(async () => expect(await until()).toBe(30));
  pass(31, false);
  expect(await other.hold('check', async () => 'mine')).toBe('mine');
});
