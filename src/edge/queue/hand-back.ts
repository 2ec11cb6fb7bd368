import { sql } from 'kysely';
import { TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';

/**
 * Turns that a dead process left are begun again at once, where this process is the only one; among replicas their
 * heartbeat tells. Each counts as an attempt: what kills the process shall not do so for ever.
 */
export async function handBack({ db, boss }: QueueContext): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    SELECT id FROM pgboss.job WHERE name = ${TURNS} AND state = 'active'`.execute(db);
  if (rows.length === 0) return;
  const ids = rows.map(({ id }) => id);
  await boss.fail(TURNS, ids, { message: 'the process ended' });
  for (const id of ids) await boss.update(TURNS, undefined, { id, startAfter: new Date(0) });
}
