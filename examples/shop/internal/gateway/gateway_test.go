package gateway

import (
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	inventoryv1 "example.com/shop/proto/inventory/v1"
	ordersv1 "example.com/shop/proto/orders/v1"
)

type fakeOrders struct {
	ordersv1.OrdersClient
	err error
}

func (f fakeOrders) Place(_ context.Context, request *ordersv1.PlaceRequest, _ ...grpc.CallOption) (*ordersv1.PlaceResponse, error) {
	return &ordersv1.PlaceResponse{Order: &ordersv1.Order{Id: "o1", CustomerId: request.GetCustomerId()}}, f.err
}

type fakeInventory struct {
	inventoryv1.InventoryClient
	err error
}

func (f fakeInventory) Availability(context.Context, *inventoryv1.AvailabilityRequest, ...grpc.CallOption) (*inventoryv1.AvailabilityResponse, error) {
	return &inventoryv1.AvailabilityResponse{Available: 4}, f.err
}

func TestPlaceOrder(t *testing.T) {
	const valid = `{"currency":"EUR","payment_token":"tok","lines":[{"sku":"mug","quantity":1,"unit_price_cents":950}]}`
	tests := []struct {
		name string
		key  string
		body string
		err  error
		want int
	}{
		{name: "created", key: "k1", body: valid, want: http.StatusCreated},
		{name: "no key", body: valid, want: http.StatusBadRequest},
		{name: "not json", key: "k1", body: `{`, want: http.StatusBadRequest},
		{name: "unknown field", key: "k1", body: `{"discount":100}`, want: http.StatusBadRequest},
		{name: "no lines", key: "k1", body: `{"currency":"EUR","payment_token":"tok"}`, want: http.StatusUnprocessableEntity},
		{name: "out of stock", key: "k1", body: valid, err: status.Error(codes.FailedPrecondition, "out of stock"), want: http.StatusConflict},
		{name: "orders is down", key: "k1", body: valid, err: status.Error(codes.Unavailable, "no"), want: http.StatusServiceUnavailable},
		{name: "orders is slow", key: "k1", body: valid, err: status.Error(codes.DeadlineExceeded, "no"), want: http.StatusGatewayTimeout},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gateway := New(fakeOrders{err: tt.err}, nil, nil, slog.New(slog.DiscardHandler))
			request := httptest.NewRequest(http.MethodPost, "/v1/orders", strings.NewReader(tt.body))
			request.Header.Set("Idempotency-Key", tt.key)
			request = request.WithContext(withCustomer(request.Context(), Customer{ID: "c1"}))
			response := httptest.NewRecorder()
			gateway.placeOrder(response, request)
			if response.Code != tt.want {
				t.Errorf("status = %d, want %d: %s", response.Code, tt.want, response.Body)
			}
		})
	}
}

func TestGetAvailability(t *testing.T) {
	tests := []struct {
		name string
		err  error
		want int
		body string
	}{
		{name: "known", want: http.StatusOK, body: `{"sku":"mug","available":4}`},
		{name: "degraded", err: status.Error(codes.Unavailable, "no"), want: http.StatusOK, body: `{"sku":"mug","available":null}`},
		{name: "unknown", err: status.Error(codes.NotFound, "unknown sku"), want: http.StatusNotFound},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			gateway := New(nil, fakeInventory{err: tt.err}, nil, slog.New(slog.DiscardHandler))
			request := httptest.NewRequest(http.MethodGet, "/v1/products/mug/availability", nil)
			request.SetPathValue("sku", "mug")
			response := httptest.NewRecorder()
			gateway.getAvailability(response, request)
			if response.Code != tt.want {
				t.Errorf("status = %d, want %d", response.Code, tt.want)
			}
			if tt.body != "" && response.Body.String() != tt.body {
				t.Errorf("body = %s, want %s", response.Body, tt.body)
			}
		})
	}
}
