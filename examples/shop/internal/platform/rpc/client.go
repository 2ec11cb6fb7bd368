package rpc

import (
	"context"
	"fmt"
	"log/slog"
	"time"

	"go.opentelemetry.io/contrib/instrumentation/google.golang.org/grpc/otelgrpc"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/metadata"
	"google.golang.org/grpc/status"

	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/resilience"
)

// roundRobin spreads calls over the pods behind a headless Service.
const roundRobin = `{"loadBalancingConfig":[{"round_robin":{}}]}`

// ClientOptions says whom to call and how long to wait.
type ClientOptions struct {
	// Target is a gRPC name such as dns:///orders:7000.
	Target   string
	Timeout  time.Duration
	Identity *Identity
	Logger   *slog.Logger
}

// Dial returns a connection on which every call has a deadline, a request id,
// a span and a circuit breaker. The caller closes it.
func Dial(options ClientOptions) (*grpc.ClientConn, error) {
	conn, err := grpc.NewClient(options.Target,
		grpc.WithTransportCredentials(options.Identity.client()),
		grpc.WithDefaultServiceConfig(roundRobin),
		grpc.WithStatsHandler(otelgrpc.NewClientHandler()),
		grpc.WithChainUnaryInterceptor(
			forwardRequestID(),
			limitTime(options.Timeout),
			breakCircuit(options.Logger, options.Target),
		),
	)
	if err != nil {
		return nil, fmt.Errorf("dial %s: %w", options.Target, err)
	}
	return conn, nil
}

func forwardRequestID() grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		if id := logging.RequestID(ctx); id != "" {
			ctx = metadata.AppendToOutgoingContext(ctx, requestIDHeader, id)
		}
		return invoke(ctx, method, request, reply, conn, options...)
	}
}

func limitTime(timeout time.Duration) grpc.UnaryClientInterceptor {
	return func(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		ctx, cancel := context.WithTimeout(ctx, timeout)
		defer cancel()
		return invoke(ctx, method, request, reply, conn, options...)
	}
}

func breakCircuit(logger *slog.Logger, target string) grpc.UnaryClientInterceptor {
	breaker := resilience.NewBreaker[struct{}](logger, target, answered)
	return func(ctx context.Context, method string, request, reply any, conn *grpc.ClientConn, invoke grpc.UnaryInvoker, options ...grpc.CallOption) error {
		_, err := breaker.Execute(func() (struct{}, error) {
			return struct{}{}, invoke(ctx, method, request, reply, conn, options...)
		})
		if _, ok := status.FromError(err); !ok {
			return status.Errorf(codes.Unavailable, "%s: %v", target, err)
		}
		return err
	}
}

// answered tells a refusal, which the peer chose, from an outage.
func answered(err error) bool {
	switch status.Code(err) {
	case codes.Unavailable, codes.DeadlineExceeded, codes.ResourceExhausted, codes.Internal, codes.Unknown:
		return false
	default:
		return true
	}
}
