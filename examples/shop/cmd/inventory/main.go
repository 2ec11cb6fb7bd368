// Command inventory serves the inventory API and sweeps old reservations.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/internal/inventory"
	"example.com/shop/internal/inventory/store"
	"example.com/shop/internal/inventory/transport"
	"example.com/shop/internal/platform/config"
	"example.com/shop/internal/platform/health"
	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/postgres"
	"example.com/shop/internal/platform/rpc"
	"example.com/shop/internal/platform/serve"
	"example.com/shop/internal/platform/telemetry"
	inventoryv1 "example.com/shop/proto/inventory/v1"
)

const callDeadline = time.Second

func main() {
	logger := logging.New(os.Stdout, "inventory")
	if err := run(logger); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(logger *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	settings := config.FromEnv()
	databaseURL := settings.Required("DATABASE_URL")
	maxConns := settings.Int("DATABASE_MAX_CONNS", 20)
	otlpEndpoint := settings.String("OTLP_ENDPOINT", "")
	identity, err := rpc.LoadIdentity(settings)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}

	flush, err := telemetry.StartTracing(ctx, "inventory", otlpEndpoint)
	if err != nil {
		return fmt.Errorf("start tracing: %w", err)
	}
	defer serve.Flush(logger, flush)
	registry := telemetry.NewRegistry()

	pool, err := postgres.Open(ctx, databaseURL, maxConns)
	if err != nil {
		return fmt.Errorf("database: %w", err)
	}
	defer pool.Close()

	service := inventory.NewService(store.New(pool), logger)
	server := rpc.NewServer(rpc.ServerOptions{
		Addr: ":7000", Identity: identity, AllowedPeers: []string{"gateway", "orders"}, Deadline: callDeadline, Logger: logger, Registry: registry,
	})
	inventoryv1.RegisterInventoryServer(server.Registrar(), transport.New(service, logger))

	probes := health.New(logger, map[string]health.Check{"database": pool.Ping})
	return serve.Process{
		Logger:  logger,
		Probes:  probes,
		Servers: []serve.Server{server, serve.NewAdmin(":9090", probes, registry)},
		Workers: []serve.Worker{service.Sweep},
	}.Run(ctx)
}
