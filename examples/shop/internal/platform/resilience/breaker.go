package resilience

import (
	"context"
	"log/slog"
	"time"

	"github.com/sony/gobreaker/v2"
)

const (
	openAfter   = 5
	openFor     = 10 * time.Second
	countWindow = 30 * time.Second
)

// NewBreaker opens after consecutive failures and probes again with one call.
// isSuccess tells an answer from an outage: a refused card is no outage.
func NewBreaker[T any](logger *slog.Logger, name string, isSuccess func(error) bool) *gobreaker.CircuitBreaker[T] {
	return gobreaker.NewCircuitBreaker[T](gobreaker.Settings{
		Name:         name,
		MaxRequests:  1,
		Interval:     countWindow,
		Timeout:      openFor,
		IsSuccessful: isSuccess,
		ReadyToTrip: func(counts gobreaker.Counts) bool {
			return counts.ConsecutiveFailures >= openAfter
		},
		OnStateChange: func(name string, from, to gobreaker.State) {
			logger.LogAttrs(context.Background(), slog.LevelWarn, "circuit breaker",
				slog.String("breaker", name), slog.String("from", from.String()), slog.String("to", to.String()))
		},
	})
}
