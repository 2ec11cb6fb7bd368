import { sql } from 'kysely';
import { fromKysely } from 'pg-boss';
import { jobFor, TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';
import { lockRows } from './rows.ts';

/**
 * Turns that a dead process left are begun again at once, where this process is the only one; among replicas their
 * heartbeat tells. Each counts as an attempt: what kills the process shall not do so for ever. Nor does anybody hold a
 * lease.
 */
export async function handBack({ db, boss, clock }: QueueContext): Promise<void> {
  await db.deleteFrom('architect.lease').execute();
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM pgboss.job WHERE name = ${TURNS} AND state = 'active'`.execute(db);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await boss.fail(TURNS, ids, { message: 'the process ended' });
  for (const id of ids) await boss.update(TURNS, undefined, { id, startAfter: new Date(clock.now()) });
}

/** Gives a job to every key that waits without one: pg-boss drops what nobody came for in weeks. */
export async function refile({ db, boss }: QueueContext): Promise<void> {
  const { rows: stray } = await sql<{ key: string }>`
    SELECT key FROM architect.work
    WHERE waiting IS NOT NULL AND NOT EXISTS (
      SELECT 1 FROM pgboss.job WHERE name = ${TURNS} AND singleton_key = work.key AND state <= 'active'
    )`.execute(db);
  if (stray.length === 0) return;
  await db.transaction().execute(async (tx) => {
    const rows = await lockRows(
      tx,
      stray.map(({ key }) => key),
    );
    const jobs = [...rows.values()].flatMap(({ waiting }) => (waiting ? [jobFor(waiting, 0, null)] : []));
    await boss.insert(TURNS, jobs, { db: fromKysely(tx) });
  });
}
