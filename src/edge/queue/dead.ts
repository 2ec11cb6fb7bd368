import { fromKysely, type JobWithMetadata } from 'pg-boss';
import { z } from 'zod';
import type { Intent } from '../../core/intents/intent.ts';
import type { WorkOptions } from '../../pipeline/service-ports.ts';
import { ATTEMPTS, DEAD, jobFor, type Ticket, TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';
import { dropRow, lockRow } from './rows.ts';

const Output = z.object({ message: z.string() });
/** What pg-boss writes itself, of a turn that took too long or whose process died. */
const Wrapped = z.object({ value: Output }).transform(({ value }) => value);

interface Dead {
  intent: Intent;
  fence: number | null;
}

/**
 * Tells of turns of which the last attempt failed, whether a handler threw or the process died under it five times.
 * pg-boss hands over a copy of the job; the job itself is kept as failed for a week.
 */
export async function workOnDead(context: QueueContext, onDead: WorkOptions['onDead'], poll: number): Promise<void> {
  await context.boss.work<Ticket, void, { includeMetadata: true; pollingIntervalSeconds: number }>(
    DEAD,
    { includeMetadata: true, pollingIntervalSeconds: poll },
    async ([job]) => {
      if (!job) return;
      const dead = await find(context, job);
      if (!dead) return;
      context.log.error({ key: job.data.key, kind: dead.intent.kind }, 'an intent is given up');
      try {
        await onDead(dead.intent, errorOf(job.sourceOutput));
      } catch (error) {
        if (job.retryCount + 1 < ATTEMPTS) throw new Error(error instanceof Error ? error.message : String(error));
        context.log.error({ key: job.data.key }, 'nobody could be told of an intent that is given up');
      }
      await bury(context, job.data.key, dead);
    },
  );
}

/** Null when the key has moved on: something newer was asked for, and is done with what died. */
async function find({ db, boss }: QueueContext, job: JobWithMetadata<Ticket>): Promise<Dead | null> {
  return await db.transaction().execute(async (tx) => {
    const row = await lockRow(tx, job.data.key);
    if (row.waiting) await boss.insert(TURNS, [jobFor(row.waiting, 0, null)], { db: fromKysely(tx) });
    else if (!row.running) await dropRow(tx, row.key);
    else if (row.job === job.sourceId) return { intent: row.running, fence: row.fence };
    return null;
  });
}

async function bury({ db }: QueueContext, key: string, dead: Dead): Promise<void> {
  await db
    .deleteFrom('architect.work')
    .where('key', '=', key)
    .where('fence', '=', dead.fence)
    .where('waiting', 'is', null)
    .execute();
}

function errorOf(output: unknown): Error {
  const parsed = z.union([Output, Wrapped]).safeParse(output);
  return new Error(parsed.data?.message ?? 'unknown');
}
