import { sql, type Transaction } from 'kysely';
import type { Intent } from '../../core/intents/intent.ts';
import { IntentSchema } from '../../core/intents/intent-schema.ts';
import type { Tables, WorkRow } from '../store/tables.ts';

/** What one key has to do. */
export interface Work {
  key: string;
  waiting: Intent | null;
  running: Intent | null;
  superseded: boolean;
  fence: number | null;
  job: string | null;
  delivery: string | null;
}

/**
 * The rows of these keys, made where there are none, and nobody else's until the transaction ends. Whoever looks at a
 * key's work in order to change it, or to decide that there is none, holds its row: that keeps an intent from arriving
 * unseen. Keys are locked in their order, so that two such transactions never wait for each other.
 */
export async function lockRows(tx: Transaction<Tables>, keys: readonly string[]): Promise<Map<string, Work>> {
  const sorted = [...new Set(keys)].sort();
  const { rows } = await sql<WorkRow>`
    INSERT INTO architect.work (key) SELECT unnest(${sorted}::text[])
    ON CONFLICT (key) DO UPDATE SET key = excluded.key
    RETURNING *`.execute(tx);
  return new Map(rows.map((row) => [row.key, workOf(row)]));
}

export async function lockRow(tx: Transaction<Tables>, key: string): Promise<Work> {
  const row = (await lockRows(tx, [key])).get(key);
  if (!row) throw new Error('a row that was locked is not there');
  return row;
}

/** Stores the rows, all of which are locked. */
export async function storeRows(tx: Transaction<Tables>, rows: readonly Work[]): Promise<void> {
  await sql`
    UPDATE architect.work
    SET waiting = new.waiting, running = new.running, superseded = new.superseded, fence = new.fence, job = new.job,
        delivery = new.delivery
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS new (
      key text, waiting jsonb, running jsonb, superseded boolean, fence bigint, job uuid, delivery text
    )
    WHERE work.key = new.key`.execute(tx);
}

/** The row's turn begins with `intent`; returns its fence. */
export async function startRow(tx: Transaction<Tables>, key: string, intent: Intent, job: string): Promise<number> {
  const { rows } = await sql<{ fence: number }>`
    UPDATE architect.work
    SET waiting = NULL, running = ${JSON.stringify(intent)}::jsonb, superseded = false,
        fence = nextval('architect.fence'), job = ${job}
    WHERE key = ${key}
    RETURNING fence`.execute(tx);
  if (!rows[0]) throw new Error('a row that was locked is not there');
  return rows[0].fence;
}

export async function dropRow(tx: Transaction<Tables>, key: string): Promise<void> {
  await tx.deleteFrom('architect.work').where('key', '=', key).execute();
}

function workOf(row: WorkRow): Work {
  return { ...row, waiting: intentOf(row.waiting), running: intentOf(row.running) };
}

/** What no release before or after this one could have meant is left out: the sweep finds what is missing. */
function intentOf(stored: unknown): Intent | null {
  return stored === null ? null : (IntentSchema.safeParse(stored).data ?? null);
}
