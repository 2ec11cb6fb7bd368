package gateway

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"time"

	ordersv1 "example.com/shop/proto/orders/v1"
)

const maxKeyLength = 128

type lineBody struct {
	SKU            string `json:"sku"`
	Quantity       int32  `json:"quantity"`
	UnitPriceCents int64  `json:"unit_price_cents"`
}

type placeBody struct {
	Currency     string     `json:"currency"`
	PaymentToken string     `json:"payment_token"`
	Lines        []lineBody `json:"lines"`
}

func (b placeBody) validate() error {
	switch {
	case len(b.Currency) != 3:
		return errors.New("currency must be an ISO 4217 code")
	case b.PaymentToken == "":
		return errors.New("payment_token is missing")
	case len(b.Lines) == 0:
		return errors.New("lines are missing")
	}
	for i, line := range b.Lines {
		if line.SKU == "" || line.Quantity < 1 || line.UnitPriceCents < 0 {
			return fmt.Errorf("line %d needs a sku, a quantity and a price", i+1)
		}
	}
	return nil
}

type orderReply struct {
	ID         string     `json:"id"`
	Status     string     `json:"status"`
	TotalCents int64      `json:"total_cents"`
	Currency   string     `json:"currency"`
	CreatedAt  time.Time  `json:"created_at"`
	Lines      []lineBody `json:"lines"`
}

func (g *Gateway) placeOrder(w http.ResponseWriter, r *http.Request) {
	customer, ok := customerFrom(r.Context())
	if !ok {
		writeProblem(w, http.StatusUnauthorized, "a valid access token is needed")
		return
	}
	key := r.Header.Get("Idempotency-Key")
	if key == "" || len(key) > maxKeyLength {
		writeProblem(w, http.StatusBadRequest, "an Idempotency-Key header of up to 128 characters is needed")
		return
	}
	var body placeBody
	decoder := json.NewDecoder(r.Body)
	decoder.DisallowUnknownFields()
	if err := decoder.Decode(&body); err != nil {
		writeProblem(w, http.StatusBadRequest, "the body is not a valid order")
		return
	}
	if err := body.validate(); err != nil {
		writeProblem(w, http.StatusUnprocessableEntity, err.Error())
		return
	}
	request := &ordersv1.PlaceRequest{
		CustomerId:     customer.ID,
		Email:          customer.Email,
		IdempotencyKey: key,
		Currency:       body.Currency,
		PaymentToken:   body.PaymentToken,
	}
	for _, line := range body.Lines {
		request.Lines = append(request.Lines, &ordersv1.Line{
			Sku: line.SKU, Quantity: line.Quantity, UnitPriceCents: line.UnitPriceCents,
		})
	}
	response, err := g.orders.Place(r.Context(), request)
	if err != nil {
		g.writeStatus(w, r, err)
		return
	}
	w.Header().Set("Location", "/v1/orders/"+response.GetOrder().GetId())
	writeJSON(w, http.StatusCreated, toReply(response.GetOrder()))
}

func (g *Gateway) getOrder(w http.ResponseWriter, r *http.Request) {
	customer, ok := customerFrom(r.Context())
	if !ok {
		writeProblem(w, http.StatusUnauthorized, "a valid access token is needed")
		return
	}
	response, err := g.orders.Get(r.Context(), &ordersv1.GetRequest{Id: r.PathValue("id"), CustomerId: customer.ID})
	if err != nil {
		g.writeStatus(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, toReply(response.GetOrder()))
}

func (g *Gateway) cancelOrder(w http.ResponseWriter, r *http.Request) {
	customer, ok := customerFrom(r.Context())
	if !ok {
		writeProblem(w, http.StatusUnauthorized, "a valid access token is needed")
		return
	}
	response, err := g.orders.Cancel(r.Context(), &ordersv1.CancelRequest{Id: r.PathValue("id"), CustomerId: customer.ID})
	if err != nil {
		g.writeStatus(w, r, err)
		return
	}
	writeJSON(w, http.StatusOK, toReply(response.GetOrder()))
}

func toReply(order *ordersv1.Order) orderReply {
	reply := orderReply{
		ID:         order.GetId(),
		Status:     statusName(order.GetStatus()),
		TotalCents: order.GetTotalCents(),
		Currency:   order.GetCurrency(),
		CreatedAt:  order.GetCreatedAt().AsTime(),
		Lines:      make([]lineBody, 0, len(order.GetLines())),
	}
	for _, line := range order.GetLines() {
		reply.Lines = append(reply.Lines, lineBody{SKU: line.GetSku(), Quantity: line.GetQuantity(), UnitPriceCents: line.GetUnitPriceCents()})
	}
	return reply
}

func statusName(status ordersv1.Status) string {
	switch status {
	case ordersv1.Status_STATUS_PENDING:
		return "pending"
	case ordersv1.Status_STATUS_CONFIRMED:
		return "confirmed"
	case ordersv1.Status_STATUS_CANCELED:
		return "canceled"
	default:
		return "unknown"
	}
}
