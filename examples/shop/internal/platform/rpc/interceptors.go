package rpc

import (
	"context"
	"log/slog"
	"path"
	"runtime/debug"
	"slices"
	"time"

	"github.com/google/uuid"
	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	"golang.org/x/time/rate"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/credentials"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/peer"
	"google.golang.org/grpc/status"

	"example.com/shop/internal/platform/logging"
)

const requestIDHeader = "x-request-id"

func correlate() grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		id := uuid.NewString()
		if values := metadata.ValueFromIncomingContext(ctx, requestIDHeader); len(values) == 1 {
			id = values[0]
		}
		return next(logging.WithRequestID(ctx, id), request)
	}
}

func measure(registry prometheus.Registerer) grpc.UnaryServerInterceptor {
	duration := promauto.With(registry).NewHistogramVec(prometheus.HistogramOpts{
		Name:    "grpc_server_call_duration_seconds",
		Help:    "Time to answer a call, by method and status code.",
		Buckets: prometheus.DefBuckets,
	}, []string{"method", "code"})
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		start := time.Now()
		response, err := next(ctx, request)
		duration.WithLabelValues(path.Base(info.FullMethod), status.Code(err).String()).Observe(time.Since(start).Seconds())
		return response, err
	}
}

func recoverPanic(logger *slog.Logger) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, info *grpc.UnaryServerInfo, next grpc.UnaryHandler) (response any, err error) {
		defer func() {
			if reason := recover(); reason != nil {
				logger.ErrorContext(ctx, "panic in handler", "method", info.FullMethod, "reason", reason, "stack", string(debug.Stack()))
				err = status.Error(codes.Internal, "internal error")
			}
		}()
		return next(ctx, request)
	}
}

func limitRate(limiter *rate.Limiter) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		if !limiter.Allow() {
			return nil, status.Error(codes.ResourceExhausted, "too many calls")
		}
		return next(ctx, request)
	}
}

// authorizePeer admits the services whose verified certificate names one of
// the allowed peers.
func authorizePeer(allowed []string) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		names := peerNames(ctx)
		if len(names) == 0 {
			return nil, status.Error(codes.Unauthenticated, "no client certificate")
		}
		if !slices.ContainsFunc(names, func(name string) bool { return slices.Contains(allowed, name) }) {
			return nil, status.Error(codes.PermissionDenied, "peer may not call this service")
		}
		return next(ctx, request)
	}
}

func peerNames(ctx context.Context) []string {
	caller, ok := peer.FromContext(ctx)
	if !ok {
		return nil
	}
	info, ok := caller.AuthInfo.(credentials.TLSInfo)
	if !ok || len(info.State.VerifiedChains) == 0 {
		return nil
	}
	return info.State.VerifiedChains[0][0].DNSNames
}

func boundTime(deadline time.Duration) grpc.UnaryServerInterceptor {
	return func(ctx context.Context, request any, _ *grpc.UnaryServerInfo, next grpc.UnaryHandler) (any, error) {
		ctx, cancel := context.WithTimeout(ctx, deadline)
		defer cancel()
		return next(ctx, request)
	}
}
