import { type Clock, systemClock } from 'pg-boss';
import type { Inbox, Ledger, Log, QueueCounts, Worker, WorkOptions } from '../../pipeline/service-ports.ts';
import type { Spending } from '../model/spending.ts';
import { startBoss } from '../queue/boss.ts';
import { countJobs } from '../queue/counts.ts';
import { handBack, refile } from '../queue/hand-back.ts';
import { sqlInbox } from '../queue/inbox.ts';
import { Traffic } from '../queue/traffic.ts';
import { startWorker, Turns } from '../queue/worker.ts';
import type { Database } from './database.ts';
import { openEmbedded } from './embedded.ts';
import { sqlLedger } from './ledger.ts';
import { migrate } from './migrate.ts';
import { openPostgres } from './postgres.ts';
import { sqlSpending } from './spending.ts';
import { startUpkeep } from './upkeep.ts';

/** What the service remembers, and what it still has to do. */
export interface Store {
  inbox: Inbox;
  ledger: Ledger;
  /** What the architect model costs. */
  spending: Spending;
  /** Resolves when no delivery waits to be stored, or a moment later. */
  lull(): Promise<void>;
  /** Begins to take turns. One worker at a time. */
  work(options: WorkOptions): Promise<Worker>;
  /** How many jobs are in which state, for metrics. */
  counts(): Promise<QueueCounts>;
  /** Rejects when the database does not answer: the service is not ready then. */
  ping(): Promise<void>;
  /** After the worker was stopped. */
  close(): Promise<void>;
}

export interface StoreOptions {
  log: Log;
  clock?: Clock;
  /** Seconds that one turn may take. */
  turnSeconds?: number;
}

/** A folder for the embedded database, or the URL of a PostgreSQL server. */
export type StorePlace = { dataDir: string } | { databaseUrl: string };

/** @throws StoreError with one line of advice when the place cannot be used */
export async function openStore(place: StorePlace, options: StoreOptions): Promise<Store> {
  const { log, clock = systemClock, turnSeconds = 1800 } = options;
  const database =
    'databaseUrl' in place
      ? await openPostgres(place.databaseUrl, log)
      : await openEmbedded(place.dataDir, new Date(clock.now()));
  try {
    return await start(database, clock, log, turnSeconds);
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function start(database: Database, clock: Clock, log: Log, turnSeconds: number): Promise<Store> {
  const { db } = database;
  await migrate(db);
  const boss = await startBoss(database, clock, log, turnSeconds);
  const context = { db, boss, clock, log };
  if (database.alone) await handBack(context);
  await refile(context);
  const stopUpkeep = startUpkeep(database, clock, log, () => refile(context));
  const traffic = new Traffic();
  let turns = new Turns(context, traffic);
  const inbox = sqlInbox(context, (keys) => turns.supersede(keys));
  return {
    inbox: {
      accept(delivery, intents) {
        traffic.note();
        return inbox.accept(delivery, intents);
      },
    },
    ledger: sqlLedger(db, () => new Date(clock.now())),
    spending: sqlSpending(db, () => new Date(clock.now())),
    lull: () => traffic.lull(),
    work(options) {
      turns = new Turns(context, traffic);
      return startWorker(context, turns, options);
    },
    counts: () => countJobs(context),
    ping: async () => {
      await db.selectFrom('architect.migration').select('number').executeTakeFirst();
    },
    async close() {
      await stopUpkeep();
      await boss.stop({ graceful: false });
      await database.close();
    },
  };
}
