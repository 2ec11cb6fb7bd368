// Command payments serves the payments API.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/internal/payments"
	"example.com/shop/internal/payments/acquirer"
	"example.com/shop/internal/payments/transport"
	"example.com/shop/internal/platform/config"
	"example.com/shop/internal/platform/health"
	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/rpc"
	"example.com/shop/internal/platform/serve"
	"example.com/shop/internal/platform/telemetry"
	paymentsv1 "example.com/shop/proto/payments/v1"
)

// callDeadline leaves room for two attempts at the acquirer.
const callDeadline = 2800 * time.Millisecond

func main() {
	logger := logging.New(os.Stdout, "payments")
	if err := run(logger); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(logger *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	settings := config.FromEnv()
	acquirerURL := settings.Required("ACQUIRER_URL")
	acquirerKey := settings.Required("ACQUIRER_KEY")
	otlpEndpoint := settings.String("OTLP_ENDPOINT", "")
	identity, err := rpc.LoadIdentity(settings)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	base, err := url.Parse(acquirerURL)
	if err != nil {
		return fmt.Errorf("ACQUIRER_URL: %w", err)
	}

	flush, err := telemetry.StartTracing(ctx, "payments", otlpEndpoint)
	if err != nil {
		return fmt.Errorf("start tracing: %w", err)
	}
	defer serve.Flush(logger, flush)
	registry := telemetry.NewRegistry()

	service := payments.NewService(acquirer.New(base, acquirerKey, logger))
	server := rpc.NewServer(rpc.ServerOptions{
		Addr: ":7000", Identity: identity, AllowedPeers: []string{"orders"}, Deadline: callDeadline, Logger: logger, Registry: registry,
	})
	paymentsv1.RegisterPaymentsServer(server.Registrar(), transport.New(service, logger))

	probes := health.New(logger, nil)
	return serve.Process{
		Logger:  logger,
		Probes:  probes,
		Servers: []serve.Server{server, serve.NewAdmin(":9090", probes, registry)},
	}.Run(ctx)
}
