// Package gateway is the public HTTP API of the shop.
package gateway

import (
	"log/slog"
	"net/http"

	"github.com/prometheus/client_golang/prometheus"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	inventoryv1 "example.com/shop/proto/inventory/v1"
	ordersv1 "example.com/shop/proto/orders/v1"
)

// Gateway turns HTTP requests into calls of services.
type Gateway struct {
	orders    ordersv1.OrdersClient
	inventory inventoryv1.InventoryClient
	auth      *Authenticator
	logger    *slog.Logger
}

// New returns a gateway over clients that bound the time of each call.
func New(orders ordersv1.OrdersClient, inventory inventoryv1.InventoryClient, auth *Authenticator, logger *slog.Logger) *Gateway {
	return &Gateway{orders: orders, inventory: inventory, auth: auth, logger: logger}
}

// Handler returns all routes behind the common middleware.
func (g *Gateway) Handler(registry prometheus.Registerer) http.Handler {
	mux := http.NewServeMux()
	mux.Handle("POST /v1/orders", g.auth.Require(http.HandlerFunc(g.placeOrder)))
	mux.Handle("GET /v1/orders/{id}", g.auth.Require(http.HandlerFunc(g.getOrder)))
	mux.Handle("POST /v1/orders/{id}/cancel", g.auth.Require(http.HandlerFunc(g.cancelOrder)))
	mux.Handle("GET /v1/products/{sku}/availability", g.auth.Require(http.HandlerFunc(g.getAvailability)))

	handler := chain(mux,
		correlate,
		observe(g.logger, registry, mux),
		recoverPanic(g.logger),
		newRateLimiter().limit,
		bound,
	)
	return otelhttp.NewHandler(handler, "gateway")
}
