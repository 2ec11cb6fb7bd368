import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { z } from 'zod';
import { StoreError } from './errors.ts';

/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;
const SqliteError = z.object({ errcode: z.number() });

/** The folder is this process's own until it is released. */
export interface FolderLock {
  release(): void;
}

/**
 * Takes the folder for this process, or says who has it.
 *
 * Node has no flock. SQLite locks its files with what the operating system has for that, on Linux, macOS and Windows,
 * and such a lock ends with the process however it ends: nothing is left behind by a kill -9, and no process id has to
 * be guessed at. So an exclusive transaction on an empty SQLite file is held open. Who holds it is written beside it,
 * for the message only.
 *
 * @throws StoreError when another process, or this one, has the folder already
 */
export function lockFolder(folder: string, now: Date): FolderLock {
  mkdirSync(folder, { recursive: true });
  const holder = join(folder, 'lock.holder');
  const file = new DatabaseSync(join(folder, 'lock'));
  try {
    file.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    file.close();
    if (SqliteError.safeParse(error).data?.errcode !== SQLITE_BUSY) throw error;
    throw new StoreError(
      `${folder} is in use by ${read(holder)}: one process has it at a time. Stop that one, or give this one a folder of its own in DATA_DIR; for several replicas set DATABASE_URL to a PostgreSQL database.`,
      { retryable: false },
    );
  }
  writeFileSync(holder, `process ${process.pid} on ${hostname()} since ${now.toISOString()}\n`);
  return { release: () => file.close() };
}

function read(holder: string): string {
  try {
    return readFileSync(holder, 'utf8').trim();
  } catch {
    return 'another process';
  }
}
