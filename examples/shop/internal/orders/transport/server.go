// Package transport speaks gRPC for the orders service.
package transport

import (
	"context"
	"errors"
	"log/slog"

	"github.com/google/uuid"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
	"google.golang.org/protobuf/types/known/timestamppb"

	"example.com/shop/internal/orders"
	ordersv1 "example.com/shop/proto/orders/v1"
)

// UseCases is what the service can do.
type UseCases interface {
	Place(ctx context.Context, placement orders.Placement) (orders.Order, error)
	Get(ctx context.Context, id uuid.UUID, customerID string) (orders.Order, error)
	Cancel(ctx context.Context, id uuid.UUID, customerID string) (orders.Order, error)
}

// Server implements ordersv1.OrdersServer.
type Server struct {
	ordersv1.UnimplementedOrdersServer
	orders UseCases
	logger *slog.Logger
}

// New returns a server to register.
func New(useCases UseCases, logger *slog.Logger) *Server {
	return &Server{orders: useCases, logger: logger}
}

// Place implements the RPC.
func (s *Server) Place(ctx context.Context, request *ordersv1.PlaceRequest) (*ordersv1.PlaceResponse, error) {
	placement := orders.Placement{
		CustomerID:     request.GetCustomerId(),
		Email:          request.GetEmail(),
		IdempotencyKey: request.GetIdempotencyKey(),
		Currency:       request.GetCurrency(),
		PaymentToken:   request.GetPaymentToken(),
	}
	for _, line := range request.GetLines() {
		placement.Lines = append(placement.Lines, orders.Line{
			SKU: line.GetSku(), Quantity: line.GetQuantity(), UnitPriceCents: line.GetUnitPriceCents(),
		})
	}
	order, err := s.orders.Place(ctx, placement)
	if err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &ordersv1.PlaceResponse{Order: toProto(order)}, nil
}

// Get implements the RPC.
func (s *Server) Get(ctx context.Context, request *ordersv1.GetRequest) (*ordersv1.GetResponse, error) {
	id, err := parseID(request.GetId())
	if err != nil {
		return nil, err
	}
	order, err := s.orders.Get(ctx, id, request.GetCustomerId())
	if err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &ordersv1.GetResponse{Order: toProto(order)}, nil
}

// Cancel implements the RPC.
func (s *Server) Cancel(ctx context.Context, request *ordersv1.CancelRequest) (*ordersv1.CancelResponse, error) {
	id, err := parseID(request.GetId())
	if err != nil {
		return nil, err
	}
	order, err := s.orders.Cancel(ctx, id, request.GetCustomerId())
	if err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &ordersv1.CancelResponse{Order: toProto(order)}, nil
}

func parseID(text string) (uuid.UUID, error) {
	id, err := uuid.Parse(text)
	if err != nil {
		return uuid.Nil, status.Error(codes.InvalidArgument, "order id is not a UUID")
	}
	return id, nil
}

// toStatus maps what the caller may know and logs the rest.
func (s *Server) toStatus(ctx context.Context, err error) error {
	switch {
	case errors.Is(err, orders.ErrNotFound):
		return status.Error(codes.NotFound, "order not found")
	case errors.Is(err, orders.ErrInvalid):
		return status.Error(codes.InvalidArgument, err.Error())
	case errors.Is(err, orders.ErrOutOfStock):
		return status.Error(codes.FailedPrecondition, "out of stock")
	case errors.Is(err, orders.ErrDeclined):
		return status.Error(codes.FailedPrecondition, "payment declined")
	case errors.Is(err, orders.ErrConflict):
		return status.Error(codes.Aborted, "order changed meanwhile")
	}
	s.logger.ErrorContext(ctx, "call failed", "error", err)
	if code := status.Code(err); code == codes.Unavailable || code == codes.DeadlineExceeded {
		return status.Error(code, "a dependency does not answer")
	}
	return status.Error(codes.Internal, "internal error")
}

func toProto(order orders.Order) *ordersv1.Order {
	message := &ordersv1.Order{
		Id:         order.ID.String(),
		CustomerId: order.CustomerID,
		Status:     toProtoStatus(order.Status),
		TotalCents: order.TotalCents,
		Currency:   order.Currency,
		CreatedAt:  timestamppb.New(order.CreatedAt),
	}
	for _, line := range order.Lines {
		message.Lines = append(message.Lines, &ordersv1.Line{
			Sku: line.SKU, Quantity: line.Quantity, UnitPriceCents: line.UnitPriceCents,
		})
	}
	return message
}

func toProtoStatus(s orders.Status) ordersv1.Status {
	switch s {
	case orders.StatusPending:
		return ordersv1.Status_STATUS_PENDING
	case orders.StatusConfirmed:
		return ordersv1.Status_STATUS_CONFIRMED
	case orders.StatusCanceled:
		return ordersv1.Status_STATUS_CANCELED
	default:
		return ordersv1.Status_STATUS_UNSPECIFIED
	}
}
