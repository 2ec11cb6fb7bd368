package gateway

import (
	"encoding/json"
	"log/slog"
	"net/http"

	"google.golang.org/grpc/codes"
	"google.golang.org/grpc/status"
)

func writeJSON(w http.ResponseWriter, code int, body any) {
	encoded, err := json.Marshal(body)
	if err != nil {
		slog.Error("encode reply", "error", err)
		http.Error(w, "internal error", http.StatusInternalServerError)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	w.WriteHeader(code)
	if _, err := w.Write(encoded); err != nil {
		slog.Debug("client went away", "error", err)
	}
}

func writeProblem(w http.ResponseWriter, code int, detail string) {
	writeJSON(w, code, map[string]any{"title": http.StatusText(code), "status": code, "detail": detail})
}

// writeStatus turns the answer of a service into the client's words. What a
// service calls internal stays internal.
func (g *Gateway) writeStatus(w http.ResponseWriter, r *http.Request, err error) {
	answer := status.Convert(err)
	switch answer.Code() {
	case codes.InvalidArgument:
		writeProblem(w, http.StatusBadRequest, answer.Message())
	case codes.NotFound:
		writeProblem(w, http.StatusNotFound, answer.Message())
	case codes.FailedPrecondition, codes.Aborted:
		writeProblem(w, http.StatusConflict, answer.Message())
	case codes.ResourceExhausted, codes.Unavailable:
		w.Header().Set("Retry-After", "2")
		writeProblem(w, http.StatusServiceUnavailable, "please try again")
	case codes.DeadlineExceeded:
		writeProblem(w, http.StatusGatewayTimeout, "please try again")
	default:
		g.logger.ErrorContext(r.Context(), "call failed", "error", err)
		writeProblem(w, http.StatusBadGateway, "the order service failed")
	}
}
