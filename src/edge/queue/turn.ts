import { fromKysely, type Job } from 'pg-boss';
import { z } from 'zod';
import { type Intent, joined } from '../../core/intents/intent.ts';
import { ATTEMPTS, jobFor, type Ticket, TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';
import { dropRow, lockRow, startRow, storeRows } from './rows.ts';

/** A turn that was begun. */
export interface Begun {
  job: Job<Ticket>;
  intent: Intent;
  fence: number;
  attempt: number;
  last: boolean;
  delivery: string;
}

export type Outcome =
  | { kind: 'done' }
  /** Not a failure: to be gone on with at a time, or as soon as may be. */
  | { kind: 'later'; at: Date | null }
  | { kind: 'failed'; error: Error };

/** pg-boss's answer to a change of jobs. */
const Changed = z.object({ affected: z.number() });

/** Begins the turn that the job stands for; null when there is nothing to do, or the job is another worker's by now. */
export async function begin({ db, boss }: QueueContext, job: Job<Ticket>): Promise<Begun | null> {
  const { key, spent } = job.data;
  return await db.transaction().execute(async (tx) => {
    const via = { db: fromKysely(tx) };
    const row = await lockRow(tx, key);
    const isMine = Changed.parse(await boss.touch(TURNS, attemptOf(job), via)).affected === 1;
    // What runs was left behind by a turn that died.
    const intent = row.running && row.waiting ? joined(row.running, row.waiting) : (row.waiting ?? row.running);
    if (!intent) {
      await boss.deleteJob(TURNS, attemptOf(job), via);
      await dropRow(tx, key);
      return null;
    }
    if (!isMine) return null;
    const fence = await startRow(tx, key, intent, job.id);
    const attempt = spent + job.retryCount + 1;
    return { job, intent, fence, attempt, last: attempt >= ATTEMPTS, delivery: row.delivery ?? '' };
  });
}

/** Ends the turn, unless another one has taken its place: what is left to do waits for the next. */
export async function end({ db, boss, clock }: QueueContext, turn: Begun, outcome: Outcome): Promise<void> {
  const { job, fence, intent } = turn;
  await db.transaction().execute(async (tx) => {
    const via = { db: fromKysely(tx) };
    const row = await lockRow(tx, job.data.key);
    if (row.fence !== fence || row.job !== job.id || row.running === null) {
      // Locking made the row, if it was gone.
      if (!row.waiting && !row.running) await dropRow(tx, row.key);
      return;
    }
    const newer = row.waiting;
    if (outcome.kind === 'failed' && !newer) {
      // Of the last attempt the intent stays where it is: it is dead, and whoever is told of it looks there.
      if (!turn.last) await storeRows(tx, [{ ...row, waiting: intent, running: null }]);
      await boss.fail(TURNS, attemptOf(job), { message: outcome.error.message }, via);
      return;
    }
    await boss.deleteJob(TURNS, attemptOf(job), via);
    const next = outcome.kind === 'done' ? newer : newer ? joined(intent, newer) : intent;
    if (!next) return await dropRow(tx, row.key);
    await storeRows(tx, [{ ...row, waiting: next, running: null, superseded: false, job: null }]);
    const spent = newer ? 0 : job.data.spent + job.retryCount;
    const at = outcome.kind === 'later' && outcome.at && outcome.at.getTime() > clock.now() ? outcome.at : null;
    await boss.insert(TURNS, [jobFor(next, spent, at)], via);
  });
}

/** The job as this worker fetched it: pg-boss leaves it alone when another attempt has begun since. */
function attemptOf({ id, retryCount }: Job<Ticket>) {
  return { id, retryCount };
}
