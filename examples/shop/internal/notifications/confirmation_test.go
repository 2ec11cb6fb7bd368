package notifications

import (
	"context"
	"errors"
	"log/slog"
	"testing"

	"example.com/shop/internal/platform/rabbit"
	"example.com/shop/internal/platform/resilience"
)

type memoryInbox map[string]bool

func (m memoryInbox) Seen(_ context.Context, id string) (bool, error) { return m[id], nil }

func (m memoryInbox) Remember(_ context.Context, id string) error {
	m[id] = true
	return nil
}

type outbox struct {
	sent []Mail
	err  error
}

func (o *outbox) Send(_ context.Context, mail Mail) error {
	if o.err != nil {
		return o.err
	}
	o.sent = append(o.sent, mail)
	return nil
}

func TestHandle(t *testing.T) {
	complete := `{"order_id":"o1","email":"ada@example.com","total_cents":1905,"currency":"EUR"}`
	tests := []struct {
		name          string
		body          string
		seen          bool
		mailErr       error
		wantText      string
		wantErr       bool
		wantPermanent bool
	}{
		{name: "mailed", body: complete, wantText: "Thank you. We charged 19.05 EUR."},
		{name: "repeated", body: complete, seen: true},
		{name: "provider is down", body: complete, mailErr: errors.New("timeout"), wantErr: true},
		{name: "not json", body: `<order/>`, wantErr: true, wantPermanent: true},
		{name: "no address", body: `{"order_id":"o1"}`, wantErr: true, wantPermanent: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			mailer := &outbox{err: tt.mailErr}
			handler := NewConfirmations(memoryInbox{"m1": tt.seen}, mailer, slog.New(slog.DiscardHandler))
			err := handler.Handle(t.Context(), rabbit.Delivery{ID: "m1", Key: ConfirmedKey, Body: []byte(tt.body)})
			if (err != nil) != tt.wantErr || resilience.IsPermanent(err) != tt.wantPermanent {
				t.Errorf("error = %v, want error %t, permanent %t", err, tt.wantErr, tt.wantPermanent)
			}
			if tt.wantText == "" && len(mailer.sent) > 0 {
				t.Errorf("sent %v, want nothing", mailer.sent)
			}
			if tt.wantText != "" && (len(mailer.sent) != 1 || mailer.sent[0].Text != tt.wantText) {
				t.Errorf("sent %v, want %q", mailer.sent, tt.wantText)
			}
		})
	}
}
