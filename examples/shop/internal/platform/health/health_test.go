package health

import (
	"context"
	"errors"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"testing"
)

func TestReady(t *testing.T) {
	failing := func(context.Context) error { return errors.New("no route to host") }
	passing := func(context.Context) error { return nil }
	tests := []struct {
		name   string
		checks map[string]Check
		drain  bool
		want   int
	}{
		{name: "no dependencies", want: http.StatusOK},
		{name: "dependency is up", checks: map[string]Check{"database": passing}, want: http.StatusOK},
		{name: "dependency is down", checks: map[string]Check{"database": failing}, want: http.StatusServiceUnavailable},
		{name: "draining", checks: map[string]Check{"database": passing}, drain: true, want: http.StatusServiceUnavailable},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			probes := New(slog.New(slog.DiscardHandler), tt.checks)
			if tt.drain {
				probes.Drain()
			}
			response := httptest.NewRecorder()
			probes.Ready(response, httptest.NewRequest(http.MethodGet, "/ready", nil))
			if response.Code != tt.want {
				t.Errorf("status = %d, want %d", response.Code, tt.want)
			}
		})
	}
}
