package notifications

import (
	"log/slog"
	"os"
	"testing"

	"example.com/shop/internal/platform/rabbit"
)

func TestConfirmationReadsTheContract(t *testing.T) {
	body, err := os.ReadFile("../../contracts/orders.confirmed.json")
	if err != nil {
		t.Fatal(err)
	}
	mailer := &outbox{}
	handler := NewConfirmations(memoryInbox{}, mailer, slog.New(slog.DiscardHandler))
	if err := handler.Handle(t.Context(), rabbit.Delivery{ID: "m1", Key: ConfirmedKey, Body: body}); err != nil {
		t.Fatal(err)
	}
	if len(mailer.sent) != 1 || mailer.sent[0].To != "ada@example.com" {
		t.Errorf("sent = %v, want one mail to ada@example.com", mailer.sent)
	}
}
