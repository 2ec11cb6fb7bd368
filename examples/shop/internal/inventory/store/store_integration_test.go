//go:build integration

package store

import (
	"errors"
	"os"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/inventory"
	"example.com/shop/internal/platform/postgres"
)

func TestReserveAndRelease(t *testing.T) {
	pool, err := postgres.Open(t.Context(), os.Getenv("TEST_DATABASE_URL"), 4)
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(pool.Close)
	script, err := os.ReadFile("../../../migrations/inventory/0001_stock.sql")
	if err != nil {
		t.Fatal(err)
	}
	setup := `DROP TABLE IF EXISTS reservations, stock;` + string(script) + `;INSERT INTO stock (sku, on_hand) VALUES ('mug', 3);`
	if _, err := pool.Exec(t.Context(), setup); err != nil {
		t.Fatal(err)
	}
	store := New(pool)
	first, second := uuid.New(), uuid.New()
	soon := time.Now().Add(time.Minute)

	steps := []struct {
		name          string
		do            func() error
		wantErr       error
		wantAvailable int32
	}{
		{"reserve", func() error {
			return store.Reserve(t.Context(), first, []inventory.Item{{SKU: "mug", Quantity: 2}}, soon)
		}, nil, 1},
		{"reserve again", func() error {
			return store.Reserve(t.Context(), first, []inventory.Item{{SKU: "mug", Quantity: 2}}, soon)
		}, nil, 1},
		{"too much", func() error {
			return store.Reserve(t.Context(), second, []inventory.Item{{SKU: "mug", Quantity: 2}}, soon)
		}, inventory.ErrOutOfStock, 1},
		{"unknown", func() error {
			return store.Reserve(t.Context(), second, []inventory.Item{{SKU: "cup", Quantity: 1}}, soon)
		}, inventory.ErrUnknownSKU, 1},
		{"release", func() error { return store.Release(t.Context(), first) }, nil, 3},
		{"release again", func() error { return store.Release(t.Context(), first) }, nil, 3},
	}
	for _, step := range steps {
		if err := step.do(); !errors.Is(err, step.wantErr) {
			t.Errorf("%s: error = %v, want %v", step.name, err, step.wantErr)
		}
		available, err := store.Available(t.Context(), "mug")
		if err != nil {
			t.Fatal(err)
		}
		if available != step.wantAvailable {
			t.Errorf("%s: available = %d, want %d", step.name, available, step.wantAvailable)
		}
	}
}
