import type { Kysely } from 'kysely';
import type { Clock, PgBoss } from 'pg-boss';
import type { Log } from '../../pipeline/service-ports.ts';
import type { Tables } from '../store/tables.ts';

/** What every part of the queue works with. */
export interface QueueContext {
  db: Kysely<Tables>;
  boss: PgBoss;
  clock: Clock;
  log: Log;
}
