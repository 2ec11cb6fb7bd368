// Command gateway serves the public HTTP API. TLS ends at the ingress.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"os"
	"os/signal"
	"syscall"
	"time"

	"example.com/shop/internal/gateway"
	"example.com/shop/internal/platform/config"
	"example.com/shop/internal/platform/health"
	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/rpc"
	"example.com/shop/internal/platform/serve"
	"example.com/shop/internal/platform/telemetry"
	inventoryv1 "example.com/shop/proto/inventory/v1"
	ordersv1 "example.com/shop/proto/orders/v1"
)

const (
	ordersTimeout    = 7 * time.Second
	inventoryTimeout = 1200 * time.Millisecond
)

func main() {
	logger := logging.New(os.Stdout, "gateway")
	if err := run(logger); err != nil {
		logger.Error("stopped", "error", err)
		os.Exit(1)
	}
}

func run(logger *slog.Logger) error {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()

	settings := config.FromEnv()
	ordersTarget := settings.String("ORDERS_TARGET", "dns:///orders:7000")
	inventoryTarget := settings.String("INVENTORY_TARGET", "dns:///inventory:7000")
	tokenKeyFile := settings.Required("TOKEN_KEY_FILE")
	tokenIssuer := settings.Required("TOKEN_ISSUER")
	otlpEndpoint := settings.String("OTLP_ENDPOINT", "")
	identity, err := rpc.LoadIdentity(settings)
	if err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	auth, err := gateway.LoadAuthenticator(tokenKeyFile, tokenIssuer)
	if err != nil {
		return fmt.Errorf("authentication: %w", err)
	}

	flush, err := telemetry.StartTracing(ctx, "gateway", otlpEndpoint)
	if err != nil {
		return fmt.Errorf("start tracing: %w", err)
	}
	defer serve.Flush(logger, flush)
	registry := telemetry.NewRegistry()

	ordersConn, err := rpc.Dial(rpc.ClientOptions{Target: ordersTarget, Timeout: ordersTimeout, Identity: identity, Logger: logger})
	if err != nil {
		return fmt.Errorf("orders: %w", err)
	}
	defer serve.Close(logger, "orders connection", ordersConn)
	inventoryConn, err := rpc.Dial(rpc.ClientOptions{Target: inventoryTarget, Timeout: inventoryTimeout, Identity: identity, Logger: logger})
	if err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	defer serve.Close(logger, "inventory connection", inventoryConn)

	shop := gateway.New(ordersv1.NewOrdersClient(ordersConn), inventoryv1.NewInventoryClient(inventoryConn), auth, logger)
	probes := health.New(logger, nil)
	return serve.Process{
		Logger: logger,
		Probes: probes,
		Servers: []serve.Server{
			serve.NewHTTP(":8080", shop.Handler(registry)),
			serve.NewAdmin(":9090", probes, registry),
		},
	}.Run(ctx)
}
