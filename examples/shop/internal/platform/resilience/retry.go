// Package resilience holds the patterns that keep one slow dependency from
// taking the caller down: bounded retries and circuit breakers.
package resilience

import (
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"time"
)

// Backoff grows exponentially from Base to Max with full jitter.
type Backoff struct {
	Attempts int
	Base     time.Duration
	Max      time.Duration
}

// Delay returns the wait after the given attempt, counted from 0.
func (b Backoff) Delay(attempt int) time.Duration {
	ceiling := b.Max
	if attempt < 30 && b.Base<<attempt < b.Max {
		ceiling = b.Base << attempt
	}
	return rand.N(ceiling) + time.Millisecond
}

// Wait sleeps for the delay of the attempt or until ctx ends.
func (b Backoff) Wait(ctx context.Context, attempt int) error {
	timer := time.NewTimer(b.Delay(attempt))
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return context.Cause(ctx)
	}
}

type permanentError struct{ err error }

func (e permanentError) Error() string { return e.err.Error() }
func (e permanentError) Unwrap() error { return e.err }

// Permanent marks an error that another attempt cannot cure.
func Permanent(err error) error {
	return permanentError{err}
}

// IsPermanent reports whether err was marked.
func IsPermanent(err error) bool {
	var permanent permanentError
	return errors.As(err, &permanent)
}

// Retry calls an idempotent operation until it succeeds, fails permanently,
// runs out of attempts or ctx ends.
func Retry(ctx context.Context, backoff Backoff, operation func(context.Context) error) error {
	var last error
	for attempt := range backoff.Attempts {
		if last = operation(ctx); last == nil || IsPermanent(last) {
			return last
		}
		if attempt == backoff.Attempts-1 {
			break
		}
		if err := backoff.Wait(ctx, attempt); err != nil {
			return fmt.Errorf("gave up waiting (%v): %w", err, last)
		}
	}
	return fmt.Errorf("after %d attempts: %w", backoff.Attempts, last)
}
