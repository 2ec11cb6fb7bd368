import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isContext } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { isReadOnly, isStatementCall } from '../support/statements.ts';
import { isTestCode } from '../support/test-code.ts';
import { handleOf, type OpenTransaction, TRANSACTION_CALLS, transactionBegunBy } from '../support/transactions.ts';
import { isSamePath } from '../support/values.ts';

export const nonTxHandleInTx = defineStandard({
  id: 'data/non-tx-handle-in-tx',
  severity: 'critical',
  lane: 'D',
  flags: [],
  title: 'Statement sent past the open transaction',
  why: 'A statement on the pool runs on another connection: it is not undone by the rollback, does not see what the transaction wrote, and waits for the locks that the transaction holds. Half of an order is committed, or the request deadlocks with itself; with the pool full, every request waits for a second connection that nobody can give back.',
  fix: 'Send it through the transaction.\n\n```go\nif _, err := tx.ExecContext(ctx, `INSERT INTO refund_log …`, id); err != nil {\n\treturn fmt.Errorf("log refund: %w", err)\n}\n```',
  references: [
    'https://go.dev/doc/database/execute-transactions',
    'https://gorm.io/docs/transactions.html',
    'https://docs.sqlc.dev/en/stable/howto/transactions.html',
  ],
  examples: {
    bad: [
      `type store struct{ db *sql.DB }

func (s *store) approve(ctx context.Context, id string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE refunds SET status = 'approved' WHERE id = $1", id); err != nil {
		return err
	}
	if _, err := s.db.ExecContext(ctx, "INSERT INTO refund_log VALUES ($1)", id); err != nil { // want
		return err
	}
	return tx.Commit()
}`,
      `package store

import "gorm.io/gorm"

type user struct{ ID int }

func create(db *gorm.DB, u *user) error {
	return db.Transaction(func(tx *gorm.DB) error {
		if err := tx.Create(u).Error; err != nil {
			return err
		}
		return db.Model(u).Update("active", true).Error // want
	})
}

func rename(db *gorm.DB, u *user) error {
	tx := db.Begin()
	defer tx.Rollback()
	var seen user
	if err := db.Where("id = ?", u.ID).First(&seen).Error; err != nil { // want
		return err
	}
	if err := tx.Save(u).Error; err != nil {
		return err
	}
	return tx.Commit().Error
}`,
      `package store

import (
	"context"

	pg "github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
)

func save(ctx context.Context, pool *pgxpool.Pool) error {
	return pg.BeginFunc(ctx, pool, func(tx pg.Tx) error {
		if _, err := tx.Exec(ctx, "INSERT INTO a VALUES (1)"); err != nil {
			return err
		}
		_, err := pool.Exec(ctx, "INSERT INTO b VALUES (1)") // want
		return err
	})
}`,
      `type Queries struct{ db *sql.DB }

func (q *Queries) WithTx(tx *sql.Tx) *Queries { return q }

func (q *Queries) AddLine(ctx context.Context, id string) error { return nil }

func place(ctx context.Context, db *sql.DB, q *Queries) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	qtx := q.WithTx(tx)
	if err := qtx.AddLine(ctx, "1"); err != nil {
		return err
	}
	if err := q.AddLine(ctx, "2"); err != nil { // want
		return err
	}
	return tx.Commit()
}`,
    ],
    good: [
      `type store struct{ db, archive *sql.DB }

func (s *store) approve(ctx context.Context, id string) error {
	var status string
	if err := s.db.QueryRowContext(ctx, "SELECT status FROM refunds").Scan(&status); err != nil {
		return err
	}
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	rows, err := s.archive.QueryContext(ctx, "SELECT id FROM old")
	if err != nil {
		_, _ = s.db.ExecContext(ctx, "INSERT INTO failures VALUES ($1)", id)
		return err
	}
	defer rows.Close()
	if err := tx.Commit(); err != nil {
		return err
	}
	_, err = s.db.ExecContext(ctx, "INSERT INTO refund_log VALUES ($1)", id)
	return err
}`,
      `package store

import "gorm.io/gorm"

type user struct{ ID int }

func create(db *gorm.DB, u *user) error {
	return db.Transaction(func(db *gorm.DB) error {
		return db.Create(u).Error
	})
}`,
      `func each(ctx context.Context, db *sql.DB, ids []string) error {
	for _, id := range ids {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		db := tx
		if _, err := db.ExecContext(ctx, "DELETE FROM a WHERE id = $1", id); err != nil {
			tx.Rollback()
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	_, err := db.ExecContext(ctx, "ANALYZE a")
	return err
}

func some(ctx context.Context, db *sql.DB, queries []string) (err error) {
	var tx *sql.Tx
	if len(queries) > 1 {
		if tx, err = db.BeginTx(ctx, nil); err != nil {
			return err
		}
		defer tx.Rollback()
	}
	if tx == nil {
		_, err = db.ExecContext(ctx, queries[0])
		return err
	}
	return tx.Commit()
}`,
    ],
  },
  calls: TRANSACTION_CALLS,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  const open = transactionBegunBy(file, call);
  if (open === null || isTestCode(file)) return;
  const bound = boundQueries(file, open);
  for (const used of open.calls) {
    const operand = file.tree.child(calleeOf(file.tree, used), Field.operand);
    if (operand === NONE) continue;
    const direct = isStatementCall(file, used) && isSamePath(file, handleOf(file, operand), open.pool);
    const queries = bound.some((path) => isSamePath(file, operand, path)) && takesContext(file, used);
    if (direct || queries) blame(file, used, operand, open, report);
  }
}

function blame(file: GoFile, used: NodeId, operand: NodeId, open: OpenTransaction, report: Report): void {
  const { tree } = file;
  const handle = tree.textOf(handleOf(file, operand));
  const reads = isReadOnly(file, used);
  const transaction = open.name === '' ? 'the transaction' : `\`${open.name}\``;
  report(used, {
    // A handle of gorm that was handed in may be a transaction itself.
    ...(isHandedIn(file, open.pool) || !isUsed(file, open) ? { lane: 'H' as const } : {}),
    severity: reads ? 'high' : 'critical',
    message: `\`${calledText(file, used)}\` goes to \`${handle}\` while ${transaction} of line ${tree.line(open.begin)} is open: ${
      reads
        ? 'it does not see what the transaction wrote, and needs a second connection of the pool while it holds the first'
        : 'it stays when the transaction is rolled back, and on a row that the transaction has locked it waits for ever'
    }.`,
    evidence: [open.begin],
  });
}

/** The transaction is more than begun and ended: something in it could be left behind. */
function isUsed(file: GoFile, { begin, name }: OpenTransaction): boolean {
  const { tree } = file;
  if (name === '') return true;
  const root = enclosingFunction(tree, begin);
  for (const node of tree.descendants(root, Kind.identifier)) {
    if (node <= begin || tree.textOf(node) !== name || tree.contains(tree.parent(tree.parent(begin)), node)) continue;
    const ends = /^(?:Commit|Rollback|Error)$/.test(tree.textOf(tree.child(tree.parent(node), Field.field)));
    if (!ends) return true;
  }
  return false;
}

function isHandedIn(file: GoFile, pool: NodeId): boolean {
  const { tree, bindings } = file;
  const type = deref(file.typeOf(pool));
  if (type.kind !== 'named' || !type.package.startsWith('gorm.io/')) return false;
  const declaration = tree.kind(pool) === Kind.identifier ? (bindings[pool] as number) : NONE;
  return declaration !== NONE && tree.kind(tree.parent(declaration)) === Kind.parameter_declaration;
}

/** `q` of `qtx := q.WithTx(tx)`: sqlc's queries without the transaction. */
function boundQueries(file: GoFile, open: OpenTransaction): NodeId[] {
  const { tree } = file;
  return open.calls.flatMap((call) => {
    if (calledName(file, call) !== 'WithTx') return [];
    const [tx, ...others] = file.arguments(call);
    if (tx === undefined || others.length > 0 || tree.textOf(tx) !== open.name) return [];
    const operand = tree.child(calleeOf(tree, call), Field.operand);
    return operand === NONE ? [] : [operand];
  });
}

function takesContext(file: GoFile, call: NodeId): boolean {
  const [first] = file.arguments(call);
  return first !== undefined && isContext(file.typeOf(first)) && file.callee(call)?.receiver != null;
}
