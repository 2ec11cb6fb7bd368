import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isTaken, leakOf } from '../support/acquisition.ts';
import { isCancelledOnReturn } from '../support/cancelled.ts';
import { followsContext, isRows, isStatement, opensRows } from '../support/database.ts';
import { deferred } from '../support/mend/deferred.ts';
import { areOver } from '../support/rows-over.ts';
import { isAcquired } from '../support/sources.ts';
import { lastValue } from '../support/values.ts';

const RELEASES = new Set(['.Close()']);
/** A function that takes rows and turns them is one that reads them to the end. */
const RELEASED_BY = new Set(['.Close()', '.Next()']);

export const rowsNotClosed = defineStandard({
  id: 'resource/rows-not-closed',
  severity: 'high',
  lane: 'H',
  flags: [],
  title: 'Rows or statement not closed on every path',
  why: 'Open rows keep their database connection. A few leaks empty the pool, after which every query of the service waits for a connection that never comes back. A statement left open stays prepared on the server until its connection ends.',
  fix: 'Defer the close as soon as the error is checked. Reading to the end closes rows by itself, but an early return does not reach the end.\n\n```go\nrows, err := db.QueryContext(ctx, query)\nif err != nil {\n\treturn fmt.Errorf("list orders: %w", err)\n}\ndefer rows.Close()\n```\n\nUse `Exec` for statements that return no rows.',
  references: ['https://pkg.go.dev/database/sql#Rows.Close', 'https://go.dev/doc/database/querying'],
  lasting: true,
  examples: {
    bad: [
      `func names(ctx context.Context, db *sql.DB) (out []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM item") // want
	if err != nil {
		return nil, err
	}
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}`,
      `func touch(db *sql.DB) error {
	_, err := db.Query("UPDATE item SET seen = true") // want, no suggestion: Exec is meant
	return err
}`,
      `type store struct{ db *sqlx.DB }

func (s *store) query(q string) (*sqlx.Rows, error) { return s.db.Queryx(q) }

func (s *store) exists(q string) (bool, error) {
	rows, err := s.query(q) // want
	if err != nil {
		return false, err
	}
	return rows.Next(), nil
}`,
      `func insert(ctx context.Context, db *sql.DB, names []string) error {
	stmt, err := db.PrepareContext(ctx, "INSERT INTO item VALUES ($1)") // want
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := stmt.ExecContext(ctx, name); err != nil {
			return err
		}
	}
	return stmt.Close()
}`,
      `import pool "github.com/jackc/pgx/v5/pgxpool"

func first(ctx context.Context, p *pool.Pool) (id int, err error) {
	rows, err := p.Query(ctx, "SELECT id FROM item") // want
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		if err := rows.Scan(&id); err != nil {
			return 0, err
		}
		if id > 0 {
			break
		}
	}
	return id, rows.Err()
}`,
    ],
    good: [
      `func page(ctx context.Context, tx *sql.Tx) (*sql.Rows, error) {
	return tx.QueryContext(ctx, "SELECT id FROM album")
}

func first(ctx context.Context, tx *sql.Tx) (id int, err error) {
	find, err := tx.PrepareContext(ctx, "SELECT id FROM album")
	if err != nil {
		return 0, err
	}
	rows, err := find.QueryContext(ctx)
	if err != nil {
		return 0, err
	}
	if rows.Next() {
		err = rows.Scan(&id)
	}
	return id, err
}

func copyAll(ctx context.Context, tx *sql.Tx) ([]string, error) {
	rows, err := page(ctx, tx)
	if err != nil {
		return nil, err
	}
	return rows.Columns()
}`,
      `func move(tx *sql.Tx) error {
	rows, err := tx.Query("SELECT id, path FROM album")
	if err != nil {
		return err
	}
	for rows.Next() {
		var id, path string
		if err := rows.Scan(&id, &path); err != nil {
			return err
		}
	}
	return rows.Err()
}`,
      `func names(ctx context.Context, db *sql.DB) (out []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM item")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		out = append(out, name)
	}
	return out, rows.Err()
}`,
      // Read to the end: closed by the last Next.
      `func count(db *sql.DB) (n int, err error) {
	rows, err := db.Query("SELECT 1 FROM item")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		n++
	}
	return n, rows.Err()
}`,
      // The end of the rows and a failed scan close those of pgx.
      `func total(ctx context.Context, conn *pgx.Conn) (sum int, err error) {
	rows, err := conn.Query(ctx, "SELECT n FROM item")
	if err != nil {
		return 0, err
	}
	for rows.Next() {
		var n int
		err = rows.Scan(&n)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, rows.Err()
}`,
      `func collect(ctx context.Context, conn *pgx.Conn) ([]string, error) {
	rows, err := conn.Query(ctx, "SELECT name FROM item")
	if err != nil {
		return nil, err
	}
	return pgx.CollectRows(rows, pgx.RowTo[string])
}`,
      `func scan[T any](rows *sql.Rows, one func(*sql.Rows) (T, error)) (out []T, err error) {
	for rows.Next() {
		item, err := one(rows)
		if err != nil {
			return nil, errors.Join(err, rows.Close())
		}
		out = append(out, item)
	}
	return out, rows.Err()
}

func ids(db *sql.DB) ([]int, error) {
	rows, err := db.Query("SELECT id FROM item")
	if err != nil {
		return nil, err
	}
	return scan(rows, func(r *sql.Rows) (id int, err error) { return id, r.Scan(&id) })
}`,
      // The transaction closes what was prepared in it.
      `func insert(tx *sql.Tx, names []string) error {
	stmt, err := tx.Prepare("INSERT INTO item VALUES ($1)")
	if err != nil {
		return err
	}
	for _, name := range names {
		if _, err := stmt.Exec(name); err != nil {
			return err
		}
	}
	return nil
}`,
      // Cancelling the context closes the rows.
      `func any1(parent context.Context, db *sql.DB) (bool, error) {
	ctx, cancel := context.WithTimeout(parent, time.Second)
	defer cancel()
	rows, err := db.QueryContext(ctx, "SELECT 1 FROM item")
	if err != nil {
		return false, err
	}
	return rows.Next(), nil
}`,
      `func any2(db *sql.DB) (bool, error) {
	rows, err := db.Query("SELECT 1 FROM item")
	if err != nil || rows.Err() != nil {
		return false, errors.New("query")
	}
	defer rows.Close()
	return rows.Next(), nil
}`,
      // What is made of the error is set when the error is, and there are no rows then.
      `import "github.com/lib/pq"

type jobs struct{ queue *sql.Stmt }

func mapError(err error) *pq.Error {
	var e *pq.Error
	errors.As(err, &e)
	return e
}

func (s *jobs) update(ctx context.Context) error {
	rows, err := s.queue.QueryContext(ctx)
	if known := mapError(err); known != nil && known.Code == "23503" {
		return nil
	}
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() {
	}
	return rows.Err()
}`,
      `type store struct{ find *sql.Stmt }

func open(db *sql.DB) (s store, err error) {
	find, err := db.Prepare("SELECT 1")
	if err != nil {
		return s, err
	}
	s.find = find
	return s, nil
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!isTaken(file, call)) return;
      const type = file.typeOf(call);
      const value = type.kind === 'tuple' ? type.of[0] : undefined;
      if (!value || !(isRows(value) || isStatement(value)) || !isAcquired(file, call, 0, opensRows)) return;
      if (isRows(value) && followsContext(value) && (isCancelledOnReturn(file, call) || isOnTransaction(file, call)))
        return;
      const leak = leakOf(file, call, {
        releases: RELEASES,
        releasedBy: RELEASED_BY,
        ends: (step, when) => areOver(file, step, when),
      });
      if (!leak) return;
      const name = leak.name === null ? 'What the query returns' : `\`${leak.name}\``;
      report(call, {
        message: isRows(value)
          ? `${name} is still open ${leak.when}: it keeps its database connection, and each call that takes this way keeps one more.`
          : `${name} is still open ${leak.when}: every call leaves a prepared statement on the database server.`,
        evidence: [leak.exit],
        mend: () => deferred(file, leak, { release: (name) => `${name}.Close()` }),
      });
    },
  },
});

/** The end of a `database/sql` transaction closes the rows of its statements, and of what it was passed to. */
function isOnTransaction(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (file.callee(call)?.receiver === 'Tx') return true;
  if (file.arguments(call).some((argument) => isNamed(file.typeOf(argument), 'database/sql', 'Tx'))) return true;
  const made = lastValue(file, tree.child(calleeOf(tree, call), Field.operand));
  return isCall(tree, made) && file.callee(made)?.receiver === 'Tx';
}
