import type { GoIndex } from '../../go/index/go-index.ts';
import { importsOf } from '../../go/index/source-package.ts';

const SERVERS =
  /^(?:github\.com\/(?:lib\/pq|go-sql-driver\/mysql|jackc\/pgx(?:\/.+)?|denisenkom\/go-mssqldb|microsoft\/go-mssqldb|ClickHouse\/.+|aws\/.+dynamodb)|gorm\.io\/driver\/(?:postgres|mysql|sqlserver|clickhouse)|go\.mongodb\.org\/mongo-driver(?:\/v2)?\/mongo)$/;
const EMBEDDED =
  /^(?:github\.com\/(?:mattn\/go-sqlite3|glebarez\/.*sqlite|ncruces\/go-sqlite3(?:\/.+)?)|modernc\.org\/sqlite|gorm\.io\/driver\/sqlite)$/;

const KNOWN = new WeakMap<GoIndex, boolean>();

/** The repository's database is not only one within the process, where a query costs no round trip. */
export function asksServer(index: GoIndex): boolean {
  let known = KNOWN.get(index);
  if (known === undefined) {
    known = isServed(index);
    KNOWN.set(index, known);
  }
  return known;
}

function isServed(index: GoIndex): boolean {
  let embedded = false;
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go')) continue;
    for (const spec of importsOf(file)) {
      if (SERVERS.test(spec.path)) return true;
      embedded ||= EMBEDDED.test(spec.path);
    }
  }
  return !embedded;
}
