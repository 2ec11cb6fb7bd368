// Package notifications tells customers what happened to their orders.
package notifications

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"log/slog"

	"example.com/shop/internal/platform/rabbit"
	"example.com/shop/internal/platform/resilience"
)

// The queue of this service and the events that it wants.
const (
	ConfirmedQueue = "notifications.orders-confirmed"
	ConfirmedKey   = "orders.confirmed"
)

var errIncomplete = errors.New("event is incomplete")

// Mail is one message to a customer. ID lets the provider drop repeats.
type Mail struct {
	ID      string
	To      string
	Subject string
	Text    string
}

// Mailer sends mail, idempotently per id.
type Mailer interface {
	Send(ctx context.Context, mail Mail) error
}

// Inbox remembers the messages that were handled.
type Inbox interface {
	Seen(ctx context.Context, messageID string) (bool, error)
	Remember(ctx context.Context, messageID string) error
}

type confirmedEvent struct {
	OrderID    string `json:"order_id"`
	Email      string `json:"email"`
	TotalCents int64  `json:"total_cents"`
	Currency   string `json:"currency"`
}

// Confirmations mails the confirmation of an order.
type Confirmations struct {
	inbox  Inbox
	mailer Mailer
	logger *slog.Logger
}

// NewConfirmations returns a handler for ConfirmedQueue.
func NewConfirmations(inbox Inbox, mailer Mailer, logger *slog.Logger) *Confirmations {
	return &Confirmations{inbox: inbox, mailer: mailer, logger: logger}
}

// Handle is a rabbit.Handler. The inbox drops repeats; for a crash between
// mail and inbox the provider drops them by the id of the mail.
func (c *Confirmations) Handle(ctx context.Context, delivery rabbit.Delivery) error {
	var event confirmedEvent
	if err := json.Unmarshal(delivery.Body, &event); err != nil {
		return resilience.Permanent(fmt.Errorf("decode %s: %w", delivery.Key, err))
	}
	if delivery.ID == "" || event.OrderID == "" || event.Email == "" {
		return resilience.Permanent(fmt.Errorf("%s: %w", delivery.Key, errIncomplete))
	}
	seen, err := c.inbox.Seen(ctx, delivery.ID)
	if err != nil {
		return fmt.Errorf("look into inbox: %w", err)
	}
	if seen {
		c.logger.InfoContext(ctx, "repeated event skipped", "message_id", delivery.ID)
		return nil
	}
	mail := Mail{
		ID:      delivery.ID,
		To:      event.Email,
		Subject: "Your order " + event.OrderID,
		Text:    fmt.Sprintf("Thank you. We charged %d.%02d %s.", event.TotalCents/100, event.TotalCents%100, event.Currency),
	}
	if err := c.mailer.Send(ctx, mail); err != nil {
		return fmt.Errorf("send confirmation of %s: %w", event.OrderID, err)
	}
	if err := c.inbox.Remember(ctx, delivery.ID); err != nil {
		return fmt.Errorf("remember %s: %w", delivery.ID, err)
	}
	return nil
}
