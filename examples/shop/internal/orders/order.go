// Package orders owns the life of an order: pending while stock and money are
// secured, then confirmed or canceled.
package orders

import (
	"errors"
	"fmt"
	"math"
	"net/mail"
	"time"

	"github.com/google/uuid"
)

// Errors that callers tell apart.
var (
	ErrNotFound   = errors.New("order not found")
	ErrInvalid    = errors.New("invalid order")
	ErrOutOfStock = errors.New("out of stock")
	ErrDeclined   = errors.New("payment declined")
	ErrConflict   = errors.New("order changed meanwhile")
)

// Status is where an order stands.
type Status string

// The states of an order.
const (
	StatusPending   Status = "pending"
	StatusConfirmed Status = "confirmed"
	StatusCanceled  Status = "canceled"
)

const (
	maxLines    = 50
	maxQuantity = 1000
)

// Line is one product of an order.
type Line struct {
	SKU            string
	Quantity       int32
	UnitPriceCents int64
}

// Order is the aggregate: lines never change after it was placed.
type Order struct {
	ID              uuid.UUID
	CustomerID      string
	Email           string
	IdempotencyKey  string
	Status          Status
	Lines           []Line
	TotalCents      int64
	Currency        string
	AuthorizationID string
	CreatedAt       time.Time
}

// Placement is what a customer asks for.
type Placement struct {
	CustomerID     string
	Email          string
	IdempotencyKey string
	Currency       string
	Lines          []Line
	PaymentToken   string
}

// NewOrder checks a placement and prices it.
func NewOrder(placement Placement, now time.Time) (Order, error) {
	if err := placement.validate(); err != nil {
		return Order{}, fmt.Errorf("%w: %w", ErrInvalid, err)
	}
	var total int64
	for _, line := range placement.Lines {
		total += int64(line.Quantity) * line.UnitPriceCents
	}
	return Order{
		ID:             uuid.New(),
		CustomerID:     placement.CustomerID,
		Email:          placement.Email,
		IdempotencyKey: placement.IdempotencyKey,
		Status:         StatusPending,
		Lines:          placement.Lines,
		TotalCents:     total,
		Currency:       placement.Currency,
		CreatedAt:      now,
	}, nil
}

func (p Placement) validate() error {
	switch {
	case p.CustomerID == "":
		return errors.New("customer is missing")
	case p.IdempotencyKey == "":
		return errors.New("idempotency key is missing")
	case p.PaymentToken == "":
		return errors.New("payment token is missing")
	case len(p.Currency) != 3:
		return fmt.Errorf("currency %q is not an ISO 4217 code", p.Currency)
	case len(p.Lines) == 0 || len(p.Lines) > maxLines:
		return fmt.Errorf("an order has 1 to %d lines, not %d", maxLines, len(p.Lines))
	}
	if _, err := mail.ParseAddress(p.Email); err != nil {
		return fmt.Errorf("email: %w", err)
	}
	for i, line := range p.Lines {
		if line.SKU == "" || line.Quantity < 1 || line.Quantity > maxQuantity {
			return fmt.Errorf("line %d: needs a sku and a quantity of 1 to %d", i+1, maxQuantity)
		}
		if line.UnitPriceCents < 0 || line.UnitPriceCents > math.MaxInt32 {
			return fmt.Errorf("line %d: price is out of range", i+1)
		}
	}
	return nil
}
