package acquirer

import (
	"fmt"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"net/url"
	"sync/atomic"
	"testing"

	"example.com/shop/internal/payments"
)

func TestAuthorize(t *testing.T) {
	tests := []struct {
		name      string
		statuses  []int
		body      string
		want      payments.Authorization
		wantErr   bool
		wantCalls int32
	}{
		{name: "approved", statuses: []int{201}, body: `{"id":"a1","status":"approved"}`, want: payments.Authorization{ID: "a1", Approved: true}, wantCalls: 1},
		{name: "declined", statuses: []int{201}, body: `{"id":"a1","status":"declined","decline_code":"funds"}`, want: payments.Authorization{ID: "a1", DeclineCode: "funds"}, wantCalls: 1},
		{name: "recovers", statuses: []int{503, 201}, body: `{"id":"a1","status":"approved"}`, want: payments.Authorization{ID: "a1", Approved: true}, wantCalls: 2},
		{name: "down", statuses: []int{503, 503}, wantErr: true, wantCalls: 2},
		{name: "refused", statuses: []int{422}, wantErr: true, wantCalls: 1},
		{name: "not json", statuses: []int{201}, body: `<html>`, wantErr: true, wantCalls: 1},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var calls atomic.Int32
			server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
				if r.Header.Get("Idempotency-Key") != "order-1" {
					t.Error("no idempotency key")
				}
				w.WriteHeader(tt.statuses[calls.Add(1)-1])
				fmt.Fprint(w, tt.body)
			}))
			defer server.Close()
			base, err := url.Parse(server.URL)
			if err != nil {
				t.Fatal(err)
			}
			client := New(base, "test", slog.New(slog.DiscardHandler))
			got, err := client.Authorize(t.Context(), payments.Charge{Reference: "order-1", AmountCents: 1900, Currency: "EUR", Token: "tok"})
			if (err != nil) != tt.wantErr {
				t.Errorf("error = %v, want error %t", err, tt.wantErr)
			}
			if got != tt.want {
				t.Errorf("authorization = %+v, want %+v", got, tt.want)
			}
			if calls.Load() != tt.wantCalls {
				t.Errorf("calls = %d, want %d", calls.Load(), tt.wantCalls)
			}
		})
	}
}
