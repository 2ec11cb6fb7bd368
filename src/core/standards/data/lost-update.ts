import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { isGorm, isTransaction } from '../support/database.ts';
import { calledText } from '../support/ignorable.ts';
import { isCommandLine } from '../support/program.ts';
import { quoted } from '../support/quoted.ts';
import { isMigration } from '../support/sql.ts';
import { speaksOf } from '../support/telling-uses.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isWriteCall, unguardedWriteBehind } from '../support/writes.ts';
import { writtenBack } from '../support/written-back.ts';

export const lostUpdate = defineStandard({
  id: 'data/lost-update',
  severity: 'medium',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'Row read, changed and written back with nothing between two writers',
  why: 'Two requests read the same 100, one takes 30 away and the other 50, and the row ends as 70 or 50, never as 20. Nothing fails and nothing is logged; stock, balances and counters drift, and the drift grows with the load.',
  fix: 'Let the database compute it, under a condition where there is one.\n\n```go\nres, err := db.ExecContext(ctx, `UPDATE accounts SET balance = balance - $1 WHERE id = $2 AND balance >= $1`, amount, id)\n```\n\nElse lock the row with `SELECT … FOR UPDATE` in a transaction, or write with `WHERE version = $old` and try again when no row was hit.',
  references: [
    'https://www.postgresql.org/docs/current/transaction-iso.html',
    'https://www.postgresql.org/docs/current/explicit-locking.html',
    'https://gorm.io/docs/advanced_query.html#Locking',
  ],
  examples: {
    bad: [
      `package accounts

import db "gorm.io/gorm"

type account struct{ ID, Balance int }

func withdraw(store *db.DB, id, amount int) error {
	var a account
	if err := store.First(&a, id).Error; err != nil {
		return err
	}
	a.Balance -= amount
	return store.Save(&a).Error // want
}`,
      `func withdraw(ctx context.Context, db *sql.DB, id, amount int) error {
	var balance int
	if err := db.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", id).Scan(&balance); err != nil {
		return err
	}
	rest := balance - amount
	_, err := db.ExecContext(ctx, "UPDATE accounts SET balance = $1 WHERE id = $2", rest, id) // want
	return err
}`,
      {
        'store/store.go': `package store

import (
	"context"
	"database/sql"
)

type Item struct{ ID, Stock int }

type Store struct{ db *sql.DB }

func (s *Store) GetItem(ctx context.Context, id int) (*Item, error) {
	item := &Item{ID: id}
	return item, s.db.QueryRowContext(ctx, "SELECT stock FROM items WHERE id = $1", id).Scan(&item.Stock)
}

func (s *Store) UpdateItem(ctx context.Context, item *Item) error {
	_, err := s.db.ExecContext(ctx, "UPDATE items SET stock = $1 WHERE id = $2", item.Stock, item.ID)
	return err
}
`,
        'orders/orders.go': `package orders

import (
	"context"

	"example.com/service/store"
)

func take(ctx context.Context, s *store.Store, id int) error {
	item, err := s.GetItem(ctx, id)
	if err != nil {
		return err
	}
	item.Stock = item.Stock - 1
	return s.UpdateItem(ctx, item) // want
}
`,
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
      },
    ],
    good: [
      `func withdraw(ctx context.Context, db *sql.DB, id, amount int) error {
	_, err := db.ExecContext(ctx, "UPDATE accounts SET balance = balance - $1 WHERE id = $2", amount, id)
	return err
}

func compared(ctx context.Context, db *sql.DB, id, amount int) error {
	var balance int
	if err := db.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1", id).Scan(&balance); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "UPDATE accounts SET balance = $1 WHERE id = $2 AND balance = $3", balance-amount, id, balance)
	return err
}

func locked(ctx context.Context, db *sql.DB, id, amount int) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	var balance int
	if err := tx.QueryRowContext(ctx, "SELECT balance FROM accounts WHERE id = $1 FOR UPDATE", id).Scan(&balance); err != nil {
		return err
	}
	balance -= amount
	if _, err := tx.ExecContext(ctx, "UPDATE accounts SET balance = $1 WHERE id = $2", balance, id); err != nil {
		return err
	}
	return tx.Commit()
}`,
      `package accounts

import "gorm.io/gorm"

type account struct{ ID, Balance, Version int }

func withdraw(db *gorm.DB, id, amount int) error {
	var a account
	if err := db.First(&a, id).Error; err != nil {
		return err
	}
	a.Balance -= amount
	return db.Where("version = ?", a.Version).Save(&a).Error
}

func rename(db *gorm.DB, id, to int) error {
	var a account
	if err := db.First(&a, id).Error; err != nil {
		return err
	}
	a.Balance = to
	return db.Save(&a).Error
}

func open(db *gorm.DB, first, second int) error {
	a := account{Balance: first}
	a.Balance += second
	return db.Save(&a).Error
}`,
      `type store struct {
	mu sync.Mutex
	db *sql.DB
}

func (s *store) bump(ctx context.Context, id int) error {
	s.mu.Lock()
	defer s.mu.Unlock()
	var n int
	if err := s.db.QueryRowContext(ctx, "SELECT n FROM counters WHERE id = $1", id).Scan(&n); err != nil {
		return err
	}
	n++
	_, err := s.db.ExecContext(ctx, "UPDATE counters SET n = $1 WHERE id = $2", n, id)
	return err
}

func (s *store) note(ctx context.Context, id int) error {
	var n int
	if err := s.db.QueryRowContext(ctx, "SELECT n FROM counters WHERE id = $1", id).Scan(&n); err != nil {
		return err
	}
	_, err := s.db.ExecContext(ctx, "INSERT INTO notes (n) VALUES ($1)", n+1)
	return err
}`,
    ],
  },
  calls: /^(?:[uU]pdate|[sS]ave|[rR]eplace|[pP]ut|[sS]tore|[pP]ersist|(?:Must|Named)?Exec(?=Context$|$))(?![a-z])/,
  go: { call_expression: judge },
});

/** Keeps two such functions apart, or tells one that the other was first. */
function judge(call: NodeId, file: GoFile, report: Report): void {
  if (isTestCode(file) || isTooling(file) || isMigration(file)) return;
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, call);
  if (declaration === NONE) return;
  for (const argument of file.arguments(call)) {
    const found = writtenBack(file, argument, call);
    if (
      !found ||
      !writesBack(file, call) ||
      speaksOf(tree.textOf(declaration), 'serialises') ||
      isCommandLine(file, call)
    )
      continue;
    report(call, {
      message: `\`${calledText(file, call)}\` writes back what \`${calledText(file, found.read)}\` of line ${tree.line(found.read)} read, changed by ${quoted(tree, found.change)} of line ${tree.line(found.change)}: of two requests that do so at once, one undoes what the other did.`,
      evidence: [found.read, found.change],
    });
    return;
  }
}

/** The call changes a row that is there, outside of a transaction and with no guard of its own. */
function writesBack(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const operand = tree.child(calleeOf(tree, call), Field.operand);
  const handle = operand === NONE ? null : file.typeOf(operand);
  if (handle && !isGorm(handle) && isTransaction(file.index, handle)) return false;
  if (isWriteCall(file, call)) return !/\binsert\b/i.test(tree.textOf(call));
  const callee = file.callee(call);
  if (callee === null) return false;
  return unguardedWriteBehind(file.index, callee) !== null;
}
