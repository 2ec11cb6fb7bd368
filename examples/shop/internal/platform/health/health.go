// Package health answers the liveness and readiness probes.
package health

import (
	"context"
	"log/slog"
	"net/http"
	"sync/atomic"
	"time"
)

const checkTimeout = time.Second

// Check reports whether one dependency can be used.
type Check func(context.Context) error

// Probes keeps readiness: the checks pass and the process is not draining.
type Probes struct {
	logger   *slog.Logger
	checks   map[string]Check
	draining atomic.Bool
}

// New returns probes over checks, which are named for the log.
func New(logger *slog.Logger, checks map[string]Check) *Probes {
	return &Probes{logger: logger, checks: checks}
}

// Drain turns readiness off for good, ahead of a shutdown.
func (p *Probes) Drain() {
	p.draining.Store(true)
}

// Live says that the process runs; it never looks at a dependency, because a
// restart does not repair one.
func (p *Probes) Live(w http.ResponseWriter, _ *http.Request) {
	w.WriteHeader(http.StatusOK)
}

// Ready says whether to send traffic here.
func (p *Probes) Ready(w http.ResponseWriter, r *http.Request) {
	if p.draining.Load() {
		http.Error(w, "draining", http.StatusServiceUnavailable)
		return
	}
	ctx, cancel := context.WithTimeout(r.Context(), checkTimeout)
	defer cancel()
	for name, check := range p.checks {
		if err := check(ctx); err != nil {
			p.logger.WarnContext(ctx, "not ready", "check", name, "error", err)
			http.Error(w, name+" is not ready", http.StatusServiceUnavailable)
			return
		}
	}
	w.WriteHeader(http.StatusOK)
}
