import { sql } from 'kysely';
import type { QueueCounts } from '../../pipeline/service-ports.ts';
import { TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';

export async function countJobs({ db, clock }: QueueContext): Promise<QueueCounts> {
  const now = new Date(clock.now());
  const { rows } = await sql<QueueCounts>`
    SELECT count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after <= ${now}) AS ready,
           count(*) FILTER (WHERE state IN ('created', 'retry') AND start_after > ${now}) AS later,
           count(*) FILTER (WHERE state = 'active') AS running,
           count(*) FILTER (WHERE state = 'failed') AS failed
    FROM pgboss.job WHERE name = ${TURNS}`.execute(db);
  return rows[0] ?? { ready: 0, later: 0, running: 0, failed: 0 };
}
