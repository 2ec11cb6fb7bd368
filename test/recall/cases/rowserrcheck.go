// What rowserrcheck promises: rows that are read with Next and never asked for the error that ended them.
package rowserrcheck

import (
	"context"
	"database/sql"

	"github.com/jmoiron/sqlx"
)

func neverAsked(ctx context.Context, db *sql.DB) (names []string, err error) {
	rows, err := db.QueryContext(ctx, "SELECT name FROM users")
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	for rows.Next() { // want resource/rows-err-unchecked
		var name string
		if err := rows.Scan(&name); err != nil {
			return nil, err
		}
		names = append(names, name)
	}
	return names, nil
}

func inTransaction(tx *sql.Tx) (sum int, err error) {
	found, err := tx.Query("SELECT total FROM orders")
	if err != nil {
		return 0, err
	}
	defer found.Close()
	for found.Next() { // want resource/rows-err-unchecked
		var total int
		if err = found.Scan(&total); err != nil {
			return 0, err
		}
		sum += total
	}
	return sum, nil
}

func ofStatement(prepared *sql.Stmt, id int) map[string]bool {
	seen := map[string]bool{}
	rows, err := prepared.Query(id)
	if err != nil {
		return seen
	}
	defer rows.Close()
	for rows.Next() { // want resource/rows-err-unchecked
		var name string
		if rows.Scan(&name) == nil {
			seen[name] = true
		}
	}
	return seen
}

func ofSqlx(db *sqlx.DB) (count int, err error) {
	rows, err := db.Queryx("SELECT * FROM users")
	if err != nil {
		return 0, err
	}
	defer rows.Close()
	for rows.Next() { // want resource/rows-err-unchecked
		count++
	}
	return count, nil
}

func inClosure(db *sql.DB, visit func(int)) func() error {
	return func() error {
		rows, err := db.Query("SELECT id FROM users")
		if err != nil {
			return err
		}
		defer rows.Close()
		var id int
		for rows.Next() { // want resource/rows-err-unchecked
			if err := rows.Scan(&id); err != nil {
				return err
			}
			visit(id)
		}
		return nil
	}
}

func ofHelper(db *sql.DB) error {
	rows, err := open(db)
	if err != nil {
		return err
	}
	defer rows.Close()
	for rows.Next() { // want resource/rows-err-unchecked
		if err := rows.Scan(); err != nil {
			return err
		}
	}
	return nil
}

func open(db *sql.DB) (*sql.Rows, error) { return db.Query("SELECT id FROM users") }
