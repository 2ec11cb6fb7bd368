package gateway

import (
	"net"
	"net/http"
	"sync"
	"time"

	"golang.org/x/time/rate"
)

const (
	requestsPerSecond = 20
	requestsBurst     = 40
	maxClients        = 10_000
	forgetAfter       = 10 * time.Minute
)

type visitor struct {
	limiter *rate.Limiter
	seen    time.Time
}

// rateLimiter keeps one bucket per client address, up to a bound.
type rateLimiter struct {
	mu       sync.Mutex
	visitors map[string]*visitor
	now      func() time.Time
}

func newRateLimiter() *rateLimiter {
	return &rateLimiter{visitors: make(map[string]*visitor), now: time.Now}
}

func (l *rateLimiter) allow(client string) bool {
	l.mu.Lock()
	defer l.mu.Unlock()
	now := l.now()
	known, ok := l.visitors[client]
	if !ok {
		if len(l.visitors) >= maxClients {
			l.forget(now)
		}
		if len(l.visitors) >= maxClients {
			return false
		}
		known = &visitor{limiter: rate.NewLimiter(requestsPerSecond, requestsBurst)}
		l.visitors[client] = known
	}
	known.seen = now
	return known.limiter.AllowN(now, 1)
}

// forget needs the lock.
func (l *rateLimiter) forget(now time.Time) {
	for client, known := range l.visitors {
		if now.Sub(known.seen) > forgetAfter {
			delete(l.visitors, client)
		}
	}
}

func (l *rateLimiter) limit(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		client, _, err := net.SplitHostPort(r.RemoteAddr)
		if err != nil {
			client = r.RemoteAddr
		}
		if !l.allow(client) {
			w.Header().Set("Retry-After", "1")
			writeProblem(w, http.StatusTooManyRequests, "too many requests")
			return
		}
		next.ServeHTTP(w, r)
	})
}
