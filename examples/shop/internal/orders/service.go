package orders

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/google/uuid"
)

const compensationTimeout = 3 * time.Second

// Store keeps orders and the events about them in one database.
type Store interface {
	// Insert saves a pending order, or returns the one that the customer
	// placed before with the same idempotency key.
	Insert(ctx context.Context, order Order) (Order, error)
	Get(ctx context.Context, id uuid.UUID, customerID string) (Order, error)
	// Confirm marks a pending order and queues the event in one transaction.
	Confirm(ctx context.Context, id uuid.UUID, authorizationID string, event OutboxMessage) error
	// Cancel marks an order; it may be canceled already.
	Cancel(ctx context.Context, id uuid.UUID) error
}

// Inventory reserves stock, idempotently per order.
type Inventory interface {
	Reserve(ctx context.Context, orderID uuid.UUID, lines []Line) error
	Release(ctx context.Context, orderID uuid.UUID) error
}

// Payments authorizes money, idempotently per order.
type Payments interface {
	Authorize(ctx context.Context, order Order, paymentToken string) (authorizationID string, err error)
	Void(ctx context.Context, authorizationID, reason string) error
}

// Service runs the order saga. Each step is idempotent, so a client that lost
// the answer repeats the call with the same key and the saga goes on. What a
// crash leaves behind expires: reservations in the inventory, authorizations
// at the acquirer.
type Service struct {
	store     Store
	inventory Inventory
	payments  Payments
	logger    *slog.Logger
	now       func() time.Time
}

// NewService wires the saga.
func NewService(store Store, inventory Inventory, payments Payments, logger *slog.Logger) *Service {
	return &Service{store: store, inventory: inventory, payments: payments, logger: logger, now: time.Now}
}

// Place secures stock, then money, then confirms.
func (s *Service) Place(ctx context.Context, placement Placement) (Order, error) {
	order, err := NewOrder(placement, s.now())
	if err != nil {
		return Order{}, err
	}
	order, err = s.store.Insert(ctx, order)
	if err != nil {
		return Order{}, fmt.Errorf("save order: %w", err)
	}
	if order.Status != StatusPending {
		return order, nil
	}
	if err := s.inventory.Reserve(ctx, order.ID, order.Lines); err != nil {
		if errors.Is(err, ErrOutOfStock) {
			s.abandon(ctx, order, "out of stock")
		}
		return Order{}, fmt.Errorf("reserve stock: %w", err)
	}
	order.AuthorizationID, err = s.payments.Authorize(ctx, order, placement.PaymentToken)
	if err != nil {
		if errors.Is(err, ErrDeclined) {
			s.abandon(ctx, order, "declined")
		}
		return Order{}, fmt.Errorf("authorize payment: %w", err)
	}
	event, err := confirmedMessage(order)
	if err != nil {
		return Order{}, err
	}
	if err := s.store.Confirm(ctx, order.ID, order.AuthorizationID, event); err != nil {
		return Order{}, fmt.Errorf("confirm order: %w", err)
	}
	order.Status = StatusConfirmed
	return order, nil
}

// Get returns an order of the customer.
func (s *Service) Get(ctx context.Context, id uuid.UUID, customerID string) (Order, error) {
	order, err := s.store.Get(ctx, id, customerID)
	if err != nil {
		return Order{}, fmt.Errorf("get order: %w", err)
	}
	return order, nil
}

// Cancel gives back the money and the stock of an order.
func (s *Service) Cancel(ctx context.Context, id uuid.UUID, customerID string) (Order, error) {
	order, err := s.store.Get(ctx, id, customerID)
	if err != nil {
		return Order{}, fmt.Errorf("get order: %w", err)
	}
	if order.Status == StatusCanceled {
		return order, nil
	}
	if order.AuthorizationID != "" {
		if err := s.payments.Void(ctx, order.AuthorizationID, "canceled by customer"); err != nil {
			return Order{}, fmt.Errorf("void payment: %w", err)
		}
	}
	if err := s.inventory.Release(ctx, order.ID); err != nil {
		return Order{}, fmt.Errorf("release stock: %w", err)
	}
	if err := s.store.Cancel(ctx, order.ID); err != nil {
		return Order{}, fmt.Errorf("cancel order: %w", err)
	}
	order.Status = StatusCanceled
	return order, nil
}

// abandon cleans up after a refusal even when the caller has gone. What fails
// here expires on its own and is only logged.
func (s *Service) abandon(ctx context.Context, order Order, reason string) {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), compensationTimeout)
	defer cancel()
	if err := s.inventory.Release(ctx, order.ID); err != nil {
		s.logger.WarnContext(ctx, "release after refusal failed", "order_id", order.ID, "reason", reason, "error", err)
	}
	if err := s.store.Cancel(ctx, order.ID); err != nil {
		s.logger.WarnContext(ctx, "cancel after refusal failed", "order_id", order.ID, "reason", reason, "error", err)
	}
}
