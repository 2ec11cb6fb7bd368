package orders

import (
	"bytes"
	"os"
	"testing"

	"github.com/google/uuid"
)

// The file is what consumers test against; change it with them.
func TestConfirmedEventKeepsTheContract(t *testing.T) {
	want, err := os.ReadFile("../../contracts/orders.confirmed.json")
	if err != nil {
		t.Fatal(err)
	}
	message, err := confirmedMessage(Order{
		ID:         uuid.MustParse("6f1c7f2e-8a55-4f0e-9d53-0b6f4a3f7c11"),
		Email:      "ada@example.com",
		TotalCents: 1905,
		Currency:   "EUR",
	})
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(message.Payload, bytes.TrimSpace(want)) {
		t.Errorf("event = %s, want %s", message.Payload, want)
	}
}
