package resilience

import (
	"context"
	"errors"
	"testing"
	"time"
)

func TestRetry(t *testing.T) {
	flaky := errors.New("connection reset")
	tests := []struct {
		name      string
		results   []error
		wantCalls int
		wantErr   error
	}{
		{name: "first attempt", results: []error{nil}, wantCalls: 1},
		{name: "second attempt", results: []error{flaky, nil}, wantCalls: 2},
		{name: "runs out", results: []error{flaky, flaky, flaky}, wantCalls: 3, wantErr: flaky},
		{name: "permanent", results: []error{Permanent(flaky)}, wantCalls: 1, wantErr: flaky},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			calls := 0
			backoff := Backoff{Attempts: 3, Base: time.Microsecond, Max: time.Millisecond}
			err := Retry(t.Context(), backoff, func(context.Context) error {
				calls++
				return tt.results[calls-1]
			})
			if !errors.Is(err, tt.wantErr) {
				t.Errorf("error = %v, want %v", err, tt.wantErr)
			}
			if calls != tt.wantCalls {
				t.Errorf("calls = %d, want %d", calls, tt.wantCalls)
			}
		})
	}
}

func TestRetryStopsWithContext(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	backoff := Backoff{Attempts: 5, Base: time.Hour, Max: time.Hour}
	err := Retry(ctx, backoff, func(context.Context) error {
		cancel()
		return errors.New("connection reset")
	})
	if err == nil {
		t.Fatal("want an error after the context ended")
	}
}

func TestDelayStaysBelowMax(t *testing.T) {
	backoff := Backoff{Base: 10 * time.Millisecond, Max: 100 * time.Millisecond}
	for attempt := range 64 {
		if delay := backoff.Delay(attempt); delay <= 0 || delay > 101*time.Millisecond {
			t.Errorf("Delay(%d) = %s", attempt, delay)
		}
	}
}
