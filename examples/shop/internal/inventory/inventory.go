// Package inventory owns stock and the short reservations on it.
package inventory

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"slices"
	"strings"
	"time"

	"github.com/google/uuid"
)

// Errors that callers tell apart.
var (
	ErrUnknownSKU = errors.New("unknown sku")
	ErrOutOfStock = errors.New("out of stock")
	ErrInvalid    = errors.New("invalid reservation")
)

const (
	holdFor       = 15 * time.Minute
	sweepInterval = time.Minute
	sweepTimeout  = 10 * time.Second
	maxItems      = 50
)

// Item is a quantity of one product.
type Item struct {
	SKU      string
	Quantity int32
}

// Store changes stock and reservations together.
type Store interface {
	Available(ctx context.Context, sku string) (int32, error)
	// Reserve takes all items or none; a known id changes nothing.
	Reserve(ctx context.Context, id uuid.UUID, items []Item, until time.Time) error
	Release(ctx context.Context, id uuid.UUID) error
	ReleaseExpired(ctx context.Context, now time.Time) (int64, error)
}

// Service is the use cases of the inventory.
type Service struct {
	store  Store
	logger *slog.Logger
	now    func() time.Time
}

// NewService returns the use cases over a store.
func NewService(store Store, logger *slog.Logger) *Service {
	return &Service{store: store, logger: logger, now: time.Now}
}

// Available is what can still be reserved.
func (s *Service) Available(ctx context.Context, sku string) (int32, error) {
	available, err := s.store.Available(ctx, sku)
	if err != nil {
		return 0, fmt.Errorf("available %q: %w", sku, err)
	}
	return available, nil
}

// Reserve holds items for a while.
func (s *Service) Reserve(ctx context.Context, id uuid.UUID, items []Item) error {
	merged, err := merge(items)
	if err != nil {
		return err
	}
	if err := s.store.Reserve(ctx, id, merged, s.now().Add(holdFor)); err != nil {
		return fmt.Errorf("reserve: %w", err)
	}
	return nil
}

// Release gives items back before their time.
func (s *Service) Release(ctx context.Context, id uuid.UUID) error {
	if err := s.store.Release(ctx, id); err != nil {
		return fmt.Errorf("release: %w", err)
	}
	return nil
}

// Sweep gives expired reservations back until ctx ends.
func (s *Service) Sweep(ctx context.Context) error {
	ticker := time.NewTicker(sweepInterval)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return nil
		case <-ticker.C:
			s.sweepOnce(ctx)
		}
	}
}

func (s *Service) sweepOnce(ctx context.Context) {
	ctx, cancel := context.WithTimeout(ctx, sweepTimeout)
	defer cancel()
	released, err := s.store.ReleaseExpired(ctx, s.now())
	if err != nil {
		s.logger.ErrorContext(ctx, "sweep failed", "error", err)
		return
	}
	if released > 0 {
		s.logger.InfoContext(ctx, "expired reservations released", "count", released)
	}
}

// merge adds up repeated products and sorts them, so that concurrent
// reservations lock rows in one order.
func merge(items []Item) ([]Item, error) {
	if len(items) == 0 || len(items) > maxItems {
		return nil, fmt.Errorf("%w: 1 to %d items, not %d", ErrInvalid, maxItems, len(items))
	}
	quantities := make(map[string]int32, len(items))
	for _, item := range items {
		if item.SKU == "" || item.Quantity < 1 {
			return nil, fmt.Errorf("%w: item %q of %d", ErrInvalid, item.SKU, item.Quantity)
		}
		quantities[item.SKU] += item.Quantity
	}
	merged := make([]Item, 0, len(quantities))
	for sku, quantity := range quantities {
		merged = append(merged, Item{SKU: sku, Quantity: quantity})
	}
	slices.SortFunc(merged, func(a, b Item) int { return strings.Compare(a.SKU, b.SKU) })
	return merged, nil
}
