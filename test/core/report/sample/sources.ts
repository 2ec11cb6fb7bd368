/** The head of the sample pull request, by path. */
export const SOURCES: Record<string, string> = {
  'services/checkout/internal/payments/client.go': `package payments

import (
	"context"
	"encoding/json"
	"net/http"
)

// Client talks to the payments service.
type Client struct {
	base   string
	client *http.Client
}

func New(base string) *Client {
	return &Client{
		base:   base,
		client: &http.Client{},
	}
}

func (c *Client) Charge(ctx context.Context, order Order) error {
	for attempt := 0; attempt < 3; attempt++ {
		if err := c.post(ctx, "/charges", order); err == nil {
			return nil
		}
	}
	return ErrDeclined
}
`,
  'services/checkout/cmd/server/main.go': `package main

import (
	"net/http"
	"time"
)

func main() {
	srv := &http.Server{
		Addr:              ":8080",
		ReadHeaderTimeout: 5 * time.Second,
		WriteTimeout:      5 * time.Second,
	}
	if err := srv.ListenAndServe(); err != nil {
		panic(err)
	}
}
`,
  'services/checkout/internal/orders/place.go': `package orders

import "context"

func (s *Service) Place(ctx context.Context, order Order) error {
	if err := s.payments.Charge(ctx, order); err != nil {
		return err
	}
	s.events.Publish(context.Background(), "orders.placed", order)
	return nil
}
`,
  'services/payments/internal/store/store.go': `package store

import (
	"context"
	"database/sql"
	"fmt"
)

func (s *Store) Find(ctx context.Context, customer string) (*sql.Rows, error) {
	return s.db.QueryContext(ctx, fmt.Sprintf("SELECT id, amount, currency, created_at FROM charges WHERE customer = '%s' ORDER BY created_at", customer))
}

func (s *Store) Insert(ctx context.Context, charge Charge) error {
	_, err := s.db.ExecContext(ctx, insertCharge, charge.ID, charge.Amount)
	return err
}
`,
  'services/payments/deploy/deployment.yaml': `apiVersion: apps/v1
kind: Deployment
metadata:
  name: payments
spec:
  template:
    spec:
      containers:
        - name: payments
          image: registry.example/payments:latest
`,
  'services/notifications/internal/consume/consume.go': `package consume

import "context"

func (c *Consumer) Handle(ctx context.Context, message Message) error {
	if message.Type != "orders.placed" {
		return nil
	}
	return c.mail.Send(ctx, message.Customer, "Thank you for your order")
}
`,
};

/** Lines of a sample file at head. */
export function sampleLines(path: string): readonly string[] | null {
  return SOURCES[path]?.replace(/\n$/, '').split('\n') ?? null;
}
