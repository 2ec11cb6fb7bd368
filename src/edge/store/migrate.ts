import { type Kysely, sql } from 'kysely';
import { StoreError } from './errors.ts';
import { MIGRATIONS } from './migrations.ts';
import type { Tables } from './tables.ts';

/** Any number that nothing else in the database locks with. */
const LOCK = 7_264_131_105;

/**
 * Brings the tables up to this release's. Replicas that start at the same time wait for each other.
 *
 * @throws StoreError when a newer release was here already: it may store what this one would misread
 */
export async function migrate(db: Kysely<Tables>, steps = MIGRATIONS): Promise<void> {
  await db.transaction().execute(async (tx) => {
    await sql`SELECT pg_advisory_xact_lock(${LOCK}::bigint)`.execute(tx);
    await sql`CREATE SCHEMA IF NOT EXISTS architect`.execute(tx);
    await sql`CREATE TABLE IF NOT EXISTS architect.migration (number integer PRIMARY KEY)`.execute(tx);
    const done = await tx
      .selectFrom('architect.migration')
      .select('number')
      .orderBy('number', 'desc')
      .executeTakeFirst();
    const newest = done?.number ?? 0;
    refuseNewer('tables', newest, steps.length);
    for (const [index, statements] of steps.entries()) {
      if (index < newest) continue;
      for (const statement of statements) await sql.raw(statement).execute(tx);
      await tx
        .insertInto('architect.migration')
        .values({ number: index + 1 })
        .execute();
    }
  });
}

export function refuseNewer(what: string, found: number, known: number): void {
  if (found <= known) return;
  throw new StoreError(
    `a newer release has already used this database: the version of its ${what} is ${found}, and this release knows up to ${known}. Run the newer release, or restore a backup from before it.`,
    { retryable: false },
  );
}
