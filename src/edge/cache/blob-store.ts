import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { zstdCompressSync, zstdDecompressSync } from 'node:zlib';
import type { RepoRef } from '../../core/intents/intent.ts';
import { blobId } from '../fetch/blob-id.ts';

/** What was fetched of one repository, kept on disk: contents by git's own hash, and listings by commit. */
export interface BlobStore {
  /** Contents that are at hand, each checked against its id. */
  blobs(ids: readonly string[]): { blob: string; bytes: Uint8Array }[];
  keep(blobs: readonly { blob: string; bytes: Uint8Array }[]): void;
  /** A listing as it was kept; null when it is not at hand. */
  listing(commit: string): string | null;
  keepListing(commit: string, listing: string): void;
}

/** The stores of all installations, one file each: nothing of one is ever read for another. */
export interface BlobStores {
  of(repo: RepoRef): BlobStore;
  /** Removes what was kept for these repositories; null for all of the installation. */
  forget(installation: number, repos: readonly number[] | null): void;
  close(): void;
}

const MOST_BYTES = 2 * 1024 ** 3;
const SCHEMA = `
  PRAGMA busy_timeout = 5000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA auto_vacuum = INCREMENTAL;
  CREATE TABLE IF NOT EXISTS kept (
    repo INTEGER, kind TEXT, id TEXT, body BLOB, used INTEGER, PRIMARY KEY (repo, kind, id)
  ) WITHOUT ROWID;
  CREATE INDEX IF NOT EXISTS kept_used ON kept (used);
`;

export interface BlobStoreOptions {
  /** Bytes on disk for one installation; what was not used for longest goes first. */
  mostBytes?: number;
  now?: () => number;
}

/** @param folder made when it is not there */
export function openBlobStores(
  folder: string,
  { mostBytes = MOST_BYTES, now = Date.now }: BlobStoreOptions = {},
): BlobStores {
  mkdirSync(folder, { recursive: true });
  const open = new Map<number, DatabaseSync>();
  const pathOf = (installation: number) => join(folder, `blobs-${installation}.db`);
  const database = (installation: number): DatabaseSync => {
    const known = open.get(installation);
    if (known) return known;
    const db = new DatabaseSync(pathOf(installation));
    db.exec(SCHEMA);
    open.set(installation, db);
    return db;
  };
  return {
    of: ({ installation, id }) => repoStore(database(installation), id, { mostBytes, now }),
    forget(installation, repos) {
      if (repos === null) {
        open.get(installation)?.close();
        open.delete(installation);
        for (const suffix of ['', '-wal', '-shm']) rmSync(pathOf(installation) + suffix, { force: true });
        return;
      }
      const db = database(installation);
      for (const repo of repos) db.prepare('DELETE FROM kept WHERE repo = ?').run(repo);
      db.exec('PRAGMA incremental_vacuum');
    },
    close() {
      for (const db of open.values()) db.close();
      open.clear();
    },
  };
}

type Kind = 'blob' | 'listing';

function repoStore(db: DatabaseSync, repo: number, options: Required<BlobStoreOptions>): BlobStore {
  const read = (kind: Kind, ids: readonly string[]) => {
    const asked = JSON.stringify(ids);
    const among = 'repo = ? AND kind = ? AND id IN (SELECT value FROM json_each(?))';
    db.prepare(`UPDATE kept SET used = ? WHERE ${among}`).run(options.now(), repo, kind, asked);
    const rows = db.prepare(`SELECT id, body FROM kept WHERE ${among}`).all(repo, kind, asked);
    return rows.flatMap((row) => {
      const bytes = row.body instanceof Uint8Array ? inflated(row.body) : null;
      return bytes === null ? [] : [{ id: String(row.id), bytes }];
    });
  };
  const write = (kind: Kind, rows: readonly { id: string; bytes: Uint8Array }[]) => {
    const insert = db.prepare('INSERT OR REPLACE INTO kept VALUES (?, ?, ?, ?, ?)');
    db.exec('BEGIN IMMEDIATE');
    for (const { id, bytes } of rows) insert.run(repo, kind, id, zstdCompressSync(bytes), options.now());
    db.exec('COMMIT');
    shrink(db, options.mostBytes);
  };
  return {
    blobs: (ids) =>
      read('blob', ids)
        .filter(({ id, bytes }) => blobId(bytes, id) === id)
        .map(({ id, bytes }) => ({ blob: id, bytes })),
    keep(blobs) {
      if (blobs.length > 0)
        write(
          'blob',
          blobs.map(({ blob, bytes }) => ({ id: blob, bytes })),
        );
    },
    listing: (commit) => read('listing', [commit]).map(({ bytes }) => Buffer.from(bytes).toString())[0] ?? null,
    keepListing: (commit, listing) => write('listing', [{ id: commit, bytes: Buffer.from(listing) }]),
  };
}

function inflated(body: Uint8Array): Uint8Array | null {
  try {
    return zstdDecompressSync(body);
  } catch {
    // Damaged on disk: it is fetched again.
    return null;
  }
}

/** Drops a tenth of the rows at a time, those that were not used for longest. */
function shrink(db: DatabaseSync, mostBytes: number): void {
  const used = () => {
    const row = db
      .prepare(
        'SELECT (page_count - freelist_count) * page_size AS bytes FROM pragma_page_count(), pragma_freelist_count(), pragma_page_size()',
      )
      .get();
    return Number(row?.bytes ?? 0);
  };
  if (used() <= mostBytes) return;
  const tenth = 'SELECT used FROM kept ORDER BY used LIMIT 1 OFFSET (SELECT COUNT(*) / 10 FROM kept)';
  while (used() > mostBytes * 0.9) {
    if (db.prepare(`DELETE FROM kept WHERE used <= (${tenth})`).run().changes === 0) break;
  }
  db.exec('PRAGMA incremental_vacuum');
}
