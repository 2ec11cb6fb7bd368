// Command notifications consumes events and mails customers.
package main

import (
	"context"
	"fmt"
	"log/slog"
	"net/url"
	"os"
	"os/signal"
	"syscall"

	"example.com/shop/internal/notifications"
	"example.com/shop/internal/notifications/mail"
	"example.com/shop/internal/notifications/store"
	"example.com/shop/internal/platform/config"
	"example.com/shop/internal/platform/health"
	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/postgres"
	"example.com/shop/internal/platform/rabbit"
	"example.com/shop/internal/platform/serve"
	"example.com/shop/internal/platform/telemetry"
)

func main() {
	logger := logging.New(os.Stdout, "notifications")
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
	mailURL := settings.Required("MAIL_URL")
	mailKey := settings.Required("MAIL_KEY")
	maxConns := settings.Int("DATABASE_MAX_CONNS", 8)
	otlpEndpoint := settings.String("OTLP_ENDPOINT", "")
	if err := settings.Err(); err != nil {
		return fmt.Errorf("settings: %w", err)
	}
	base, err := url.Parse(mailURL)
	if err != nil {
		return fmt.Errorf("MAIL_URL: %w", err)
	}

	flush, err := telemetry.StartTracing(ctx, "notifications", otlpEndpoint)
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

	confirmations := notifications.NewConfirmations(store.New(pool), mail.New(base, mailKey, logger), logger)
	consumer := rabbit.NewConsumer(rabbit.ConsumerOptions{
		URL: brokerURL, Queue: notifications.ConfirmedQueue, Key: notifications.ConfirmedKey, Logger: logger, Registry: registry,
	}, confirmations.Handle)

	probes := health.New(logger, map[string]health.Check{"database": pool.Ping})
	return serve.Process{
		Logger:  logger,
		Probes:  probes,
		Servers: []serve.Server{serve.NewAdmin(":9090", probes, registry)},
		Workers: []serve.Worker{consumer.Run},
	}.Run(ctx)
}
