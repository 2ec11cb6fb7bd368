package gateway

import (
	"testing"
	"time"
)

func TestAllow(t *testing.T) {
	start := time.Date(2026, time.January, 5, 9, 0, 0, 0, time.UTC)
	tests := []struct {
		name  string
		calls int
		after time.Duration
		want  bool
	}{
		{name: "first", want: true},
		{name: "within the burst", calls: requestsBurst - 1, want: true},
		{name: "burst is used up", calls: requestsBurst, want: false},
		{name: "a second later", calls: requestsBurst, after: time.Second, want: true},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			now := start
			limiter := newRateLimiter()
			limiter.now = func() time.Time { return now }
			for range tt.calls {
				limiter.allow("192.0.2.1")
			}
			now = now.Add(tt.after)
			if got := limiter.allow("192.0.2.1"); got != tt.want {
				t.Errorf("allow = %t, want %t", got, tt.want)
			}
			if !limiter.allow("192.0.2.2") {
				t.Error("another client was limited")
			}
		})
	}
}
