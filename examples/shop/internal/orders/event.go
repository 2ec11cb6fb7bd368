package orders

import (
	"encoding/json"
	"fmt"

	"github.com/google/uuid"
)

// TopicConfirmed is the routing key of ConfirmedEvent.
const TopicConfirmed = "orders.confirmed"

// ConfirmedEvent tells other services that an order is paid and reserved.
type ConfirmedEvent struct {
	OrderID    string `json:"order_id"`
	Email      string `json:"email"`
	TotalCents int64  `json:"total_cents"`
	Currency   string `json:"currency"`
}

// OutboxMessage is an event that waits to be published.
type OutboxMessage struct {
	ID      uuid.UUID
	Topic   string
	Payload []byte
}

func confirmedMessage(order Order) (OutboxMessage, error) {
	payload, err := json.Marshal(ConfirmedEvent{
		OrderID:    order.ID.String(),
		Email:      order.Email,
		TotalCents: order.TotalCents,
		Currency:   order.Currency,
	})
	if err != nil {
		return OutboxMessage{}, fmt.Errorf("encode %s: %w", TopicConfirmed, err)
	}
	return OutboxMessage{ID: uuid.New(), Topic: TopicConfirmed, Payload: payload}, nil
}
