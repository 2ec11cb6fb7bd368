import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { usesOfResult } from '../support/acquired-uses.ts';
import { constantText } from '../support/constants.ts';
import { calledText } from '../support/ignorable.ts';
import { isCommandLine } from '../support/program.ts';
import { programsWithout } from '../support/programs-without.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const OPENS = `package main

import (
	"net/http"

	"example.com/service/store"
)

func main() {
	db, _ := store.Open("dsn")
	_ = db
	_ = http.ListenAndServe(":80", nil)
}
`;

export const poolUnset = defineStandard({
  id: 'data/pool-unset',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Connection pool without a limit',
  why: 'A `sql.DB` opens as many connections as there are queries under way. When the database slows down, requests pile up and every one of them opens another connection, until the database refuses them all, those of the other services too: the slow minute becomes an outage.',
  fix: 'Limit the pool below what the database allows all replicas together.\n\n```go\ndb.SetMaxOpenConns(20)\ndb.SetMaxIdleConns(20)\ndb.SetConnMaxLifetime(30 * time.Minute)\n```',
  references: ['https://go.dev/doc/database/manage-connections', 'https://pkg.go.dev/database/sql#DB.SetMaxOpenConns'],
  lasting: true,
  examples: {
    bad: [
      `func open(dsn string) (*sql.DB, error) {
	return sql.Open("pgx", dsn) // want
}`,
      `package store

import (
	"context"

	"github.com/jmoiron/sqlx"
)

type store struct{ db *sqlx.DB }

func open(ctx context.Context, dsn string) (*store, error) {
	db, err := sqlx.ConnectContext(ctx, "postgres", dsn) // want
	if err != nil {
		return nil, err
	}
	db.SetMaxIdleConns(5)
	return &store{db: db}, nil
}`,
      // Its handler asks: one query for each request.
      `func serve(dsn string) error {
	db, err := sql.Open("mysql", dsn) // want
	if err != nil {
		return err
	}
	http.HandleFunc("/orders", func(w http.ResponseWriter, r *http.Request) {
		_, _ = db.ExecContext(r.Context(), "UPDATE orders SET seen = true")
	})
	return http.ListenAndServe(":80", nil)
}`,
      `package store

import dbsql "database/sql"

const driver = "mysql"

func mustOpen(dsn string) *dbsql.DB {
	db, err := dbsql.Open(driver, dsn) // want
	if err != nil {
		panic(err)
	}
	return db
}`,
      // Only another program sets a limit.
      {
        'store/store.go': `package store

import "database/sql"

func Open(dsn string) (*sql.DB, error) { return sql.Open("pgx", dsn) } // want

func Limit(db *sql.DB) { db.SetMaxOpenConns(10) }
`,
        'cmd/orders/main.go': OPENS,
        'cmd/stock/main.go': OPENS.replace('_ = db', 'store.Limit(db)'),
      },
    ],
    good: [
      // Each program that works on limits it; one that ends need not.
      {
        'store/store.go': `package store

import "database/sql"

func Open(dsn string) (*sql.DB, error) { return sql.Open("pgx", dsn) }

func Limit(db *sql.DB) { db.SetMaxOpenConns(10) }
`,
        'cmd/import/main.go': `package main

import "example.com/service/store"

func main() { _, _ = store.Open("dsn") }
`,
        'cmd/stock/main.go': OPENS.replace('_ = db', 'store.Limit(db)'),
      },
      `func open(dsn string) (*sql.DB, error) {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return nil, err
	}
	db.SetMaxOpenConns(20)
	return db, nil
}`,
      {
        'store/store.go': `package store

import "database/sql"

func Open(dsn string) (*sql.DB, error) { return sql.Open("pgx", dsn) }
`,
        'app/app.go': `package app

import (
	"database/sql"

	"example.com/service/store"
)

var limit = func(db *sql.DB) { db.SetMaxOpenConns(10) }

func Start(dsn string) error {
	db, err := store.Open(dsn)
	if err != nil {
		return err
	}
	limit(db)
	return nil
}
`,
      },
      // Read once, one query after the other.
      `func routes(dsn string) (map[string]string, error) {
	db, err := sql.Open("mysql", dsn)
	if err != nil {
		return nil, err
	}
	rows, err := db.Query("SELECT path, target FROM routing")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return read(rows)
}`,
      `func files(path string) (*sql.DB, error) {
	return sql.Open("sqlite3", path)
}

func either(driver, dsn string) (*sql.DB, error) {
	return sql.Open(driver, dsn)
}

func migrate(dsn string) error {
	db, err := sql.Open("pgx", dsn)
	if err != nil {
		return err
	}
	return db.Close()
}`,
    ],
  },
  calls: /^(?:Must)?(?:Open|Connect)(?:Context)?$/,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  const opens =
    file.isCallTo(call, 'database/sql', 'Open') ||
    file.isCallTo(call, 'github.com/jmoiron/sqlx', 'Open', 'Connect', 'ConnectContext', 'MustConnect', 'MustOpen');
  if (!opens || isTestCode(file) || isTooling(file)) return;
  if (!isServer(file, call) || isPassing(file, call) || isCommandLine(file, call) || staysHere(file, call)) return;
  const [program] = programsWithout(file, call, '.SetMaxOpenConns');
  if (program === undefined) return;
  const where = program === '' ? 'nothing in the repository limits' : `nothing that \`${program}\` reaches limits`;
  report(call, {
    message: `\`${calledText(file, call)}\` makes a pool that ${where} with \`SetMaxOpenConns\`: with a slow database, every query under way opens one more connection until it refuses them all.`,
    ...(asksOnce(file, call) ? { lane: 'H' as const } : {}),
  });
}

/** The driver, wherever it stands among the arguments, is one of a server: a database in a file has no others to starve. */
function isServer(file: GoFile, call: NodeId): boolean {
  return file
    .arguments(call)
    .slice(0, 2)
    .some((argument) => SERVERS.test(constantText(file, argument) ?? ''));
}

const SERVERS = /^"(?:\w*(?:postgres|pgx|pq|mysql|mariadb|sqlserver|mssql|oracle|godror|cockroach)\w*)"$/i;

/** The pool lives as long as one piece of work: a migration, a check, a function that closes it again. */
function isPassing(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, call);
  if (/migrat|ping|check|health|wait|create_?(?:db|database)|seed/i.test(`${file.symbolAt(call)} ${file.path}`))
    return true;
  return root !== NONE && /\.Close\(\)/.test(tree.textOf(root));
}

/** The function alone asks, one query after the other: whoever returns or keeps the pool may have many under way. */
function staysHere(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, call);
  const uses = usesOfResult(file, call);
  if (root === NONE || uses.length === 0 || !tree.contains(root, file.bindings[uses[0] ?? NONE] as number))
    return false;
  return uses.every(
    (use) => tree.kind(tree.parent(use)) === Kind.selector_expression && enclosingFunction(tree, use) === root,
  );
}

const ASKS = /\.(?:Query|Exec|Get|Select|Prepare|Begin|NamedQuery|NamedExec)(?:Row|x|Rowx)?(?:Context)?$/;

/** The pool is kept by what has a single function that asks it, such as the loading of a table at start-up. */
function asksOnce(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const result = tree.child(enclosingFunction(tree, call), Field.result);
  if (result !== NONE && /\bDB\b/.test(tree.textOf(result))) return false;
  const functions = (file.package?.files ?? [])
    .filter(({ path }) => !path.endsWith('_test.go'))
    .flatMap(({ facts }) => facts.functions);
  return functions.filter(({ uses }) => uses.some((use) => ASKS.test(use))).length === 1;
}
