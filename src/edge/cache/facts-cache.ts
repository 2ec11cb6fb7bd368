import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { crc32 } from 'node:zlib';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { Memory } from '../../pipeline/ports.ts';

const LARGEST_BYTES = 1024 * 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;
const SCHEMA = `
  PRAGMA busy_timeout = 2000;
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  CREATE TABLE IF NOT EXISTS facts (
    version TEXT, blob TEXT, body TEXT, checksum INTEGER, day INTEGER, PRIMARY KEY (version, blob)
  );
`;
/** https://www.sqlite.org/rescode.html: SQLITE_CORRUPT and SQLITE_NOTADB. */
const DAMAGED = [11, 26];

/** Facts by blob hash, and what else follows from contents alone, kept on disk from run to run. */
export interface FactsCache {
  get(blobs: readonly string[]): BlobFacts[];
  put(facts: readonly BlobFacts[]): void;
  memory: Memory;
  close(): void;
}

/** Remembers nothing. */
export const NO_CACHE: FactsCache = { get: () => [], put() {}, memory: { get: () => new Map(), put() {} }, close() {} };

/**
 * Opens the cache file. `version` names the code that reads facts: another one's are not used. A file that is damaged
 * is thrown away and begun anew; one that is locked, or a folder that cannot be written, means no cache. Never a failed
 * review.
 */
export function openFactsCache(path: string, version: string, today = Math.floor(Date.now() / DAY)): FactsCache {
  for (const attempt of [1, 2]) {
    try {
      makeFolder(dirname(path));
      return new SqliteCache(path, version, today);
    } catch (error) {
      if (attempt === 2 || !isDamage(error)) break;
      remove(path);
    }
  }
  return NO_CACHE;
}

/** Node's own recursive form never returns where a folder exists but takes no folders, as in /proc. */
function makeFolder(path: string): void {
  if (existsSync(path)) return;
  if (dirname(path) !== path) makeFolder(dirname(path));
  try {
    mkdirSync(path);
  } catch (error) {
    // Another process may have made it meanwhile.
    if (!existsSync(path)) throw error;
  }
}

function isDamage(error: unknown): boolean {
  const code = error instanceof Error && 'errcode' in error ? Number(error.errcode) : 0;
  // Extended codes hold the primary one in their last byte.
  return DAMAGED.includes(code & 0xff);
}

function remove(path: string): void {
  for (const suffix of ['', '-wal', '-shm']) {
    try {
      rmSync(path + suffix, { force: true });
    } catch {
      // Not ours to remove: opening it again fails, and there is no cache.
    }
  }
}

interface Row {
  blob: string;
  body: string;
  checksum: number;
  day: number;
}

class SqliteCache implements FactsCache {
  /** Null once it has failed: trying again would cost the busy timeout each time. */
  private db: DatabaseSync | null;
  private readonly path: string;
  private readonly version: string;
  private readonly today: number;

  constructor(path: string, version: string, today: number) {
    const db = new DatabaseSync(path);
    try {
      db.exec(SCHEMA);
    } catch (error) {
      db.close();
      throw error;
    }
    this.db = db;
    this.path = path;
    this.version = version;
    this.today = today;
  }

  get(blobs: readonly string[]): BlobFacts[] {
    return this.rows(blobs).map(({ body }) => decode(body));
  }

  put(facts: readonly BlobFacts[]): void {
    this.keep(facts.map((one) => [one.blob, encode(one)]));
  }

  readonly memory: Memory = {
    get: (keys) => {
      const hashes = new Map(keys.map((key) => [keptAs(key), key]));
      return new Map(this.rows([...hashes.keys()]).map(({ blob, body }) => [hashes.get(blob) ?? '', body]));
    },
    put: (texts) => this.keep([...texts].map(([key, text]) => [keptAs(key), text])),
  };

  private rows(blobs: readonly string[]): Row[] {
    return this.quietly([], (db) => {
      const asked = JSON.stringify(blobs);
      const among = 'version = ? AND blob IN (SELECT value FROM json_each(?))';
      const rows = db
        .prepare(`SELECT blob, body, checksum, day FROM facts WHERE ${among}`)
        .all(this.version, asked) as unknown as Row[];
      if (rows.some(({ day }) => day < this.today))
        db.prepare(`UPDATE facts SET day = ? WHERE ${among}`).run(this.today, this.version, asked);
      // SQLite does not notice when a disk changes what a row holds.
      return rows.filter(({ body, checksum }) => crc32(body) === checksum);
    });
  }

  private keep(rows: readonly (readonly [blob: string, body: string])[]): void {
    if (rows.length === 0) return;
    this.quietly(undefined, (db) => {
      const insert = db.prepare('INSERT OR REPLACE INTO facts VALUES (?, ?, ?, ?, ?)');
      db.exec('BEGIN IMMEDIATE');
      for (const [blob, body] of rows) insert.run(this.version, blob, body, crc32(body), this.today);
      db.exec('COMMIT');
    });
  }

  close(): void {
    this.quietly(undefined, (db) => {
      const { bytes } = db
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()')
        .get() as { bytes: number };
      if (bytes > LARGEST_BYTES) {
        db.prepare('DELETE FROM facts WHERE version <> ? OR day < ?').run(this.version, this.today - 1);
        db.exec('VACUUM');
      }
    });
    this.db?.close();
    this.db = null;
  }

  /** A cache that fails is a cache that misses, from then on. A damaged file is removed for the next run. */
  private quietly<Result>(otherwise: Result, work: (db: DatabaseSync) => Result): Result {
    if (this.db === null) return otherwise;
    try {
      return work(this.db);
    } catch (error) {
      // Closing rolls an open transaction back.
      this.db.close();
      this.db = null;
      if (isDamage(error)) remove(this.path);
      return otherwise;
    }
  }
}

/** Of a form that no blob's hash has. */
function keptAs(key: string): string {
  return `kept ${createHash('sha256').update(key).digest('hex')}`;
}

const SEPARATOR = '\n';

/** First line: blob, and the package's name or the reason; the rest is the facts' JSON, stored as it is. */
function encode(facts: BlobFacts): string {
  if ('skipped' in facts) return `${facts.blob} skipped ${JSON.stringify(facts.skipped)}`;
  return `${facts.blob} ${facts.package}${SEPARATOR}${facts.json}`;
}

function decode(body: string): BlobFacts {
  const end = body.indexOf(SEPARATOR);
  if (end < 0) {
    const [blob = '', , ...reason] = body.split(' ');
    return { blob, skipped: JSON.parse(reason.join(' ')) as string, parsed: true };
  }
  const [blob = '', name = ''] = body.slice(0, end).split(' ');
  return { blob, package: name, json: body.slice(end + 1) };
}
