package outbox

import (
	"context"
	"errors"
	"log/slog"
	"testing"
	"time"

	"github.com/google/uuid"

	"example.com/shop/internal/orders"
	"example.com/shop/internal/platform/rabbit"
)

type memory struct {
	waiting []orders.OutboxMessage
	sent    map[uuid.UUID]bool
}

func (m *memory) Claim(context.Context, int, time.Duration) ([]orders.OutboxMessage, error) {
	return m.waiting, nil
}

func (m *memory) MarkSent(_ context.Context, id uuid.UUID) error {
	m.sent[id] = true
	return nil
}

type broker struct{ failAfter int }

func (b *broker) Publish(context.Context, rabbit.Message) error {
	if b.failAfter == 0 {
		return errors.New("broker is down")
	}
	b.failAfter--
	return nil
}

func TestPass(t *testing.T) {
	tests := []struct {
		name      string
		events    int
		failAfter int
		wantSent  int
		wantErr   bool
	}{
		{name: "nothing to do", failAfter: 1},
		{name: "all", events: 3, failAfter: 3, wantSent: 3},
		{name: "stops at the first failure", events: 3, failAfter: 1, wantSent: 1, wantErr: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			source := &memory{sent: map[uuid.UUID]bool{}}
			for range tt.events {
				source.waiting = append(source.waiting, orders.OutboxMessage{ID: uuid.New(), Topic: orders.TopicConfirmed})
			}
			relay := NewRelay(source, &broker{failAfter: tt.failAfter}, time.Second, slog.New(slog.DiscardHandler))
			if err := relay.pass(t.Context()); (err != nil) != tt.wantErr {
				t.Errorf("error = %v, want error %t", err, tt.wantErr)
			}
			if len(source.sent) != tt.wantSent {
				t.Errorf("sent = %d, want %d", len(source.sent), tt.wantSent)
			}
		})
	}
}
