import { ddlOf, type Removal } from '../../contracts/sql/ddl.ts';
import { isMigration, upward } from '../../contracts/sql/migration.ts';
import { type User, usersOf } from '../../contracts/sql/users.ts';
import { defineStandard } from '../standard.ts';

const UP = 'orders/migrations/0042_orders.sql';
const store = (statement: string) => `package store

import (
	"context"
	"database/sql"
)

func Load(ctx context.Context, db *sql.DB, id string) (total int, err error) {
	err = db.QueryRowContext(ctx, \`${statement}\`, id).Scan(&total)
	return total, err
}
`;
const SELECT = 'SELECT o.total FROM orders o JOIN customers c ON c.id = o.customer_id WHERE o.id = $1';
const MODEL = `package store

import "gorm.io/gorm"

type Order struct {
	ID         string
	TotalCents int64
	Note       string \`gorm:"column:remark"\`
}

func Save(db *gorm.DB, order *Order) error { return db.Create(order).Error }
`;

export const migrationBreaksRunningCode = defineStandard({
  id: 'data/migration-breaks-running-code',
  severity: 'high',
  lane: 'D',
  flags: ['no-degradation'],
  subsumes: ['data/unsafe-migration'],
  title: 'Migration that takes away what running code uses',
  why: 'A migration is applied before, or while, the new version is rolled out. Until the last old instance is gone, the old code runs against the new schema, and it does again after a rollback. Every query of it that names a table or a column that is no more fails: requests answered 500 for as long as the rollout takes, and no way back.',
  fix: 'Take away in two releases. The first no longer names the column, and leaves it where it is, nullable or with a default; the second, when nothing of the first’s predecessor runs, drops it. A rename is a new column, written beside the old one, filled, read, and only then the drop of the old.',
  references: [
    'https://martinfowler.com/bliki/ParallelChange.html',
    'https://docs.gitlab.com/development/database/avoiding_downtime_in_migrations/',
    'https://www.postgresql.org/docs/current/sql-altertable.html',
  ],
  examples: {
    bad: [
      // Read by a query of the code that runs.
      { [UP]: 'ALTER TABLE orders DROP COLUMN total; -- want\n', 'base:orders/store/store.go': store(SELECT) },
      // Renamed, in the dialect of MySQL; a table that is read still.
      {
        [UP]: 'ALTER TABLE `orders` CHANGE COLUMN `total` `cents` BIGINT NOT NULL; -- want\nDROP TABLE IF EXISTS customers; -- want\n',
        'orders/store/store.go': store(SELECT),
      },
      // Written by a model, under names of its own.
      {
        [UP]: '-- +goose Up\nALTER TABLE orders -- want\n  DROP COLUMN remark;\nALTER TABLE orders RENAME COLUMN total_cents TO cents; -- want\n-- +goose Down\nALTER TABLE orders DROP COLUMN cents;\n',
        'base:orders/store/store.go': MODEL,
      },
      // Written into what a statement of several tables fills.
      {
        [UP]: 'ALTER TABLE public.orders RENAME TO sales; -- want\n',
        'orders/store/store.go': store('INSERT INTO orders (id, total) SELECT id, total FROM carts WHERE id = $1'),
      },
    ],
    good: [
      // Nothing names it, or a column of another table that is called alike.
      {
        [UP]: 'ALTER TABLE orders DROP COLUMN note;\nALTER TABLE customers DROP COLUMN total;\nDROP TABLE carts;\n',
        'orders/store/store.go': store(SELECT),
      },
      // The name stays, or is there again when the migration is done.
      {
        [UP]: 'ALTER TABLE orders RENAME TO sales;\nCREATE VIEW orders AS SELECT * FROM sales;\nALTER TABLE orders DROP COLUMN total;\nALTER TABLE orders ADD COLUMN total bigint;\n',
        'orders/store/store.go': store(SELECT),
      },
      // A constraint, the way back, a database within the process, another program’s table of that name.
      {
        [UP]: 'ALTER TABLE orders DROP CONSTRAINT total;\n',
        'orders/migrations/0042_orders.down.sql': 'DROP TABLE orders;\n',
        'orders/migrations/sqlite/0042_orders.sql': 'DROP TABLE orders;\n',
        'stock/migrations/0007_orders.sql': 'DROP TABLE orders;\n',
        'orders/cmd/main.go': 'package main\n\nfunc main() {}\n',
        'stock/cmd/main.go': 'package main\n\nfunc main() {}\n',
        'stock/store/store.go': store('SELECT id FROM items WHERE id = $1'),
        'orders/store/store.go': store(SELECT),
      },
      // Said in an alias, a text or a parameter only.
      {
        [UP]: 'ALTER TABLE orders DROP COLUMN total;\n',
        'orders/store/store.go': store("SELECT sum(cents) AS total, 'total' FROM orders WHERE id = $1"),
      },
    ],
  },
  contract: {
    reads: isMigration,
    compare(before, after, report, { isShared, base }) {
      const known = new Set(before.flatMap(({ text }) => ddlOf(upward(text).text).removed.map(nameOf)));
      const files = after
        .filter(({ path }) => isShared(path))
        .map(({ path, text }) => ({ path, ddl: ddlOf(upward(text).text) }));
      const made = new Set(files.flatMap(({ ddl }) => [...ddl.made]));
      for (const { path, ddl } of files) {
        const taken = ddl.removed.flatMap((removal): Taken[] => {
          const name = nameOf(removal);
          if (known.has(name) || made.has(name) || made.has(removal.table)) return [];
          const users = usersOf(removal, path, base);
          // Where several dialects have it, once is enough.
          if (users.length > 0) known.add(name);
          return users.length > 0 ? [{ removal, name, users }] : [];
        });
        // One statement is one claim.
        for (const [line, all] of Map.groupBy(taken, ({ removal }) => removal.line)) {
          const at = { path, line };
          const users = all.flatMap((one) => one.users);
          report({ at, was: at, message: messageOf(all), evidence: users.slice(0, MOST_SHOWN) });
        }
      }
    },
  },
});

function nameOf({ table, column }: Removal): string {
  return column === null ? table : `${table}.${column}`;
}

interface Taken {
  removal: Removal;
  name: string;
  users: readonly User[];
}

const MOST_SHOWN = 5;

function messageOf(all: readonly Taken[]): string {
  const [first] = all;
  const [user] = first?.users ?? [];
  if (!first || !user) return '';
  const { to } = first.removal;
  const what = to === null ? `\`${first.name}\` is dropped` : `\`${first.name}\` is called \`${to}\` from here on`;
  const places = new Set(all.flatMap(({ users }) => users.map(({ path, line }) => `${path}:${line}`))).size - 1;
  const more = places === 0 ? '' : `, and ${places} more ${places === 1 ? 'place' : 'places'}`;
  const others = all.slice(1).map(({ name }) => `\`${name}\``);
  const likewise =
    others.length === 0
      ? ''
      : ` Likewise ${others.slice(0, MOST_SHOWN).join(', ')}${others.length > MOST_SHOWN ? ` and ${others.length - MOST_SHOWN} more` : ''}.`;
  return `${what}, and the code that runs while this is applied still names it: \`${user.excerpt}\` (${user.path}:${user.line} at base${more}). That fails from the migration on until the last old instance is gone, and again after a rollback. Release code that no longer names it first.${likewise}`;
}
