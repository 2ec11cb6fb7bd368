// Package store keeps stock in PostgreSQL.
package store

import (
	"context"
	"errors"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/shop/internal/inventory"
)

// Postgres implements inventory.Store.
type Postgres struct {
	pool *pgxpool.Pool
}

// New returns a store over the pool, which stays the caller's.
func New(pool *pgxpool.Pool) *Postgres {
	return &Postgres{pool: pool}
}

// Available is the stock without its reservations.
func (s *Postgres) Available(ctx context.Context, sku string) (int32, error) {
	var available int32
	err := s.pool.QueryRow(ctx, `SELECT on_hand - reserved FROM stock WHERE sku = $1`, sku).Scan(&available)
	if errors.Is(err, pgx.ErrNoRows) {
		return 0, inventory.ErrUnknownSKU
	}
	if err != nil {
		return 0, fmt.Errorf("query stock: %w", err)
	}
	return available, nil
}

// Reserve expects items sorted by sku.
func (s *Postgres) Reserve(ctx context.Context, id uuid.UUID, items []inventory.Item, until time.Time) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		for _, item := range items {
			tag, err := tx.Exec(ctx, `
				INSERT INTO reservations (id, sku, quantity, expires_at)
				SELECT $1, sku, $3, $4 FROM stock WHERE sku = $2
				ON CONFLICT (id, sku) DO NOTHING`, id, item.SKU, item.Quantity, until)
			if err != nil {
				return fmt.Errorf("insert reservation of %s: %w", item.SKU, err)
			}
			if tag.RowsAffected() == 0 {
				continue // reserved before, or unknown and caught below
			}
			tag, err = tx.Exec(ctx, `
				UPDATE stock SET reserved = reserved + $2
				WHERE sku = $1 AND on_hand - reserved >= $2`, item.SKU, item.Quantity)
			if err != nil {
				return fmt.Errorf("reserve %s: %w", item.SKU, err)
			}
			if tag.RowsAffected() == 0 {
				return inventory.ErrOutOfStock
			}
		}
		var held int
		if err := tx.QueryRow(ctx, `SELECT count(*) FROM reservations WHERE id = $1`, id).Scan(&held); err != nil {
			return fmt.Errorf("count reservations: %w", err)
		}
		if held < len(items) {
			return inventory.ErrUnknownSKU
		}
		return nil
	})
}

// Release deletes what is reserved under the id, if anything.
func (s *Postgres) Release(ctx context.Context, id uuid.UUID) error {
	return s.inTx(ctx, func(tx pgx.Tx) error {
		_, err := tx.Exec(ctx, giveBack+`(SELECT id, sku FROM reservations WHERE id = $1 FOR UPDATE)`+restock, id)
		if err != nil {
			return fmt.Errorf("release reservation: %w", err)
		}
		return nil
	})
}

// ReleaseExpired deletes a bounded number of old reservations.
func (s *Postgres) ReleaseExpired(ctx context.Context, now time.Time) (int64, error) {
	var released int64
	err := s.inTx(ctx, func(tx pgx.Tx) error {
		tag, err := tx.Exec(ctx, giveBack+`(SELECT id, sku FROM reservations
			WHERE expires_at < $1 ORDER BY expires_at LIMIT 500 FOR UPDATE SKIP LOCKED)`+restock, now)
		if err != nil {
			return fmt.Errorf("release expired: %w", err)
		}
		released = tag.RowsAffected()
		return nil
	})
	return released, err
}

const (
	giveBack = `
		WITH gone AS (
			DELETE FROM reservations WHERE (id, sku) IN `
	restock = `
			RETURNING sku, quantity
		)
		UPDATE stock SET reserved = reserved - total
		FROM (SELECT sku, sum(quantity) AS total FROM gone GROUP BY sku) AS freed
		WHERE stock.sku = freed.sku`
)

func (s *Postgres) inTx(ctx context.Context, work func(pgx.Tx) error) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer func() { _ = tx.Rollback(context.WithoutCancel(ctx)) }()
	if err := work(tx); err != nil {
		return err
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}
