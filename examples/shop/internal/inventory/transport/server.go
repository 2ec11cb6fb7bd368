// Package transport speaks gRPC for the inventory service.
package transport

import (
	"context"
	"errors"
	"log/slog"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/shop/internal/inventory"
	inventoryv1 "example.com/shop/proto/inventory/v1"
)

// UseCases is what the service can do.
type UseCases interface {
	Available(ctx context.Context, sku string) (int32, error)
	Reserve(ctx context.Context, id uuid.UUID, items []inventory.Item) error
	Release(ctx context.Context, id uuid.UUID) error
}

// Server implements inventoryv1.InventoryServer.
type Server struct {
	inventoryv1.UnimplementedInventoryServer
	inventory UseCases
	logger    *slog.Logger
}

// New returns a server to register.
func New(useCases UseCases, logger *slog.Logger) *Server {
	return &Server{inventory: useCases, logger: logger}
}

// Availability implements the RPC.
func (s *Server) Availability(ctx context.Context, request *inventoryv1.AvailabilityRequest) (*inventoryv1.AvailabilityResponse, error) {
	if request.GetSku() == "" {
		return nil, status.Error(codes.InvalidArgument, "sku is missing")
	}
	available, err := s.inventory.Available(ctx, request.GetSku())
	if err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &inventoryv1.AvailabilityResponse{Available: available}, nil
}

// Reserve implements the RPC.
func (s *Server) Reserve(ctx context.Context, request *inventoryv1.ReserveRequest) (*inventoryv1.ReserveResponse, error) {
	id, err := uuid.Parse(request.GetReservationId())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "reservation id is not a UUID")
	}
	items := make([]inventory.Item, 0, len(request.GetItems()))
	for _, item := range request.GetItems() {
		items = append(items, inventory.Item{SKU: item.GetSku(), Quantity: item.GetQuantity()})
	}
	if err := s.inventory.Reserve(ctx, id, items); err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &inventoryv1.ReserveResponse{}, nil
}

// Release implements the RPC.
func (s *Server) Release(ctx context.Context, request *inventoryv1.ReleaseRequest) (*inventoryv1.ReleaseResponse, error) {
	id, err := uuid.Parse(request.GetReservationId())
	if err != nil {
		return nil, status.Error(codes.InvalidArgument, "reservation id is not a UUID")
	}
	if err := s.inventory.Release(ctx, id); err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &inventoryv1.ReleaseResponse{}, nil
}

func (s *Server) toStatus(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, inventory.ErrUnknownSKU):
		return status.Error(codes.NotFound, "unknown sku")
	case errors.Is(err, inventory.ErrOutOfStock):
		return status.Error(codes.FailedPrecondition, "out of stock")
	case errors.Is(err, inventory.ErrInvalid):
		return status.Error(codes.InvalidArgument, err.Error())
	}
	s.logger.ErrorContext(ctx, "call failed", "error", err)
	return status.Error(codes.Internal, "internal error")
}
