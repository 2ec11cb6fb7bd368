package gateway

import (
	"net/http"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"

	inventoryv1 "example.com/shop/proto/inventory/v1"
)

type availabilityReply struct {
	SKU string `json:"sku"`
	// Available is null while the inventory does not answer: a product page
	// without a stock figure still sells.
	Available *int32 `json:"available"`
}

func (g *Gateway) getAvailability(w http.ResponseWriter, r *http.Request) {
	sku := r.PathValue("sku")
	response, err := g.inventory.Availability(r.Context(), &inventoryv1.AvailabilityRequest{Sku: sku})
	switch status.Code(err) {
	case codes.OK:
		available := response.GetAvailable()
		writeJSON(w, http.StatusOK, availabilityReply{SKU: sku, Available: &available})
	case codes.NotFound, codes.InvalidArgument:
		g.writeStatus(w, r, err)
	default:
		g.logger.WarnContext(r.Context(), "availability is degraded", "error", err)
		writeJSON(w, http.StatusOK, availabilityReply{SKU: sku})
	}
}
