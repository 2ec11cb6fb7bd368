//go:build integration

package store

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/orders"
	"example.com/shop/internal/platform/postgres"
)

func open(t *testing.T) *Postgres {
	t.Helper()
	pool, err := postgres.Open(t.Context(), os.Getenv("TEST_DATABASE_URL"), 4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	if _, err := pool.Exec(t.Context(), `DROP TABLE IF EXISTS order_lines, orders, outbox`); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"0001_orders.sql", "0002_outbox.sql"} {
		script, err := os.ReadFile("../../../migrations/orders/" + name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := pool.Exec(t.Context(), string(script)); err != nil {
			t.Fatal(err)
		}
	}
	return New(pool)
}

func order() orders.Order {
	return orders.Order{
		ID: uuid.New(), CustomerID: "customer-1", Email: "ada@example.com", IdempotencyKey: "key-1",
		Status: orders.StatusPending, TotalCents: 1900, Currency: "EUR", CreatedAt: time.Now(),
		Lines: []orders.Line{{SKU: "mug", Quantity: 2, UnitPriceCents: 950}},
	}
}

func TestInsertTwiceReturnsTheFirst(t *testing.T) {
	store := open(t)
	first, err := store.Insert(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	second, err := store.Insert(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	if second.ID != first.ID || len(second.Lines) != 1 {
		t.Errorf("second = %+v, want order %s with one line", second, first.ID)
	}
}

func TestConfirmQueuesTheEventOnce(t *testing.T) {
	store := open(t)
	saved, err := store.Insert(t.Context(), order())
	if err != nil {
		t.Fatal(err)
	}
	event := orders.OutboxMessage{ID: uuid.New(), Topic: orders.TopicConfirmed, Payload: []byte(`{}`)}
	if err := store.Confirm(t.Context(), saved.ID, "auth-1", event); err != nil {
		t.Fatal(err)
	}
	if err := store.Confirm(t.Context(), saved.ID, "auth-1", event); !errors.Is(err, orders.ErrConflict) {
		t.Errorf("second confirm = %v, want %v", err, orders.ErrConflict)
	}
	for _, want := range []int{1, 0} {
		claimed, err := store.Claim(t.Context(), 10, time.Minute)
		if err != nil {
			t.Fatal(err)
		}
		if len(claimed) != want {
			t.Errorf("claimed = %d, want %d", len(claimed), want)
		}
	}
}
