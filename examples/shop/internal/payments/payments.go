// Package payments hides the card acquirer behind the shop's own words.
package payments

import (
	"context"
	"errors"
	"fmt"
)

// ErrInvalid means that the request cannot be sent to the acquirer.
var ErrInvalid = errors.New("invalid payment")

// Authorization is the acquirer's answer. A refused card is an answer.
type Authorization struct {
	ID          string
	Approved    bool
	DeclineCode string
}

// Charge is money to be authorized for a reference.
type Charge struct {
	Reference   string
	AmountCents int64
	Currency    string
	Token       string
}

// Acquirer moves the money. Both calls are idempotent.
type Acquirer interface {
	Authorize(ctx context.Context, charge Charge) (Authorization, error)
	Void(ctx context.Context, authorizationID, reason string) error
}

// Service is the use cases of payments.
type Service struct {
	acquirer Acquirer
}

// NewService returns the use cases over an acquirer.
func NewService(acquirer Acquirer) *Service {
	return &Service{acquirer: acquirer}
}

// Authorize holds the money.
func (s *Service) Authorize(ctx context.Context, charge Charge) (Authorization, error) {
	if charge.Reference == "" || charge.Token == "" || charge.AmountCents <= 0 || len(charge.Currency) != 3 {
		return Authorization{}, fmt.Errorf("%w: reference, token, positive amount and currency are needed", ErrInvalid)
	}
	authorization, err := s.acquirer.Authorize(ctx, charge)
	if err != nil {
		return Authorization{}, fmt.Errorf("authorize %s: %w", charge.Reference, err)
	}
	return authorization, nil
}

// Void lets the money go.
func (s *Service) Void(ctx context.Context, authorizationID, reason string) error {
	if authorizationID == "" {
		return fmt.Errorf("%w: authorization id is missing", ErrInvalid)
	}
	if err := s.acquirer.Void(ctx, authorizationID, reason); err != nil {
		return fmt.Errorf("void %s: %w", authorizationID, err)
	}
	return nil
}
