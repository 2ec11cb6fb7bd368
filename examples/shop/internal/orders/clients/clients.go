// Package clients adapts the services that orders calls to its own words.
package clients

import (
	"context"
	"fmt"

	"github.com/google/uuid"
	"google.golang.org/grpc"
	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	"example.com/shop/internal/orders"
	inventoryv1 "example.com/shop/proto/inventory/v1"
	paymentsv1 "example.com/shop/proto/payments/v1"
)

// Inventory implements orders.Inventory over gRPC.
type Inventory struct {
	client inventoryv1.InventoryClient
}

// NewInventory uses a connection that bounds the time of each call.
func NewInventory(conn grpc.ClientConnInterface) *Inventory {
	return &Inventory{client: inventoryv1.NewInventoryClient(conn)}
}

// Reserve takes all lines or none.
func (i *Inventory) Reserve(ctx context.Context, orderID uuid.UUID, lines []orders.Line) error {
	request := &inventoryv1.ReserveRequest{ReservationId: orderID.String()}
	for _, line := range lines {
		request.Items = append(request.Items, &inventoryv1.Item{Sku: line.SKU, Quantity: line.Quantity})
	}
	_, err := i.client.Reserve(ctx, request)
	if status.Code(err) == codes.FailedPrecondition {
		return fmt.Errorf("%w: %w", orders.ErrOutOfStock, err)
	}
	if err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	return nil
}

// Release gives the stock back.
func (i *Inventory) Release(ctx context.Context, orderID uuid.UUID) error {
	if _, err := i.client.Release(ctx, &inventoryv1.ReleaseRequest{ReservationId: orderID.String()}); err != nil {
		return fmt.Errorf("inventory: %w", err)
	}
	return nil
}

// Payments implements orders.Payments over gRPC.
type Payments struct {
	client paymentsv1.PaymentsClient
}

// NewPayments uses a connection that bounds the time of each call.
func NewPayments(conn grpc.ClientConnInterface) *Payments {
	return &Payments{client: paymentsv1.NewPaymentsClient(conn)}
}

// Authorize uses the order's id as reference, so that a repeat is harmless.
func (p *Payments) Authorize(ctx context.Context, order orders.Order, paymentToken string) (string, error) {
	response, err := p.client.Authorize(ctx, &paymentsv1.AuthorizeRequest{
		Reference:    order.ID.String(),
		AmountCents:  order.TotalCents,
		Currency:     order.Currency,
		PaymentToken: paymentToken,
	})
	if err != nil {
		return "", fmt.Errorf("payments: %w", err)
	}
	if !response.GetApproved() {
		return "", fmt.Errorf("%w: %s", orders.ErrDeclined, response.GetDeclineCode())
	}
	return response.GetAuthorizationId(), nil
}

// Void releases the money.
func (p *Payments) Void(ctx context.Context, authorizationID, reason string) error {
	_, err := p.client.Void(ctx, &paymentsv1.VoidRequest{AuthorizationId: authorizationID, Reason: reason})
	if err != nil {
		return fmt.Errorf("payments: %w", err)
	}
	return nil
}
