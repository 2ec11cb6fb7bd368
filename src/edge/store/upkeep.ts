import type { Clock } from 'pg-boss';
import type { Log } from '../../pipeline/service-ports.ts';
import type { Database } from './database.ts';

const HOUR = 3600 * 1000;
/** GitHub redelivers for three days. */
export const REMEMBERED = 8 * 24 * HOUR;

/** A pull request that was left alone for longer gets one more check run. */
const CHECKS_REMEMBERED = 180 * 24 * HOUR;

/** Budgets look back a month; who pays may want to compare with last year. */
const COSTS_REMEMBERED = 400 * 24 * HOUR;

/** Forgets old deliveries, tidies up and does `more`, now and then. Returns what stops it. */
export function startUpkeep(
  database: Database,
  clock: Clock,
  log: Log,
  more: () => Promise<void>,
): () => Promise<void> {
  let running = Promise.resolve();
  const timer = clock.setInterval(() => {
    running = keepUp(database, clock)
      .then(more)
      .catch((error: Error) => log.warn({ error: error.message }, 'the store could not be tidied up'));
  }, HOUR);
  return async () => {
    clock.clearInterval(timer);
    await running;
  };
}

async function keepUp({ db, tidy }: Database, clock: Clock): Promise<void> {
  await db
    .deleteFrom('architect.delivery')
    .where('received', '<', new Date(clock.now() - REMEMBERED))
    .execute();
  await db
    .deleteFrom('architect.checked')
    .where('at', '<', new Date(clock.now() - CHECKS_REMEMBERED))
    .execute();
  await db
    .deleteFrom('architect.model_call')
    .where('at', '<', new Date(clock.now() - COSTS_REMEMBERED))
    .execute();
  await tidy();
}
