// Package store keeps orders and their outbox in PostgreSQL.
package store

import (
	"context"
	"errors"
	"fmt"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"

	"example.com/shop/internal/orders"
)

// Postgres implements orders.Store.
type Postgres struct {
	pool *pgxpool.Pool
}

// New returns a store over the pool, which stays the caller's.
func New(pool *pgxpool.Pool) *Postgres {
	return &Postgres{pool: pool}
}

// Insert saves a pending order, or returns the earlier one of the same key.
func (s *Postgres) Insert(ctx context.Context, order orders.Order) (orders.Order, error) {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return orders.Order{}, fmt.Errorf("begin: %w", err)
	}
	defer rollback(ctx, tx)

	tag, err := tx.Exec(ctx, `
		INSERT INTO orders (id, customer_id, email, idempotency_key, status, total_cents, currency, created_at)
		VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
		ON CONFLICT (customer_id, idempotency_key) DO NOTHING`,
		order.ID, order.CustomerID, order.Email, order.IdempotencyKey, order.Status, order.TotalCents, order.Currency, order.CreatedAt)
	if err != nil {
		return orders.Order{}, fmt.Errorf("insert order: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return findByKey(ctx, tx, order.CustomerID, order.IdempotencyKey)
	}
	batch := &pgx.Batch{}
	for i, line := range order.Lines {
		batch.Queue(`
			INSERT INTO order_lines (order_id, position, sku, quantity, unit_price_cents)
			VALUES ($1, $2, $3, $4, $5)`,
			order.ID, i, line.SKU, line.Quantity, line.UnitPriceCents)
	}
	if err := tx.SendBatch(ctx, batch).Close(); err != nil {
		return orders.Order{}, fmt.Errorf("insert lines: %w", err)
	}
	if err := tx.Commit(ctx); err != nil {
		return orders.Order{}, fmt.Errorf("commit: %w", err)
	}
	return order, nil
}

// Get returns an order that belongs to the customer.
func (s *Postgres) Get(ctx context.Context, id uuid.UUID, customerID string) (orders.Order, error) {
	row := s.pool.QueryRow(ctx, selectOrder+` WHERE id = $1 AND customer_id = $2`, id, customerID)
	return scanOrder(ctx, s.pool, row)
}

// Confirm moves a pending order on and queues the event with it.
func (s *Postgres) Confirm(ctx context.Context, id uuid.UUID, authorizationID string, event orders.OutboxMessage) error {
	tx, err := s.pool.Begin(ctx)
	if err != nil {
		return fmt.Errorf("begin: %w", err)
	}
	defer rollback(ctx, tx)

	tag, err := tx.Exec(ctx, `
		UPDATE orders SET status = 'confirmed', authorization_id = $2
		WHERE id = $1 AND status = 'pending'`, id, authorizationID)
	if err != nil {
		return fmt.Errorf("update order: %w", err)
	}
	if tag.RowsAffected() == 0 {
		return orders.ErrConflict
	}
	if _, err := tx.Exec(ctx, `INSERT INTO outbox (id, topic, payload) VALUES ($1, $2, $3)`, event.ID, event.Topic, event.Payload); err != nil {
		return fmt.Errorf("insert event: %w", err)
	}
	if err := tx.Commit(ctx); err != nil {
		return fmt.Errorf("commit: %w", err)
	}
	return nil
}

// Cancel marks an order, whatever it was before.
func (s *Postgres) Cancel(ctx context.Context, id uuid.UUID) error {
	if _, err := s.pool.Exec(ctx, `UPDATE orders SET status = 'canceled' WHERE id = $1`, id); err != nil {
		return fmt.Errorf("update order: %w", err)
	}
	return nil
}

const selectOrder = `
	SELECT id, customer_id, email, idempotency_key, status, total_cents, currency, authorization_id, created_at
	FROM orders`

// querier is a pool or a transaction.
type querier interface {
	Query(ctx context.Context, sql string, args ...any) (pgx.Rows, error)
	QueryRow(ctx context.Context, sql string, args ...any) pgx.Row
}

func findByKey(ctx context.Context, db querier, customerID, key string) (orders.Order, error) {
	row := db.QueryRow(ctx, selectOrder+` WHERE customer_id = $1 AND idempotency_key = $2`, customerID, key)
	return scanOrder(ctx, db, row)
}

func scanOrder(ctx context.Context, db querier, row pgx.Row) (orders.Order, error) {
	var order orders.Order
	err := row.Scan(&order.ID, &order.CustomerID, &order.Email, &order.IdempotencyKey, &order.Status,
		&order.TotalCents, &order.Currency, &order.AuthorizationID, &order.CreatedAt)
	if errors.Is(err, pgx.ErrNoRows) {
		return orders.Order{}, orders.ErrNotFound
	}
	if err != nil {
		return orders.Order{}, fmt.Errorf("scan order: %w", err)
	}
	rows, err := db.Query(ctx, `
		SELECT sku, quantity, unit_price_cents FROM order_lines
		WHERE order_id = $1 ORDER BY position`, order.ID)
	if err != nil {
		return orders.Order{}, fmt.Errorf("query lines: %w", err)
	}
	order.Lines, err = pgx.CollectRows(rows, pgx.RowToStructByPos[orders.Line])
	if err != nil {
		return orders.Order{}, fmt.Errorf("read lines: %w", err)
	}
	return order, nil
}

// rollback is for defer; after a commit it does nothing. It runs even when
// ctx has ended, else the connection would be thrown away.
func rollback(ctx context.Context, tx pgx.Tx) {
	_ = tx.Rollback(context.WithoutCancel(ctx))
}
