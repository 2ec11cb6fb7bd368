// Package transport speaks gRPC for the payments service.
package transport

import (
	"context"
	"errors"
	"log/slog"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/shop/internal/payments"
	paymentsv1 "example.com/shop/proto/payments/v1"
)

// UseCases is what the service can do.
type UseCases interface {
	Authorize(ctx context.Context, charge payments.Charge) (payments.Authorization, error)
	Void(ctx context.Context, authorizationID, reason string) error
}

// Server implements paymentsv1.PaymentsServer.
type Server struct {
	paymentsv1.UnimplementedPaymentsServer
	payments UseCases
	logger   *slog.Logger
}

// New returns a server to register.
func New(useCases UseCases, logger *slog.Logger) *Server {
	return &Server{payments: useCases, logger: logger}
}

// Authorize implements the RPC.
func (s *Server) Authorize(ctx context.Context, request *paymentsv1.AuthorizeRequest) (*paymentsv1.AuthorizeResponse, error) {
	authorization, err := s.payments.Authorize(ctx, payments.Charge{
		Reference:   request.GetReference(),
		AmountCents: request.GetAmountCents(),
		Currency:    request.GetCurrency(),
		Token:       request.GetPaymentToken(),
	})
	if err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &paymentsv1.AuthorizeResponse{
		AuthorizationId: authorization.ID,
		Approved:        authorization.Approved,
		DeclineCode:     authorization.DeclineCode,
	}, nil
}

// Void implements the RPC.
func (s *Server) Void(ctx context.Context, request *paymentsv1.VoidRequest) (*paymentsv1.VoidResponse, error) {
	if err := s.payments.Void(ctx, request.GetAuthorizationId(), request.GetReason()); err != nil {
		return nil, s.toStatus(ctx, err)
	}
	return &paymentsv1.VoidResponse{}, nil
}

func (s *Server) toStatus(ctx context.Context, err error) error {
	if errors.Is(err, payments.ErrInvalid) {
		return status.Error(codes.InvalidArgument, err.Error())
	}
	s.logger.ErrorContext(ctx, "call failed", "error", err)
	return status.Error(codes.Unavailable, "the acquirer does not answer")
}
