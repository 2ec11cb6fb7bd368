import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref, isContext, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isTaken, leakOf } from '../support/acquisition.ts';
import { isCancelledOnReturn } from '../support/cancelled.ts';
import { beginsTransaction, followsContext, isGorm, isTransaction } from '../support/database.ts';
import { deferred } from '../support/mend/deferred.ts';
import { isAcquired } from '../support/sources.ts';
import { isStartUp } from '../support/start-up.ts';

const RELEASES = new Set(['.Commit()', '.Rollback()']);

export const txNoRollback = defineStandard({
  id: 'resource/tx-no-rollback',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Transaction neither committed nor rolled back on some path',
  why: 'An open transaction keeps its connection and its row locks. Other writers of those rows wait behind it, and a few such errors empty the pool: the service hangs until it is restarted.',
  fix: 'Defer the rollback at once; after a commit it does nothing.\n\n```go\ntx, err := db.BeginTx(ctx, nil)\nif err != nil {\n\treturn fmt.Errorf("begin: %w", err)\n}\ndefer tx.Rollback()\n…\nreturn tx.Commit()\n```',
  references: ['https://go.dev/doc/database/execute-transactions', 'https://pkg.go.dev/database/sql#Tx'],
  lasting: true,
  examples: {
    bad: [
      `func move(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil) // want
	if err != nil {
		return err
	}
	if _, err := tx.ExecContext(ctx, "UPDATE account SET balance = 0"); err != nil {
		return err
	}
	return tx.Commit()
}`,
      `func save(ctx context.Context, conn *pgx.Conn, dry bool) error {
	tx, err := conn.Begin(ctx) // want
	if err != nil {
		return err
	}
	if _, err = tx.Exec(ctx, "DELETE FROM item"); err != nil {
		_ = tx.Rollback(ctx)
		return err
	}
	if dry {
		return nil
	}
	return tx.Commit(ctx)
}`,
      `type user struct{ ID int }

func create(db *gorm.DB, u *user) error {
	tx := db.Begin() // want, no suggestion: gorm keeps the error of a late rollback
	defer func() {
		if r := recover(); r != nil {
			tx.Rollback()
		}
	}()
	if tx.Error != nil {
		return tx.Error
	}
	if err := tx.Create(u).Error; err != nil {
		return err
	}
	return tx.Commit().Error
}`,
      `type repo struct{ db *sqlx.DB }

func (r *repo) begin() (*sqlx.Tx, error) { return r.db.Beginx() }

func (r *repo) clear() error {
	tx, err := r.begin() // want
	if err != nil {
		return err
	}
	if err := wipe(tx); err != nil {
		return fmt.Errorf("wipe: %w", err)
	}
	return tx.Commit()
}

func wipe(tx *sqlx.Tx) error {
	_, err := tx.Exec("DELETE FROM item")
	return err
}`,
    ],
    good: [
      // What the error is turned into is nil where it was nil.
      `func begin(ctx context.Context, db *sql.DB) (*sql.Tx, error) {
	tx, err := db.BeginTx(ctx, nil)
	err = translated(err)
	if err != nil {
		return nil, err
	}
	return tx, nil
}

func translated(err error) error { return err }`,
      // The wrapper hands out what it wraps.
      `type inner struct{ tx *sql.Tx }

func save(db *sql.DB) error {
	outer, err := db.Begin()
	if err != nil {
		return err
	}
	tx := outer.Stmt(nil).(*inner).tx
	defer tx.Rollback()
	return tx.Commit()
}`,
      `func begin(db *sql.DB) (*sql.Tx, func() error, func(), error) {
	tx, err := db.Begin()
	if err != nil {
		return nil, nil, nil, err
	}
	return tx, tx.Commit, func() { tx.Rollback() }, nil
}

func clear(db *sql.DB) error {
	tx, commit, rollback, err := begin(db)
	if err != nil {
		return err
	}
	defer rollback()
	if _, err := tx.Exec("DELETE FROM cart WHERE age > 30"); err != nil {
		return err
	}
	return commit()
}`,
      `func move(ctx context.Context, db *sql.DB) error {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE account SET balance = 0"); err != nil {
		return err
	}
	return tx.Commit()
}`,
      `func save(ctx context.Context, conn *pgx.Conn) (err error) {
	tx, err := conn.Begin(ctx)
	if err != nil {
		return err
	}
	defer func() {
		if err != nil {
			_ = tx.Rollback(ctx)
			return
		}
		err = tx.Commit(ctx)
	}()
	_, err = tx.Exec(ctx, "DELETE FROM item")
	return err
}`,
      `func with(db *sql.DB, fn func(*sql.Tx) error) error {
	tx, err := db.Begin()
	if err != nil {
		return err
	}
	return end(tx, fn(tx))
}

func end(tx *sql.Tx, err error) error {
	if err != nil {
		return errors.Join(err, tx.Rollback())
	}
	return tx.Commit()
}`,
      // Whoever has the unit of work ends it.
      `type unit struct{ tx *sql.Tx }

func begin(ctx context.Context, db *sql.DB) (*unit, error) {
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return nil, err
	}
	return &unit{tx}, nil
}`,
      // Cancelling its context rolls a transaction of database/sql back.
      `func peek(parent context.Context, db *sql.DB) (n int, err error) {
	ctx, cancel := context.WithCancel(parent)
	defer cancel()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return 0, err
	}
	err = tx.QueryRowContext(ctx, "SELECT count(*) FROM item").Scan(&n)
	return n, err
}`,
      `func create(db *gorm.DB, v any) error {
	tx := db.Begin()
	if err := tx.Error; err != nil {
		return err
	}
	if err := tx.Create(v).Error; err != nil {
		tx.Rollback()
		return err
	}
	return tx.Commit().Error
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!isTaken(file, call)) return;
      const type = file.typeOf(call);
      const value = type.kind === 'tuple' ? type.of[0] : type;
      if (!value || !isTransaction(file.index, value) || !isAcquired(file, call, 0, beginsTransaction)) return;
      if (followsContext(value) && isCancelledOnReturn(file, call)) return;
      const leak = leakOf(file, call, {
        releases: RELEASES,
        borrows: (taking) => isQueries(file, taking),
        ...(isGorm(value) ? { errorField: '.Error' } : {}),
      });
      if (!leak || (leak.name !== null && isEndedWithin(file, call, leak.name))) return;
      report(call, {
        message: `${leak.name === null ? 'The transaction' : `\`${leak.name}\``} is neither committed nor rolled back ${leak.when}: it keeps its connection, and what its statements have locked stays locked.`,
        evidence: [leak.exit],
        ...(isStartUp(file, call) ? { lane: 'H' } : {}),
        mend: () => deferred(file, leak, { release: (name) => rollback(file, call, value, name) }),
      });
    },
  },
});

/** `queries.WithTx(tx)`, as sqlc generates it, runs statements in the transaction and leaves its end to the owner. */
function isQueries(file: GoFile, call: NodeId): boolean {
  return file.callee(call)?.name === 'WithTx';
}

/** Rolling back after a commit does nothing in these libraries. */
function rollback(file: GoFile, call: NodeId, type: Type, name: string): string | null {
  const base = deref(type);
  if (base.kind !== 'named') return null;
  if (/^(?:database\/sql|github\.com\/jmoiron\/sqlx)$/.test(base.package)) return `${name}.Rollback()`;
  const [context = NONE] = file.arguments(call);
  const isPlain = file.tree.kind(context) === Kind.identifier && isContext(file.typeOf(context));
  return isPlain && /^github\.com\/jackc\/pgx\/v\d+$/.test(base.package)
    ? `${name}.Rollback(${file.tree.textOf(context)})`
    : null;
}

/** `inner := tx.Delegate().(*bolt.Tx)`, and `inner` is what is committed: both are the same transaction. */
function isEndedWithin(file: GoFile, call: NodeId, name: string): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, call);
  const within = new Set<string>();
  for (const statement of tree.descendants(root, Kind.short_var_declaration)) {
    const [left = NONE] = tree.children(tree.child(statement, Field.left));
    if (tree.textOf(tree.child(statement, Field.right)).startsWith(`${name}.`)) within.add(tree.textOf(left));
  }
  if (within.size === 0) return false;
  for (const ending of tree.descendants(root, Kind.call_expression))
    if (/^(?:Commit|Rollback)$/.test(file.calledName(ending)))
      if (within.has(tree.textOf(tree.child(calleeOf(tree, ending), Field.operand)))) return true;
  return false;
}
