import { sql, type Transaction } from 'kysely';
import { fromKysely, type PgBoss } from 'pg-boss';
import { type Intent, joined, keyOf, supersedes } from '../../core/intents/intent.ts';
import type { Delivery, Inbox } from '../../pipeline/service-ports.ts';
import { StoreError } from '../store/errors.ts';
import type { Tables } from '../store/tables.ts';
import { jobFor, TURNS } from './boss.ts';
import type { QueueContext } from './context.ts';
import { groupCommit } from './group-commit.ts';
import { lockRows, storeRows, type Work } from './rows.ts';

/** Deliveries in one transaction. */
const BATCH = 500;

interface Post {
  delivery: Delivery;
  intents: readonly Intent[];
}

type Answer = 'stored' | 'known';

/**
 * Takes deliveries, many in one transaction. `onSuperseded` is told the keys whose running turn is of no use any more,
 * after they are stored.
 */
export function sqlInbox(context: QueueContext, onSuperseded: (keys: readonly string[]) => void): Inbox {
  const accept = groupCommit<Post, Answer>(
    async (posts) => {
      try {
        return (await store(posts)).map((value) => ({ status: 'fulfilled', value }));
      } catch (error) {
        if (posts.length === 1 || !isFaultOfData(error)) throw unstored(error);
      }
      // Something in one of them cannot be stored, and the others shall not suffer for it.
      return Promise.allSettled(posts.map(async (post) => await store([post]).then(only, rethrow)));
    },
    { batch: BATCH },
  );

  async function store(posts: readonly Post[]): Promise<Answer[]> {
    const { answers, superseded } = await context.db
      .transaction()
      .execute((tx) => storeAll(tx, context.boss, posts, new Date(context.clock.now())));
    if (superseded.length > 0) onSuperseded(superseded);
    return answers;
  }

  return { accept: (delivery, intents) => accept({ delivery, intents }) };
}

async function storeAll(tx: Transaction<Tables>, boss: PgBoss, posts: readonly Post[], now: Date) {
  const fresh = await remember(
    tx,
    posts.map(({ delivery }) => delivery),
    now,
  );
  const answers: Answer[] = [];
  const asked: { delivery: Delivery; intent: Intent }[] = [];
  for (const { delivery, intents } of posts) {
    // The second of two in one batch is a redelivery of the first.
    const isFresh = fresh.delete(delivery.id);
    answers.push(isFresh ? 'stored' : 'known');
    if (isFresh) asked.push(...intents.map((intent) => ({ delivery, intent })));
  }
  return { answers, superseded: asked.length > 0 ? await ask(tx, boss, asked) : [] };
}

/** The ids among them that were not known. */
async function remember(tx: Transaction<Tables>, deliveries: readonly Delivery[], now: Date): Promise<Set<string>> {
  // In one order everywhere, so that two replicas never wait for each other.
  const sorted = deliveries.toSorted((a, b) => (a.id < b.id ? -1 : 1));
  const { rows } = await sql<{ id: string }>`
    INSERT INTO architect.delivery (id, event, received)
    SELECT *, ${now}::timestamptz FROM unnest(${sorted.map(({ id }) => id)}::text[], ${sorted.map(({ event }) => event)}::text[])
    ON CONFLICT (id) DO NOTHING
    RETURNING id`.execute(tx);
  return new Set(rows.map(({ id }) => id));
}

/** Lets each intent wait for its key's next turn. Returns the keys whose running turn is superseded. */
async function ask(
  tx: Transaction<Tables>,
  boss: PgBoss,
  asked: readonly { delivery: Delivery; intent: Intent }[],
): Promise<string[]> {
  const rows = await lockRows(
    tx,
    asked.map(({ intent }) => keyOf(intent)),
  );
  const backingOff: string[] = [];
  const jobless = new Set<Work>();
  for (const { delivery, intent } of asked) {
    const row = rows.get(keyOf(intent));
    if (!row) continue;
    // What waits has its job already. After a failure that one backs off, for which nobody asked anew.
    if (row.waiting === null) jobless.add(row);
    if (row.job !== null && row.running === null) {
      backingOff.push(row.job);
      jobless.add(row);
    }
    add(row, intent, delivery);
  }
  await storeRows(tx, [...rows.values()]);
  const via = { db: fromKysely(tx) };
  // What is new starts at once, with all its attempts.
  if (backingOff.length > 0) await boss.deleteJob(TURNS, backingOff, via);
  // A key of which a turn runs has its job still, and the turn's end will see to it: pg-boss leaves that out.
  const jobs = [...jobless].flatMap(({ waiting }) => (waiting ? [jobFor(waiting, 0, null)] : []));
  if (jobs.length > 0) await boss.insert(TURNS, jobs, via);
  return [...rows.values()].filter(({ superseded }) => superseded).map(({ key }) => key);
}

function add(row: Work, intent: Intent, delivery: Delivery): void {
  row.waiting = row.waiting ? joined(row.waiting, intent) : intent;
  row.delivery = delivery.id;
  if (row.running === null) row.job = null;
  else row.superseded ||= supersedes(intent, row.running);
}

/** SQLSTATE classes in which the same statement with other data would do. */
function isFaultOfData(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  return ['21', '22', '23', '54'].includes(code.slice(0, 2));
}

function only(answers: readonly Answer[]): Answer {
  return answers[0] ?? 'known';
}

function rethrow(error: unknown): never {
  throw unstored(error);
}

/** What the database says of data may quote it, and PGlite adds all of it to the error: neither is passed on. */
function unstored(error: unknown): StoreError {
  const isSql = error instanceof Error && 'code' in error;
  const why = isSql ? String(error.code) : error instanceof Error ? error.message : 'unknown';
  return new StoreError(`the delivery could not be stored: ${why}`, { retryable: !isFaultOfData(error) });
}
