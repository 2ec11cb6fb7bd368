// Command orders serves the orders API and relays its events.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/internal/orders"
	"example.com/shop/internal/orders/clients"
	"example.com/shop/internal/orders/outbox"
	"example.com/shop/internal/orders/store"
	"example.com/shop/internal/orders/transport"
	"example.com/shop/internal/platform/config"
	"example.com/shop/internal/platform/health"
	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/postgres"
	"example.com/shop/internal/platform/rabbit"
	"example.com/shop/internal/platform/rpc"
	"example.com/shop/internal/platform/serve"
	"example.com/shop/internal/platform/telemetry"
	ordersv1 "example.com/shop/proto/orders/v1"
)

const (
	callDeadline     = 6 * time.Second
	inventoryTimeout = 1500 * time.Millisecond
	paymentsTimeout  = 3 * time.Second
)

func main() {
	logger := logging.New(os.Stdout, "orders")
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
	brokerURL := settings.Required("BROKER_URL")
	maxConns := settings.Int("DATABASE_MAX_CONNS", 20)
	interval := settings.Duration("OUTBOX_INTERVAL", 500*time.Millisecond)
	inventoryTarget := settings.String("INVENTORY_TARGET", "dns:///inventory:7000")
	paymentsTarget := settings.String("PAYMENTS_TARGET", "dns:///payments:7000")
	otlpEndpoint := settings.String("OTLP_ENDPOINT", "")
	identity, err := rpc.LoadIdentity(settings)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}

	flush, err := telemetry.StartTracing(ctx, "orders", otlpEndpoint)
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
	inventoryConn, err := rpc.Dial(rpc.ClientOptions{Target: inventoryTarget, Timeout: inventoryTimeout, Identity: identity, Logger: logger})
	if err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	defer serve.Close(logger, "inventory connection", inventoryConn)
	paymentsConn, err := rpc.Dial(rpc.ClientOptions{Target: paymentsTarget, Timeout: paymentsTimeout, Identity: identity, Logger: logger})
	if err != nil {
		return fmt.Errorf("payments: %w", err)
	}
	defer serve.Close(logger, "payments connection", paymentsConn)
	publisher := rabbit.NewPublisher(brokerURL)
	defer serve.Close(logger, "publisher", publisher)

	database := store.New(pool)
	service := orders.NewService(database, clients.NewInventory(inventoryConn), clients.NewPayments(paymentsConn), logger)
	relay := outbox.NewRelay(database, publisher, interval, logger)
	server := rpc.NewServer(rpc.ServerOptions{
		Addr: ":7000", Identity: identity, AllowedPeers: []string{"gateway"}, Deadline: callDeadline, Logger: logger, Registry: registry,
	})
	ordersv1.RegisterOrdersServer(server.Registrar(), transport.New(service, logger))

	probes := health.New(logger, map[string]health.Check{"database": pool.Ping})
	return serve.Process{
		Logger:  logger,
		Probes:  probes,
		Servers: []serve.Server{server, serve.NewAdmin(":9090", probes, registry)},
		Workers: []serve.Worker{relay.Run},
	}.Run(ctx)
}
