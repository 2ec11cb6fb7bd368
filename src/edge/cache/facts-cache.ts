import { mkdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import type { BlobFacts } from '../../core/go/analysed.ts';

const LARGEST_BYTES = 1024 * 1024 * 1024;
const DAY = 24 * 60 * 60 * 1000;
const SCHEMA = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 2000;
  CREATE TABLE IF NOT EXISTS facts (version TEXT, blob TEXT, body TEXT, day INTEGER, PRIMARY KEY (version, blob));
`;

/** Facts by blob hash, kept on disk from run to run. */
export interface FactsCache {
  get(blobs: readonly string[]): BlobFacts[];
  put(facts: readonly BlobFacts[]): void;
  close(): void;
}

/** Remembers nothing. */
export const NO_CACHE: FactsCache = { get: () => [], put() {}, close() {} };

/**
 * Opens the cache file. `version` names the code that reads facts: another one's are not used. A file that is damaged
 * is thrown away and begun anew; a folder that cannot be written means no cache, never a failed review.
 */
export function openFactsCache(path: string, version: string, today = Math.floor(Date.now() / DAY)): FactsCache {
  for (const attempt of [1, 2]) {
    try {
      mkdirSync(dirname(path), { recursive: true });
      return new SqliteCache(path, version, today);
    } catch {
      if (attempt === 1) remove(path);
    }
  }
  return NO_CACHE;
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

class SqliteCache implements FactsCache {
  private readonly db: DatabaseSync;
  private readonly path: string;
  private readonly version: string;
  private readonly today: number;

  constructor(path: string, version: string, today: number) {
    this.db = new DatabaseSync(path);
    this.path = path;
    this.version = version;
    this.today = today;
    this.db.exec(SCHEMA);
  }

  get(blobs: readonly string[]): BlobFacts[] {
    return this.quietly([], () => {
      const asked = JSON.stringify(blobs);
      const rows = this.db
        .prepare('SELECT body, day FROM facts WHERE version = ? AND blob IN (SELECT value FROM json_each(?))')
        .all(this.version, asked) as { body: string; day: number }[];
      if (rows.some(({ day }) => day < this.today))
        this.db
          .prepare(
            'UPDATE facts SET day = ? WHERE version = ? AND day < ? AND blob IN (SELECT value FROM json_each(?))',
          )
          .run(this.today, this.version, this.today, asked);
      return rows.map(({ body }) => decode(body));
    });
  }

  put(facts: readonly BlobFacts[]): void {
    this.quietly(undefined, () => {
      const insert = this.db.prepare('INSERT OR REPLACE INTO facts (version, blob, body, day) VALUES (?, ?, ?, ?)');
      this.db.exec('BEGIN IMMEDIATE');
      for (const one of facts) insert.run(this.version, one.blob, encode(one), this.today);
      this.db.exec('COMMIT');
    });
  }

  close(): void {
    this.quietly(undefined, () => {
      const { bytes } = this.db
        .prepare('SELECT page_count * page_size AS bytes FROM pragma_page_count(), pragma_page_size()')
        .get() as { bytes: number };
      if (bytes > LARGEST_BYTES) {
        this.db.prepare('DELETE FROM facts WHERE version <> ? OR day < ?').run(this.version, this.today - 1);
        this.db.exec('VACUUM');
      }
    });
    this.db.close();
  }

  /** A cache that fails is a cache that misses. Damage found later than at opening removes the file. */
  private quietly<Result>(otherwise: Result, work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      if (/malformed|not a database|corrupt/i.test(String(error))) remove(this.path);
      return otherwise;
    }
  }
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
