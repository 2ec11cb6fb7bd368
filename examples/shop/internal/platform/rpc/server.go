// Package rpc builds gRPC servers and clients that authenticate each other,
// observe every call and bound its time.
package rpc

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"golang.org/x/time/rate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthv1 "google.golang.org/grpc/health/grpc_health_v1"
	"google.golang.org/grpc/keepalive"
)

const (
	maxStreams  = 250
	callsPerSec = 500
	callsBurst  = 1000
)

// ServerOptions says who may call and how long a call may take.
type ServerOptions struct {
	Addr         string
	Identity     *Identity
	AllowedPeers []string
	Deadline     time.Duration
	Logger       *slog.Logger
	Registry     prometheus.Registerer
}

// Server is a gRPC server with a bounded shutdown.
type Server struct {
	addr   string
	server *grpc.Server
	health *health.Server
}

// NewServer returns a server to which services can be registered.
func NewServer(options ServerOptions) *Server {
	limiter := rate.NewLimiter(callsPerSec, callsBurst)
	server := grpc.NewServer(
		grpc.Creds(options.Identity.server()),
		grpc.StatsHandler(otelgrpc.NewServerHandler()),
		grpc.MaxConcurrentStreams(maxStreams),
		grpc.ConnectionTimeout(5*time.Second),
		grpc.KeepaliveParams(keepalive.ServerParameters{
			MaxConnectionAge:      10 * time.Minute,
			MaxConnectionAgeGrace: 10 * time.Second,
			Time:                  30 * time.Second,
			Timeout:               5 * time.Second,
		}),
		grpc.ChainUnaryInterceptor(
			correlate(),
			measure(options.Registry),
			recoverPanic(options.Logger),
			limitRate(limiter),
			authorizePeer(options.AllowedPeers),
			boundTime(options.Deadline),
		),
	)
	healthServer := health.NewServer()
	healthv1.RegisterHealthServer(server, healthServer)
	return &Server{addr: options.Addr, server: server, health: healthServer}
}

// Registrar is where generated code registers a service.
func (s *Server) Registrar() grpc.ServiceRegistrar {
	return s.server
}

// Serve blocks until Shutdown.
func (s *Server) Serve() error {
	listener, err := net.Listen("tcp", s.addr)
	if err != nil {
		return fmt.Errorf("listen on %s: %w", s.addr, err)
	}
	if err := s.server.Serve(listener); err != nil {
		return fmt.Errorf("serve grpc on %s: %w", s.addr, err)
	}
	return nil
}

// Shutdown waits for calls in flight until ctx ends, then cuts them.
func (s *Server) Shutdown(ctx context.Context) error {
	s.health.Shutdown()
	done := make(chan struct{})
	go func() {
		s.server.GracefulStop()
		close(done)
	}()
	select {
	case <-done:
		return nil
	case <-ctx.Done():
		s.server.Stop()
		return errors.New("grpc calls were cut by the shutdown deadline")
	}
}
