import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { formatText } from '../support/format.ts';
import { declaredName } from '../support/functions.ts';
import { isMigration, SQL_CALLS, sqlOf } from '../support/sql.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const WHOLE =
  /^\s*(?:(?<update>update)\s+(?:only\s+)?(?<updated>[\w."`]+)(?:\s+(?:as\s+)?\w+)?\s+set\b|delete\s+from\s+(?<deleted>[\w."`]+))/i;
const LIMITED = /\b(?:where|limit|join|using|from\s+\S+.*\bfrom|returning)\b/i;
/** `SET id = regexp_replace(id, …)`: every value is written anew in another form. */
const CONVERTS = /^\s+(?<column>\w+)\s*=\s*\w+\(\s*\k<column>\b/i;
/** Whoever calls it has asked for everything. */
const EVERYTHING =
  /all|clear|reset|truncat|purge|flush|wipe|clean|drop|empty|rebuild|refresh|sync|replace|init|import|restore|every|schema|setup|migrat|upgrade|backfill/i;
/** Tables with one row. */
const SINGLE =
  /setting|config|version|state|meta|lock|singleton|status|counter|sequence|checkpoint|cursor|tmp|temp|stag|cache|params|info$/i;

export const writeWithoutWhere = defineStandard({
  id: 'data/write-without-where',
  severity: 'critical',
  lane: 'D',
  flags: [],
  title: 'Every row of a table changed or deleted',
  why: 'Without WHERE the statement does to all rows what was meant for one. The loss is complete and at once, replicated everywhere, and only a backup brings the data back.',
  fix: 'Say which rows.\n\n```go\n_, err := db.ExecContext(ctx, "DELETE FROM carts WHERE user_id = $1", userID)\n```\n\nWhere all rows are meant, let the function\'s name say so: `DeleteAllCarts`.',
  references: [
    'https://www.postgresql.org/docs/current/sql-delete.html',
    'https://www.postgresql.org/docs/current/sql-update.html',
  ],
  examples: {
    bad: [
      `func removeCart(ctx context.Context, db *sql.DB, user string) error {
	_, err := db.ExecContext(ctx, "DELETE FROM carts") // want
	return err
}`,
      `package users

import base "database/sql"

const disable = \`
	UPDATE users
	SET active = false\`

func block(tx *base.Tx, id int) error {
	_, err := tx.Exec(disable) // want
	return err
}`,
      `package users

import (
	"context"

	"github.com/jackc/pgx/v5/pgxpool"
)

type store struct{ pool *pgxpool.Pool }

func (s *store) Rename(ctx context.Context, id int, name string) error {
	_, err := s.pool.Exec(ctx, "UPDATE users SET name = $1", name) // want
	return err
}`,
    ],
    good: [
      `func branchless(db *sql.DB) error {
	_, err := db.Exec("UPDATE commits SET id = regexp_replace(id, '@.+', '@')")
	return err
}`,
      `func removeCart(ctx context.Context, db *sql.DB, user string) error {
	_, err := db.ExecContext(ctx, "DELETE FROM carts WHERE user_id = $1", user)
	return err
}

func deleteAllCarts(db *sql.DB) error {
	_, err := db.Exec("DELETE FROM carts")
	return err
}`,
      `func remove(db *sql.DB, user string) error {
	query := "DELETE FROM carts"
	if user != "" {
		query += " WHERE user_id = $1"
	}
	_, err := db.Exec(query, user)
	return err
}`,
      `func remove(db *sql.DB, where string) error {
	_, err := db.Exec("UPDATE carts SET total = 0 " + where)
	return err
}

func bump(db *sql.DB) error {
	_, err := db.Exec("UPDATE settings SET revision = revision + 1")
	return err
}`,
      `func save(tx *sql.Tx, names []string) {
	tx.Exec("DELETE FROM models")
	for _, name := range names {
		tx.Exec("INSERT INTO models (name) VALUES ($1)", name)
	}
}`,
      {
        'internal/migrations/migrations.go':
          'package migrations\n\nimport "database/sql"\n\nfunc up(db *sql.DB) error {\n\t_, err := db.Exec("UPDATE users SET active = true")\n\treturn err\n}\n',
      },
      `type journal struct{}

func (journal) Exec(text string) {}

func remove() {
	db := journal{}
	db.Exec("DELETE FROM carts")
}`,
    ],
  },
  calls: SQL_CALLS,
  go: {
    call_expression(call, file, report) {
      const sql = sqlOf(file, call);
      const text = sql === null ? null : formatText(file, sql);
      const match = text === null ? null : WHOLE.exec(text);
      if (text === null || !match) return;
      const rest = text.replace(/\\n/g, ' ').slice(match[0].length);
      if (LIMITED.test(rest) || CONVERTS.test(rest)) return;
      if (isTestCode(file) || isTooling(file) || isMigration(file) || isMeant(file, call, match)) return;
      const table = match.groups?.updated ?? match.groups?.deleted ?? '';
      const all = match.groups?.update ? 'changes' : 'deletes';
      report(call, {
        message: `This ${all} every row of \`${table.replace(/["`]/g, '')}\`: the statement has no WHERE, and nothing in \`${declaredName(file, call)}\` says that all rows are meant.`,
        evidence: sql === null ? [] : [sql],
        ...(isReadWhole(file, call, table) ? { lane: 'H' as const } : {}),
      });
    },
  },
});

function isMeant(file: GoFile, call: NodeId, match: RegExpExecArray): boolean {
  const table = match.groups?.updated ?? match.groups?.deleted ?? '';
  return EVERYTHING.test(declaredName(file, call)) || SINGLE.test(table) || isRefilled(file, call, table);
}

/** The function fills the table anew: what it deletes it writes again. */
function isRefilled(file: GoFile, call: NodeId, table: string): boolean {
  const text = file.tree.textOf(enclosingDeclaration(file.tree, call)).toLowerCase();
  return text.includes(`insert into ${table.toLowerCase()}`) || text.includes('copyfrom(');
}

/** The function reads the table without a condition, too: a counter, mostly, which has one row. */
function isReadWhole(file: GoFile, call: NodeId, table: string): boolean {
  const text = file.tree.textOf(enclosingDeclaration(file.tree, call)).toLowerCase();
  const from = `from ${table.toLowerCase()}`;
  return (
    text
      .split(from)
      .slice(1)
      .some((rest) => /^\b/.test(rest) && !/^[^"`;]*\bwhere\b/.test(rest)) && text.includes(`select`)
  );
}
