// Package outbox moves committed events from the database to the broker.
package outbox

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/orders"
	"example.com/shop/internal/platform/rabbit"
)

const (
	batchSize   = 100
	passTimeout = 20 * time.Second
	// lease outlives a pass, so that no event is claimed twice at a time.
	lease = 30 * time.Second
)

// Source is where events wait.
type Source interface {
	Claim(ctx context.Context, limit int, lease time.Duration) ([]orders.OutboxMessage, error)
	MarkSent(ctx context.Context, id uuid.UUID) error
}

// Publisher returns once the broker has the message.
type Publisher interface {
	Publish(ctx context.Context, message rabbit.Message) error
}

// Relay publishes at least once: a crash between publish and mark repeats an
// event under the same id.
type Relay struct {
	source    Source
	publisher Publisher
	interval  time.Duration
	logger    *slog.Logger
}

// NewRelay returns a relay that looks for events every interval.
func NewRelay(source Source, publisher Publisher, interval time.Duration, logger *slog.Logger) *Relay {
	return &Relay{source: source, publisher: publisher, interval: interval, logger: logger}
}

// Run relays until ctx ends.
func (r *Relay) Run(ctx context.Context) error {
	ticker := time.NewTicker(r.interval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			if err := r.pass(ctx); err != nil {
				r.logger.ErrorContext(ctx, "outbox pass failed", "error", err)
			}
		}
	}
}

// pass stops at the first failure to keep the order of events.
func (r *Relay) pass(ctx context.Context) error {
	ctx, cancel := context.WithTimeout(ctx, passTimeout)
	defer cancel()
	messages, err := r.source.Claim(ctx, batchSize, lease)
	if err != nil {
		return fmt.Errorf("claim events: %w", err)
	}
	for _, message := range messages {
		event := rabbit.Message{ID: message.ID.String(), Key: message.Topic, Body: message.Payload}
		if err := r.publisher.Publish(ctx, event); err != nil {
			return fmt.Errorf("publish event %s: %w", message.ID, err)
		}
		if err := r.source.MarkSent(ctx, message.ID); err != nil {
			return fmt.Errorf("mark event %s: %w", message.ID, err)
		}
	}
	return nil
}
