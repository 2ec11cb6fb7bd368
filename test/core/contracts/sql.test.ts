import { describe, expect, test } from 'vitest';
import { ddlOf } from '../../../src/core/contracts/sql/ddl.ts';
import { createdBy, hazardsOf } from '../../../src/core/contracts/sql/hazards.ts';
import { isForPostgres, isMigration, upward } from '../../../src/core/contracts/sql/migration.ts';
import { partitionedIn } from '../../../src/core/contracts/sql/partitioned.ts';
import { migrationBreaksRunningCode } from '../../../src/core/standards/data/migration-breaks-running-code.ts';
import { unsafeMigration } from '../../../src/core/standards/data/unsafe-migration.ts';
import { neededBeside } from '../../../src/core/standards/run-contracts.ts';
import { openSqlParser } from '../../../src/edge/parse/sql.ts';

const sql = await openSqlParser();

function hazards(text: string, inTransaction: boolean | null = null): string[] {
  const statements = sql(text);
  if (statements === null) throw new Error(`no SQL: ${text}`);
  const created = new Set(statements.flatMap(({ node }) => createdBy(node) ?? []));
  const { made } = ddlOf(text);
  return statements.flatMap(({ node }) =>
    hazardsOf(node, { created, made, partitioned: partitionedIn([text]), inTransaction }).map(({ message }) => message),
  );
}

/** A case for each of squawk's rules that is about locks and about versions that run side by side: https://squawkhq.com/docs/rules */
const RULES: readonly [rule: string, unsafe: string, safe: string | null][] = [
  ['adding-field-with-default', 'ALTER TABLE t ADD COLUMN c uuid DEFAULT gen_random_uuid()', "ALTER TABLE t ADD COLUMN c text DEFAULT ''"],
  ['adding-foreign-key-constraint', 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id)', 'ALTER TABLE t ADD CONSTRAINT f FOREIGN KEY (a) REFERENCES u (id) NOT VALID'],
  ['adding-not-nullable-field', 'ALTER TABLE t ALTER COLUMN c SET NOT NULL', 'ALTER TABLE t VALIDATE CONSTRAINT c'],
  ['adding-required-field', 'ALTER TABLE t ADD COLUMN c text NOT NULL', 'ALTER TABLE t ADD COLUMN c text NOT NULL DEFAULT now()'],
  ['adding-serial-primary-key-field', 'ALTER TABLE t ADD COLUMN id bigserial PRIMARY KEY', 'ALTER TABLE t ADD COLUMN id bigint'],
  ['adding-primary-key-constraint', 'ALTER TABLE t ADD PRIMARY KEY (id)', 'ALTER TABLE t ADD CONSTRAINT p PRIMARY KEY USING INDEX i'],
  ['adding-exclusion-constraint', 'ALTER TABLE t ADD CONSTRAINT e EXCLUDE USING gist (r WITH &&)', null],
  ['ban-drop-column', 'ALTER TABLE t DROP COLUMN c', null],
  ['ban-drop-database', 'DROP DATABASE d', null],
  ['ban-drop-not-null', 'ALTER TABLE t ALTER COLUMN c DROP NOT NULL', null],
  ['ban-drop-table', 'DROP TABLE t', 'CREATE TABLE t (id int); DROP TABLE t'],
  ['ban-truncate-cascade', 'TRUNCATE t CASCADE', null],
  ['ban-alter-domain-with-add-constraint', 'ALTER DOMAIN d ADD CHECK (VALUE > 0)', null],
  ['changing-column-type', 'ALTER TABLE t ALTER COLUMN c TYPE bigint', null],
  ['constraint-missing-not-valid', 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0)', 'ALTER TABLE t ADD CONSTRAINT c CHECK (a > 0) NOT VALID'],
  ['disallowed-unique-constraint', 'ALTER TABLE t ADD CONSTRAINT u UNIQUE (a)', 'ALTER TABLE t ADD CONSTRAINT u UNIQUE USING INDEX i'],
  ['renaming-column', 'ALTER TABLE t RENAME COLUMN a TO b', null],
  ['renaming-table', 'ALTER TABLE t RENAME TO u', null],
  ['require-concurrent-index-creation', 'CREATE INDEX i ON t (a)', 'CREATE INDEX CONCURRENTLY i ON t (a)'],
  ['require-concurrent-index-deletion', 'DROP INDEX i', 'DROP INDEX CONCURRENTLY i'],
  ['require-concurrent-reindex', 'REINDEX TABLE t', 'REINDEX TABLE CONCURRENTLY t'],
  ['require-concurrent-refresh-materialized-view', 'REFRESH MATERIALIZED VIEW v', 'REFRESH MATERIALIZED VIEW CONCURRENTLY v'],
  ['require-concurrent-partition-detach', 'ALTER TABLE t DETACH PARTITION p', null],
  ['generated stored column', 'ALTER TABLE t ADD COLUMN c int GENERATED ALWAYS AS (a * 2) STORED', null],
  ['vacuum full', 'VACUUM FULL t', 'VACUUM t'],
]; // biome-ignore format: a table

/** Not found, with the reason. */
const MISSED = [
  ['require-timeout-settings', 'a session may set them for the role or in the connection string'],
  ['transaction-nesting', 'whether the tool opens a transaction is known of few tools'],
];

describe('what squawk calls unsafe', () => {
  test.each(RULES)('%s', (_, unsafe, safe) => {
    expect(hazards(unsafe)).not.toEqual([]);
    if (safe !== null) expect(hazards(safe)).toEqual([]);
  });

  test('a concurrent index within a transaction', () => {
    expect(hazards('CREATE INDEX CONCURRENTLY i ON t (a)', true)).toHaveLength(1);
  });

  test('nine in ten of its rules', () => {
    expect(RULES.length / (RULES.length + MISSED.length)).toBeGreaterThanOrEqual(0.9);
  });
});

test('statements have their lines, whatever stands before them', () => {
  const found = sql('-- über\n\nSELECT 1; -- one\n/* two\n lines */\nALTER TABLE t\n  DROP COLUMN c;\n');
  expect(found?.map(({ line, text }) => `${line} ${text}`)).toEqual(['3 SELECT 1', '6 ALTER TABLE t DROP COLUMN c']);
  expect(sql('CREATE INDEX i ON `t` (a)')).toBeNull();
});

test.each([
  ['-- +goose Up\nA;\n-- +goose Down\nB;', '\nA;\n\n', true],
  ['-- +goose NO TRANSACTION\n-- +goose Up\nA;', '\n\nA;', false],
  ['-- migrate:up transaction:false\nA;\n-- migrate:down\nB;', '\nA;\n\n', false],
  ['A;\nB;', 'A;\nB;', null],
])('the way up of %j', (text, up, inTransaction) => {
  const found = upward(text);
  expect(found.inTransaction).toBe(inTransaction);
  expect(found.text.replace(/--.*/g, '')).toBe(up);
});

test('a migration is known by its place, and PostgreSQL by its path or the drivers of its module', () => {
  const paths = [
    'db/migrations/1_a.up.sql',
    'migrations/1_a.down.sql',
    'sql/V12__orders.sql',
    'store/queries.sql',
    'db/seeds/0001_users.sql',
  ];
  expect(paths.filter(isMigration)).toEqual(['db/migrations/1_a.up.sql', 'sql/V12__orders.sql']);
  const pgx = 'require github.com/jackc/pgx/v5 v5.0.0';
  expect(isForPostgres('migrations/1.sql', pgx)).toBe(true);
  expect(isForPostgres('migrations/1.sql', `${pgx}\nrequire modernc.org/sqlite v1.0.0`)).toBe(false);
  expect(isForPostgres('migrations/postgres/1.sql', '')).toBe(true);
  expect(isForPostgres('migrations/sqlite/1.sql', pgx)).toBe(false);
});

test('an index on a partitioned table is built partition by partition', () => {
  const made =
    'CREATE TABLE old (at timestamptz, n numeric(3, 1)) PARTITION BY RANGE (at); ALTER TABLE old RENAME TO tries;';
  expect([...partitionedIn([made])]).toEqual(['old', 'tries']);
  expect([...partitionedIn(['CREATE TABLE t (id int); -- PARTITION BY'])]).toEqual([]);
  const { node } = sql('CREATE INDEX i ON tries (at)')?.[0] ?? {};
  const partitioned = partitionedIn([made]);
  const [told] = node ? hazardsOf(node, { created: new Set(), made: new Set(), partitioned, inTransaction: null }) : [];
  expect(told?.message).toContain('ON ONLY');
  expect(told?.message).not.toContain('lets them go on');
});

test('a column whose name another takes at once is not missed', () => {
  const rename = 'ALTER TABLE public.orders RENAME COLUMN buyer TO buyer_old;';
  expect(hazards(rename)).toEqual([expect.stringContaining('fails on every query of it')]);
  expect(hazards(`${rename} ALTER TABLE orders ADD COLUMN buyer uuid;`)).toEqual([
    expect.stringContaining('another column takes its name'),
  ]);
});

test('each standard learns which way the migrations beside a changed one lead', () => {
  const changed = { path: 'migrations/0002_orders.sql', text: 'CREATE INDEX a ON orders (a);' };
  const up = 'migrations/0001_orders.up.sql';
  const asked = [migrationBreaksRunningCode, unsafeMigration].map(
    (standard) => neededBeside([migrationBreaksRunningCode, standard], [changed], new Set([up]).keys()).length,
  );
  expect(asked).toEqual([2, 3]);
});
