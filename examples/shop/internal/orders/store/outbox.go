package store

import (
	"context"
	"fmt"
	"time"

	"github.com/google/uuid"
	"github.com/jackc/pgx/v5"

	"example.com/shop/internal/orders"
)

// Claim leases the oldest events that wait to be published, so that replicas
// do not publish the same ones. A lease that was not used runs out.
func (s *Postgres) Claim(ctx context.Context, limit int, lease time.Duration) ([]orders.OutboxMessage, error) {
	rows, err := s.pool.Query(ctx, `
		WITH claimed AS (
			UPDATE outbox SET claimed_until = now() + $2
			WHERE id IN (
				SELECT id FROM outbox
				WHERE sent_at IS NULL AND claimed_until < now()
				ORDER BY created_at LIMIT $1
				FOR UPDATE SKIP LOCKED
			)
			RETURNING id, topic, payload, created_at
		)
		SELECT id, topic, payload FROM claimed ORDER BY created_at`, limit, lease)
	if err != nil {
		return nil, fmt.Errorf("claim events: %w", err)
	}
	messages, err := pgx.CollectRows(rows, pgx.RowToStructByPos[orders.OutboxMessage])
	if err != nil {
		return nil, fmt.Errorf("read events: %w", err)
	}
	return messages, nil
}

// MarkSent keeps an event from being published again.
func (s *Postgres) MarkSent(ctx context.Context, id uuid.UUID) error {
	if _, err := s.pool.Exec(ctx, `UPDATE outbox SET sent_at = now() WHERE id = $1`, id); err != nil {
		return fmt.Errorf("mark event %s: %w", id, err)
	}
	return nil
}
