package orders

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"github.com/google/uuid"
)

type fakeStore struct {
	existing   Order
	confirmErr error
	canceled   int
	events     []OutboxMessage
}

func (f *fakeStore) Insert(_ context.Context, order Order) (Order, error) {
	if f.existing.ID != uuid.Nil {
		return f.existing, nil
	}
	return order, nil
}

func (f *fakeStore) Get(context.Context, uuid.UUID, string) (Order, error) {
	if f.existing.ID == uuid.Nil {
		return Order{}, ErrNotFound
	}
	return f.existing, nil
}

func (f *fakeStore) Confirm(_ context.Context, _ uuid.UUID, _ string, event OutboxMessage) error {
	if f.confirmErr != nil {
		return f.confirmErr
	}
	f.events = append(f.events, event)
	return nil
}

func (f *fakeStore) Cancel(context.Context, uuid.UUID) error {
	f.canceled++
	return nil
}

type fakeInventory struct {
	err      error
	released int
}

func (f *fakeInventory) Reserve(context.Context, uuid.UUID, []Line) error { return f.err }

func (f *fakeInventory) Release(context.Context, uuid.UUID) error {
	f.released++
	return nil
}

type fakePayments struct {
	err    error
	voided int
}

func (f *fakePayments) Authorize(context.Context, Order, string) (string, error) {
	return "auth-1", f.err
}

func (f *fakePayments) Void(context.Context, string, string) error {
	f.voided++
	return nil
}

func placement() Placement {
	return Placement{
		CustomerID:     "customer-1",
		Email:          "ada@example.com",
		IdempotencyKey: "key-1",
		Currency:       "EUR",
		Lines:          []Line{{SKU: "mug", Quantity: 2, UnitPriceCents: 950}},
		PaymentToken:   "tok-1",
	}
}

func TestPlace(t *testing.T) {
	unreachable := errors.New("connection refused")
	tests := []struct {
		name         string
		edit         func(*Placement)
		store        fakeStore
		inventoryErr error
		paymentsErr  error
		wantErr      error
		wantEvents   int
		wantCanceled int
	}{
		{name: "confirmed", wantEvents: 1},
		{name: "repeated key", store: fakeStore{existing: Order{ID: uuid.New(), Status: StatusConfirmed}}},
		{name: "no lines", edit: func(p *Placement) { p.Lines = nil }, wantErr: ErrInvalid},
		{name: "bad email", edit: func(p *Placement) { p.Email = "ada" }, wantErr: ErrInvalid},
		{name: "out of stock", inventoryErr: ErrOutOfStock, wantErr: ErrOutOfStock, wantCanceled: 1},
		{name: "inventory is down", inventoryErr: unreachable, wantErr: unreachable},
		{name: "declined", paymentsErr: ErrDeclined, wantErr: ErrDeclined, wantCanceled: 1},
		{name: "payments is down", paymentsErr: unreachable, wantErr: unreachable},
		{name: "changed meanwhile", store: fakeStore{confirmErr: ErrConflict}, wantErr: ErrConflict},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			asked := placement()
			if tt.edit != nil {
				tt.edit(&asked)
			}
			store := tt.store
			service := NewService(&store, &fakeInventory{err: tt.inventoryErr}, &fakePayments{err: tt.paymentsErr}, slog.New(slog.DiscardHandler))

			_, err := service.Place(t.Context(), asked)
			if !errors.Is(err, tt.wantErr) {
				t.Errorf("error = %v, want %v", err, tt.wantErr)
			}
			if len(store.events) != tt.wantEvents {
				t.Errorf("events = %d, want %d", len(store.events), tt.wantEvents)
			}
			if store.canceled != tt.wantCanceled {
				t.Errorf("canceled = %d, want %d", store.canceled, tt.wantCanceled)
			}
		})
	}
}

func TestCancel(t *testing.T) {
	tests := []struct {
		name       string
		existing   Order
		wantErr    error
		wantVoided int
	}{
		{name: "unknown", wantErr: ErrNotFound},
		{name: "confirmed", existing: Order{ID: uuid.New(), Status: StatusConfirmed, AuthorizationID: "auth-1"}, wantVoided: 1},
		{name: "not paid yet", existing: Order{ID: uuid.New(), Status: StatusPending}},
		{name: "twice", existing: Order{ID: uuid.New(), Status: StatusCanceled, AuthorizationID: "auth-1"}},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			payments := &fakePayments{}
			service := NewService(&fakeStore{existing: tt.existing}, &fakeInventory{}, payments, slog.New(slog.DiscardHandler))
			_, err := service.Cancel(t.Context(), tt.existing.ID, "customer-1")
			if !errors.Is(err, tt.wantErr) {
				t.Errorf("error = %v, want %v", err, tt.wantErr)
			}
			if payments.voided != tt.wantVoided {
				t.Errorf("voided = %d, want %d", payments.voided, tt.wantVoided)
			}
		})
	}
}
