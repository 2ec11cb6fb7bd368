import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import { fromPglite } from 'pg-boss';
import type { Database } from './database.ts';
import { DurableFiles } from './durable-files.ts';
import { StoreError } from './errors.ts';
import { lockFolder } from './folder-lock.ts';
import type { Tables } from './tables.ts';

/** The PostgreSQL that PGlite is made of, as `PG_VERSION` in its folder says. */
export const EMBEDDED_VERSION = '18';

/**
 * Commits are on the disk before they return, where PGlite skips that (-F); and no more of the log is kept than is of
 * use: without a background process nothing would ever take it away.
 */
export const START = [
  ...PGlite.defaultStartParams.filter((flag) => flag !== '-F'),
  ...['fsync=on', 'wal_sync_method=fsync', 'max_wal_size=64MB', 'min_wal_size=32MB'].flatMap((set) => ['-c', set]),
];

/**
 * PostgreSQL inside this process, in a folder that is this process's own as long as it is open.
 *
 * @throws StoreError when another process has the folder, or another release made it
 */
export async function openEmbedded(folder: string, now: Date): Promise<Database> {
  const lock = lockFolder(folder, now);
  try {
    const pglite = await open(folder);
    const db = new Kysely<Tables>({ dialect: new PGliteDialect({ pglite }) });
    return {
      db,
      boss: { db: fromPglite(pglite), backend: 'pglite' },
      alone: true,
      tidy: () => tidy(pglite),
      async close() {
        if (!pglite.closed) await pglite.close();
        lock.release();
      },
    };
  } catch (error) {
    lock.release();
    throw error;
  }
}

async function open(folder: string): Promise<PGlite> {
  const data = join(folder, 'postgres');
  refuseOtherVersion(data);
  if (!existsSync(data)) await make(folder, data);
  return await PGlite.create({ fs: new DurableFiles(data), startParams: START });
}

/** A process that dies here leaves nothing that looks like a database. */
async function make(folder: string, data: string): Promise<void> {
  const unfinished = join(folder, 'postgres.new');
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished);
  const pglite = await PGlite.create({ fs: new DurableFiles(unfinished), startParams: START });
  await pglite.close();
  renameSync(unfinished, data);
}

/** What one major version of PostgreSQL wrote no other one reads, and PGlite brings one only. */
function refuseOtherVersion(data: string): void {
  if (!existsSync(data)) return;
  const version = readFileSync(join(data, 'PG_VERSION'), 'utf8').trim();
  if (version === EMBEDDED_VERSION) return;
  throw new StoreError(
    `${data} was made by PostgreSQL ${version}, and this release brings PostgreSQL ${EMBEDDED_VERSION}. Run the release that made it, or move the folder away and start anew.`,
    { retryable: false },
  );
}

/**
 * No other process vacuums, or writes checkpoints, for an embedded database. Its statements run on this thread and end
 * before anything else does: between two of them others get a turn.
 */
async function tidy(pglite: PGlite): Promise<void> {
  const { rows } = await pglite.query<{ name: string }>(
    "SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables WHERE schemaname IN ('architect', 'pgboss')",
  );
  for (const { name } of rows) {
    await pglite.exec(`VACUUM ${name}`);
    await setImmediate();
  }
  await pglite.exec('CHECKPOINT');
}
