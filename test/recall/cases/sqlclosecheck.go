// What sqlclosecheck promises: rows and statements of database/sql, sqlx and pgx that nothing closes.
package sqlclosecheck

import (
	"context"
	"database/sql"
	"fmt"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/jmoiron/sqlx"
)

func rowsOfDatabase(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM users") // want resource/rows-not-closed
	if err != nil {
		return nil, err
	}
	for i := 0; i < 3 && rows.Next(); i++ {
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, rows.Err()
}

func rowsOfTransaction(tx *sql.Tx) (bool, error) {
	rows, err := tx.Query("SELECT 1 FROM carts") // miss resource/rows-not-closed: the end of the transaction closes the rows that were asked of it
	if err != nil {
		return false, err
	}
	return rows.Next(), rows.Err()
}

func rowsOfStatement(prepared *sql.Stmt) error {
	rows, err := prepared.Query(1) // want resource/rows-not-closed
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	fmt.Println(columns)
	return err
}

func rowsOfConnection(ctx context.Context, conn *sql.Conn) error {
	rows, err := conn.QueryContext(ctx, "SELECT 1") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	columns, err := rows.Columns()
	if err != nil || len(columns) == 0 {
		return err
	}
	return rows.Close()
}

func statementOfDatabase(db *sql.DB) error {
	prepared, err := db.Prepare("DELETE FROM carts WHERE id = $1") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	_, err = prepared.Exec(1)
	return err
}

func statementOfContext(ctx context.Context, db *sql.DB, ids []int) error {
	prepared, err := db.PrepareContext(ctx, "DELETE FROM carts WHERE id = $1") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	for _, id := range ids {
		if _, err := prepared.ExecContext(ctx, id); err != nil {
			return err
		}
	}
	return prepared.Close()
}

func rowsOfSqlx(db *sqlx.DB) (bool, error) {
	rows, err := db.Queryx("SELECT * FROM users") // want resource/rows-not-closed
	if err != nil {
		return false, err
	}
	return rows.Next(), rows.Err()
}

func namedRowsOfSqlx(db *sqlx.DB, filter map[string]any) error {
	rows, err := db.NamedQuery("SELECT * FROM users WHERE name = :name", filter) // want resource/rows-not-closed
	if err != nil {
		return err
	}
	if rows.Next() {
		return rows.StructScan(&filter)
	}
	return nil
}

func namedStatementOfSqlx(db *sqlx.DB, filter map[string]any) error {
	prepared, err := db.PrepareNamed("DELETE FROM users WHERE name = :name") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	_, err = prepared.Exec(filter)
	return err
}

func statementOfSqlx(db *sqlx.DB) error {
	prepared, err := db.Preparex("DELETE FROM users") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	_, err = prepared.Exec()
	return err
}

func rowsOfPgx(ctx context.Context, conn *pgx.Conn) (bool, error) {
	rows, err := conn.Query(ctx, "SELECT 1") // want resource/rows-not-closed
	if err != nil {
		return false, err
	}
	return rows.Next(), nil
}

func rowsOfPool(ctx context.Context, pool *pgxpool.Pool) error {
	rows, err := pool.Query(ctx, "SELECT 1") // want resource/rows-not-closed
	if err != nil {
		return err
	}
	if rows.Next() {
		return rows.Scan()
	}
	return nil
}

func rowsInClosure(db *sql.DB) func() error {
	return func() error {
		rows, err := db.Query("SELECT 1") // want resource/rows-not-closed
		if err != nil {
			return err
		}
		rows.Next()
		return rows.Err()
	}
}
