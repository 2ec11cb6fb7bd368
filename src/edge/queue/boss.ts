import { sql } from 'kysely';
import { type Clock, type JobInsert, PgBoss, type Queue, type QueuePolicy } from 'pg-boss';
import bossPackage from 'pg-boss/package.json' with { type: 'json' };
import { type Intent, installationOf, keyOf } from '../../core/intents/intent.ts';
import type { Log } from '../../pipeline/service-ports.ts';
import type { Database } from '../store/database.ts';
import { refuseNewer } from '../store/migrate.ts';

/**
 * pg-boss's queue of turns. A job says only that its key has work, what the work is stands in `architect.work`. With
 * the policy `exclusive` a key has one job, whether that waits, backs off or runs. (`stately` would let an older intent
 * back off beside a newer one that waits, and fail the newer one when both do.)
 */
export const TURNS = 'turns';
/** Jobs of which the last attempt failed, until somebody was told. */
export const DEAD = 'dead-turns';
/** Of one intent, the first one included. */
export const ATTEMPTS = 5;

const WEEK = 7 * 24 * 3600;
const RETRIES = { retryLimit: ATTEMPTS - 1, retryDelay: 15, retryBackoff: true, retryDelayMax: 900 };
/** Seconds between the signs of life of a turn; three of them missing and it is somebody else's. */
export const HEARTBEAT = 10;

/** What a job holds. */
export interface Ticket {
  key: string;
  /** Attempts that earlier jobs of the same intent have used. */
  spent: number;
}

/** @throws StoreError when a newer release was here already */
export async function startBoss(database: Database, clock: Clock, log: Log, turnSeconds: number): Promise<PgBoss> {
  refuseNewer('queue', await schemaVersion(database), bossPackage.pgboss.schema);
  const boss = new PgBoss({
    ...database.boss,
    clock,
    useListenNotify: true,
    schedule: false,
    registerInstance: false,
    superviseIntervalSeconds: HEARTBEAT,
    monitorIntervalSeconds: HEARTBEAT,
  });
  // What came with them may be anything that was stored: only the words are logged.
  boss.on('error', (error) => log.error({ error: error.message }, 'the queue had an error'));
  boss.on('warning', (warning) => log.warn({ warning: warning.message }, 'the queue warns'));
  await boss.start();
  const kept = { deleteAfterSeconds: WEEK, retentionSeconds: 4 * WEEK };
  await queue(boss, DEAD, 'standard', { ...RETRIES, ...kept });
  await queue(boss, TURNS, 'exclusive', {
    ...RETRIES,
    ...kept,
    expireInSeconds: turnSeconds,
    heartbeatSeconds: 3 * HEARTBEAT,
    deadLetter: DEAD,
    notify: true,
  });
  return boss;
}

/** pg-boss brings an older schema up to date, and would work on with a newer one. 0 when there is none. */
async function schemaVersion({ db }: Database): Promise<number> {
  const { rows } = await sql<{ there: boolean }>`SELECT to_regclass('pgboss.version') IS NOT NULL AS there`.execute(db);
  if (!rows[0]?.there) return 0;
  const found = await sql<{ version: number }>`SELECT version FROM pgboss.version`.execute(db);
  return found.rows[0]?.version ?? 0;
}

/** Made by the first release, and brought to what this one wants. */
async function queue(boss: PgBoss, name: string, policy: QueuePolicy, options: Omit<Queue, 'name' | 'policy'>) {
  await boss.createQueue(name, { policy, ...options });
  await boss.updateQueue(name, options);
}

/** The job that gives `intent` its next turn. */
export function jobFor(intent: Intent, spent: number, at: Date | null): JobInsert<Ticket> {
  const key = keyOf(intent);
  return {
    data: { key, spent },
    singletonKey: key,
    group: { id: String(installationOf(intent)) },
    retryLimit: Math.max(0, ATTEMPTS - 1 - spent),
    // Somebody's merge waits for it.
    ...(intent.kind === 'review-merge-group' ? { priority: 1 } : {}),
    ...(at ? { startAfter: at } : {}),
  };
}
