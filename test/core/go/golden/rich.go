//go:build linux && !race

// Package orders takes orders.
package orders

import (
	"context"
	"database/sql"
	_ "embed"
	. "fmt"
	log "log/slog"
	"net/http"

	"gopkg.in/yaml.v3"
)

// Status of an order.
type Status int

const (
	Open Status = iota + 1
	Paid
	_
	Shipped
	Limit, Burst = 10, 1 << iota
)

const unit = "cent"

var (
	ErrClosed    = yaml.NewError("closed")
	a, b         = pair()
	c, d     int = 1, 2
	handlers     = map[string]http.HandlerFunc{
		"get": func(w http.ResponseWriter, r *http.Request) {
			const inner = 1
			w.WriteHeader(http.StatusOK)
		},
	}
	registry struct {
		// guarded by the mutex
		entries map[string]*Order
	}
)

type (
	// Order is one.
	Order struct {
		*http.Client `json:"-"`
		base[Status]
		ID, Number string `json:"id" db:"id"`
		lines      []struct {
			SKU   string
			Count int
		}
		hook func(ctx context.Context, /* the order */ o *Order,
			rest ...string) (ok bool, err error)
	}
	Store interface {
		Stringer
		interface{ Close() error }
		Find(
			ctx context.Context, // first
			id string,
		) (*Order, error)
	}
	Number interface{ ~int | ~float64 }
	Alias       = map[Status][]Order
	base[T any] struct{ value T }
)

func New[S ~[]E, E any](db *sql.DB, opts ...func(*Order)) (o *Order, err error) {
	rows, err := db.QueryContext(context.Background(), "SELECT 1")
	defer rows.Close()
	o = &Order{ID: unit, Number: Sprint(len(opts))}
	log.Info(unit, "order", o.ID, "status", Paid)
	return o, err //nolint:errwrap // the caller knows
}

// architect:ignore errors/naked-return short enough
func (o *Order) Close() (err error) { return }

func (b base[V]) Value() V { return b.value }

func external(x int) int
