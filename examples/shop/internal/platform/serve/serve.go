// Package serve runs the servers and workers of one process and stops them in
// order: readiness off, a pause for the load balancer, a bounded shutdown.
package serve

import (
	"context"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promhttp"
	"golang.org/x/sync/errgroup"

	"example.com/shop/internal/platform/health"
)

const (
	// drainDelay lets endpoints disappear from load balancers before
	// connections are refused.
	drainDelay = 5 * time.Second
	// shutdownTimeout stays, with drainDelay, below the grace period of
	// 40 s that the manifests give.
	shutdownTimeout = 20 * time.Second
)

// Server serves until Shutdown is called.
type Server interface {
	Serve() error
	Shutdown(ctx context.Context) error
}

// Worker runs until its context ends.
type Worker func(ctx context.Context) error

// Process is what one main runs.
type Process struct {
	Logger  *slog.Logger
	Probes  *health.Probes
	Servers []Server
	Workers []Worker
}

// Run returns after ctx ended and everything has stopped, or with the first
// failure.
func (p Process) Run(ctx context.Context) error {
	group, ctx := errgroup.WithContext(ctx)
	for _, server := range p.Servers {
		group.Go(server.Serve)
	}
	for _, worker := range p.Workers {
		group.Go(func() error { return worker(ctx) })
	}
	group.Go(func() error {
		<-ctx.Done()
		return p.shutdown(context.WithoutCancel(ctx))
	})
	if err := group.Wait(); err != nil {
		return fmt.Errorf("process: %w", err)
	}
	return nil
}

func (p Process) shutdown(ctx context.Context) error {
	p.Logger.InfoContext(ctx, "draining")
	p.Probes.Drain()
	time.Sleep(drainDelay)

	ctx, cancel := context.WithTimeout(ctx, shutdownTimeout)
	defer cancel()
	var errs []error
	for _, server := range p.Servers {
		errs = append(errs, server.Shutdown(ctx))
	}
	return errors.Join(errs...)
}

// HTTP is a Server over net/http.
type HTTP struct{ server *http.Server }

// NewHTTP bounds every phase of a request. Handlers that need a shorter
// deadline set their own.
func NewHTTP(addr string, handler http.Handler) *HTTP {
	return &HTTP{server: &http.Server{
		Addr:              addr,
		Handler:           handler,
		ReadHeaderTimeout: 2 * time.Second,
		ReadTimeout:       5 * time.Second,
		WriteTimeout:      15 * time.Second,
		IdleTimeout:       60 * time.Second,
		MaxHeaderBytes:    32 << 10,
	}}
}

// NewAdmin serves probes and metrics away from the public port.
func NewAdmin(addr string, probes *health.Probes, registry *prometheus.Registry) *HTTP {
	mux := http.NewServeMux()
	mux.HandleFunc("GET /health", probes.Live)
	mux.HandleFunc("GET /ready", probes.Ready)
	mux.Handle("GET /metrics", promhttp.HandlerFor(registry, promhttp.HandlerOpts{}))
	return NewHTTP(addr, mux)
}

// Serve blocks until Shutdown.
func (h *HTTP) Serve() error {
	if err := h.server.ListenAndServe(); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve http on %s: %w", h.server.Addr, err)
	}
	return nil
}

// Shutdown waits for requests in flight.
func (h *HTTP) Shutdown(ctx context.Context) error {
	if err := h.server.Shutdown(ctx); err != nil {
		return fmt.Errorf("shut down http on %s: %w", h.server.Addr, err)
	}
	return nil
}

// Close is for defer in main: it logs what cannot be returned any more.
func Close(logger *slog.Logger, name string, closer io.Closer) {
	if err := closer.Close(); err != nil {
		logger.Error("close failed", "what", name, "error", err)
	}
}

// Flush is Close for telemetry, with a bound of its own.
func Flush(logger *slog.Logger, flush func(context.Context) error) {
	ctx, cancel := context.WithTimeout(context.Background(), 3*time.Second)
	defer cancel()
	if err := flush(ctx); err != nil {
		logger.ErrorContext(ctx, "flush of traces failed", "error", err)
	}
}
