// Package store keeps the inbox in PostgreSQL.
package store

import (
	"context"
	"fmt"

	"github.com/jackc/pgx/v5/pgxpool"
)

// Inbox implements notifications.Inbox.
type Inbox struct {
	pool *pgxpool.Pool
}

// New returns an inbox over the pool, which stays the caller's.
func New(pool *pgxpool.Pool) *Inbox {
	return &Inbox{pool: pool}
}

// Seen reports whether the message was handled before.
func (i *Inbox) Seen(ctx context.Context, messageID string) (bool, error) {
	var seen bool
	err := i.pool.QueryRow(ctx, `SELECT EXISTS (SELECT FROM inbox WHERE message_id = $1)`, messageID).Scan(&seen)
	if err != nil {
		return false, fmt.Errorf("query inbox: %w", err)
	}
	return seen, nil
}

// Remember may be called twice for a message.
func (i *Inbox) Remember(ctx context.Context, messageID string) error {
	_, err := i.pool.Exec(ctx, `INSERT INTO inbox (message_id) VALUES ($1) ON CONFLICT DO NOTHING`, messageID)
	if err != nil {
		return fmt.Errorf("insert into inbox: %w", err)
	}
	return nil
}
