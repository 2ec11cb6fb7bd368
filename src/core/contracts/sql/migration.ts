import { dirOf } from '../../go/modules.ts';

/** Directories and names by which migration tools know their files. */
const MIGRATION =
  /(?:^|\/)(?:db[-_]?)?(?:migrations?|migrate|schema[-_]?changes)\/(?:.*\/)?[^/]+\.sql$|(?:^|\/)(?:V\d+(?:[._]\d+)*__|\d{3,}[-_.])[^/]*\.sql$|(?:^|\/)\d{6,}\.sql$/i;
/** What undoes a migration, fills test data or is of nobody's database. */
const OTHER =
  /\.down\.sql$|(?:^|\/)(?:down|rollback|seeds?|fixtures?|stubs?|tests?|testing|examples?)\/|(?:^|[-_.])(?:seeds?|rollback|down)\.sql$/i;

/** A file that changes the schema of a database when it is applied. */
export function isMigration(path: string): boolean {
  return MIGRATION.test(path) && !OTHER.test(path);
}

const UPWARD = /\.up\.sql$/;

/**
 * Of paths, those that say in which folders of these migrations their tool takes `12_orders.up.sql` alone, as
 * golang-migrate does: one for each.
 */
export function waysUp(migrations: readonly string[], paths: Iterable<string>): string[] {
  const open = new Set(migrations.filter((path) => !UPWARD.test(path)).map(dirOf));
  if (open.size === 0) return [];
  return [...paths].filter((path) => UPWARD.test(path) && open.delete(dirOf(path)));
}

/** It stands beside files that say which way they lead, and does not itself: nothing applies it. */
export function isLeftOut(path: string, beside: readonly string[]): boolean {
  return !UPWARD.test(path) && beside.some((one) => UPWARD.test(one) && dirOf(one) === dirOf(path));
}

export interface Upward {
  /** The statements that apply it; lines of what undoes it are empty. */
  text: string;
  /** The tool runs it within a transaction; null where that is not known. */
  inTransaction: boolean | null;
}

/** What goose, sql-migrate, dbmate and others mark as the way up and the way down. */
const UP = /^\s*--\s*(?:\+goose\s+up|\+migrate\s+up|migrate:up)\b(.*)$/i;
const DOWN =
  /^\s*--\s*(?:\+goose\s+down|\+migrate\s+down|migrate:down|---- create above \/ drop below)\b.*$|^---- create above \/ drop below ----$/i;
const NO_TRANSACTION =
  /^\s*--\s*(?:\+goose\s+no transaction|.*\bnotransaction\b|.*\btransaction:\s*false\b|atlas:txmode none)/im;

/** The part of a migration that applies it. */
export function upward(text: string): Upward {
  let isUp = !text.split('\n').some((line) => UP.test(line));
  const isMarked = !isUp;
  const lines = text.split('\n').map((line) => {
    if (UP.test(line)) isUp = true;
    else if (DOWN.test(line)) isUp = false;
    return isUp ? line : '';
  });
  const isOutside = NO_TRANSACTION.test(text);
  return { text: lines.join('\n'), inTransaction: isOutside ? false : isMarked ? true : null };
}

/** Drivers by module path. */
const POSTGRES =
  /github\.com\/(?:jackc\/pgx|lib\/pq|go-pg\/pg|uptrace\/bun\/driver\/pgdriver)|gorm\.io\/driver\/postgres/;
const OTHERS =
  /github\.com\/(?:go-sql-driver\/mysql|mattn\/go-sqlite3|denisenkom\/go-mssqldb|microsoft\/go-mssqldb|ClickHouse\/clickhouse-go|sijms\/go-ora|glebarez\/sqlite)|modernc\.org\/sqlite|gorm\.io\/driver\/(?:mysql|sqlite|sqlserver)/;
const OTHER_NAMES =
  /(?:^|[/_.-])(?:mysql|mariadb|sqlite3?|mssql|sqlserver|clickhouse|cassandra|spanner|tidb)(?:[/_.-]|$)/i;

/** Databases that live within one process: none of another version runs beside it. */
const WITHIN =
  /github\.com\/(?:mattn\/go-sqlite3|glebarez\/sqlite|ncruces\/go-sqlite3)|modernc\.org\/sqlite|gorm\.io\/driver\/sqlite/;
const SERVERS =
  /github\.com\/(?:go-sql-driver\/mysql|denisenkom\/go-mssqldb|microsoft\/go-mssqldb|ClickHouse\/clickhouse-go|sijms\/go-ora)|gorm\.io\/driver\/(?:mysql|sqlserver)/;

/**
 * Whether several versions of a program may use the database of a migration at once.
 *
 * @param goMod text of the go.mod above it; empty where there is none
 */
export function isShared(path: string, goMod: string): boolean {
  if (/(?:^|[/_.-])(?:sqlite3?|duckdb)(?:[/_.-]|$)/i.test(path)) return false;
  return !WITHIN.test(goMod) || POSTGRES.test(goMod) || SERVERS.test(goMod);
}

/**
 * Whether a migration is for PostgreSQL: its path says so, or its module has drivers for nothing else. What is not known
 * is not PostgreSQL.
 *
 * @param goMod text of the go.mod above it; empty where there is none
 */
export function isForPostgres(path: string, goMod: string): boolean {
  if (OTHER_NAMES.test(path)) return false;
  if (/(?:^|[/_.-])(?:postgres(?:ql)?|pgx?|pgsql)(?:[/_.-]|$)/i.test(path)) return true;
  return POSTGRES.test(goMod) && !OTHERS.test(goMod);
}
