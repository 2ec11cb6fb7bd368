import { ddlOf } from '../../contracts/sql/ddl.ts';
import { createdBy, hazardsOf } from '../../contracts/sql/hazards.ts';
import { isLeftOut, isMigration, upward, waysUp } from '../../contracts/sql/migration.ts';
import type { SqlStatement } from '../../contracts/sql/parser.ts';
import { partitionedIn } from '../../contracts/sql/partitioned.ts';
import { defineStandard, type TextFile } from '../standard.ts';

/** An index built under a lock: only then it matters which tables are partitioned. */
const LOCKING_INDEX = /\bCREATE\s+(?:UNIQUE\s+)?INDEX\s+(?!CONCURRENTLY)/i;

const UP = 'db/migrations/postgres/0042_orders.sql';

export const unsafeMigration = defineStandard({
  id: 'data/unsafe-migration',
  severity: 'high',
  lane: 'D',
  flags: ['no-degradation'],
  title: 'Migration that blocks or breaks what runs',
  why: 'A migration is applied while the old version serves. A statement that holds a strong lock as long as it reads or writes a whole table makes every request that needs the table wait, connection pools fill, and the outage is as long as the table is large: nothing on the developer’s laptop, minutes in production. A name that changes in one step fits only one of the two versions that run during a rollout.',
  fix: 'Take strong locks for an instant only, and change what two versions share in steps that each fits both.\n\n```sql\nCREATE INDEX CONCURRENTLY orders_customer ON orders (customer_id);\n\nALTER TABLE orders ADD CONSTRAINT orders_customer_fk\n  FOREIGN KEY (customer_id) REFERENCES customers (id) NOT VALID;\n-- in a migration of its own\nALTER TABLE orders VALIDATE CONSTRAINT orders_customer_fk;\n```',
  references: [
    'https://www.postgresql.org/docs/current/sql-altertable.html#SQL-ALTERTABLE-NOTES',
    'https://www.postgresql.org/docs/current/explicit-locking.html#LOCKING-TABLES',
    'https://squawkhq.com/docs/rules',
  ],
  examples: {
    bad: [
      {
        [UP]: `ALTER TABLE orders ADD COLUMN note text NOT NULL; -- want
CREATE INDEX orders_note ON orders (note); -- want
ALTER TABLE orders -- want
  ADD CONSTRAINT orders_customer FOREIGN KEY (customer_id) REFERENCES customers (id);
`,
      },
      {
        [UP]: `-- +goose Up
ALTER TABLE orders RENAME COLUMN total TO cents; -- want
ALTER TABLE orders ALTER COLUMN cents TYPE bigint; -- want
CREATE INDEX CONCURRENTLY orders_cents ON orders (cents); -- want
-- +goose Down
ALTER TABLE orders RENAME COLUMN cents TO total;
`,
      },
      // What was there stays out of it; what is new is new.
      {
        [`base:${UP}`]: 'CREATE INDEX a ON orders (a);\n',
        [UP]: 'CREATE INDEX a ON orders (a);\nALTER TABLE orders ADD COLUMN id2 uuid DEFAULT gen_random_uuid(); -- want\n',
      },
    ],
    good: [
      {
        [UP]: `ALTER TABLE orders ADD COLUMN note text NOT NULL DEFAULT '';
CREATE INDEX CONCURRENTLY orders_note ON orders (note);
ALTER TABLE orders ADD CONSTRAINT c CHECK (cents > 0) NOT VALID;
ALTER TABLE orders VALIDATE CONSTRAINT c;
ALTER TABLE orders ADD CONSTRAINT u UNIQUE USING INDEX orders_note;
`,
      },
      // Nobody uses a table yet that the same change makes.
      {
        'db/migrations/postgres/0041_shipments.sql': 'CREATE TABLE IF NOT EXISTS shipments (id bigint PRIMARY KEY);\n',
        [UP]: 'CREATE INDEX shipments_at ON shipments (id);\nALTER TABLE public.shipments ADD COLUMN at timestamptz NOT NULL;\n',
      },
      // The way back, what is no PostgreSQL, and what is no migration.
      {
        'db/migrations/postgres/0042_orders.down.sql': 'CREATE INDEX a ON orders (a);\n',
        'db/migrations/mysql/0042_orders.sql': 'CREATE INDEX a ON orders (a);\n',
        'db/migrations/0042_orders.sql': 'CREATE INDEX a ON orders (a);\n',
        'queries/orders.sql': 'CREATE INDEX a ON orders (a);\n',
        'db/migrations/postgres/0043_odd.sql': 'CREATE INDEX a ON `orders` (a);\n',
      },
      // The tool takes files alone that say which way they lead.
      {
        'db/migrations/postgres/0041_orders.up.sql': 'CREATE TABLE orders (a int);\n',
        'db/migrations/postgres/0042_orders.sql': 'CREATE INDEX a ON orders (a);\n',
        'db/migrations/postgres/0041_orders.down copy.sql': 'CREATE INDEX a ON orders (a);\n',
      },
      // Outside of a transaction.
      {
        [UP]: '-- +goose NO TRANSACTION\n-- +goose Up\nCREATE INDEX CONCURRENTLY a ON orders (a);\n-- +goose Down\nDROP INDEX a;\n',
      },
    ],
  },
  contract: {
    reads: isMigration,
    needs: (files, paths) => [
      ...waysUp(
        files.map(({ path }) => path),
        paths,
      ),
      ...(files.some(({ text }) => LOCKING_INDEX.test(text)) ? [...paths].filter(isMigration) : []),
    ],
    compare(before, after, report, { sql, isPostgres, beside, unread }) {
      const partitioned = partitionedIn([...beside.head.values(), ...after.map(({ text }) => text)]);
      const known = new Set(before.flatMap((file) => read(file).map(({ text }) => text)));
      const around = [...beside.head.keys(), ...after.map(({ path }) => path)];
      const files = after.flatMap((file) => {
        if (isLeftOut(file.path, around)) return [];
        const statements = isPostgres(file.path) ? sql(upward(file.text).text) : null;
        if (!isPostgres(file.path)) unread(file.path, 'not known to be for PostgreSQL, whose locks are known');
        else if (!statements) unread(file.path, 'cannot be read as PostgreSQL');
        return statements ? [{ file, statements }] : [];
      });
      const created = new Set(
        files.flatMap(({ statements }) => statements.flatMap(({ node }) => createdBy(node) ?? [])),
      );
      const made = new Set(files.flatMap(({ file }) => [...ddlOf(upward(file.text).text).made]));
      for (const { file, statements } of files) {
        const { inTransaction } = upward(file.text);
        for (const { node, line, text } of statements) {
          if (known.has(text)) continue;
          const at = { path: file.path, line };
          const hazards = hazardsOf(node, { created, made, partitioned, inTransaction });
          // One statement is one claim: its clauses are applied together.
          const first = hazards.find(({ certain }) => certain) ?? hazards[0];
          if (!first) continue;
          const { certain, severity } = first;
          const more = hazards.length - 1;
          const likewise =
            more === 0 ? '' : ` (${more} more of the statement’s clauses ${more === 1 ? 'does' : 'do'} the like.)`;
          const message = first.message + likewise;
          report({ message, at, was: at, ...(severity ? { severity } : {}), ...(certain ? {} : { lane: 'H' }) });
        }
      }

      function read({ text }: TextFile): SqlStatement[] {
        return sql(upward(text).text) ?? [];
      }
    },
  },
});
