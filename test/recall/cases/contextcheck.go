// What contextcheck promises: a function that was given a context, or a request, and hands on one that does not come
// from it.
package contextcheck

import (
	"context"
	"database/sql"
	"net/http"
	"time"
)

type service struct{ db *sql.DB }

func send(context.Context, string) error { return nil }

func replaced(ctx context.Context) error {
	return send(context.Background(), "a") // want context/background-in-request-path
}

func replacedByTodo(ctx context.Context) error {
	return send(context.TODO(), "a") // want context/background-in-request-path
}

func replacedInHandler(w http.ResponseWriter, r *http.Request) {
	if err := send(context.Background(), r.URL.Path); err != nil { // want context/background-in-request-path
		http.Error(w, "bad gateway", http.StatusBadGateway)
	}
}

func replacedUnderDeadline(ctx context.Context) error {
	bounded, cancel := context.WithTimeout(context.Background(), time.Second) // want context/background-in-request-path
	defer cancel()
	return send(bounded, "a")
}

func (s *service) replacedInQuery(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(context.Background(), "DELETE FROM carts WHERE id = $1", id) // want context/background-in-request-path
	return err
}

func replacedInVariable(ctx context.Context) error {
	fresh := context.Background() // want context/background-in-request-path
	return send(fresh, "a")
}

func replacedInClosure(ctx context.Context, each func(func() error)) {
	each(func() error {
		return send(context.Background(), "a") // want context/background-in-request-path
	})
}

func replacedInRegisteredHandler(mux *http.ServeMux) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		send(context.Background(), "a") // want context/background-in-request-path
	})
}

func replacedInBranch(ctx context.Context, fast bool) error {
	if fast {
		return send(ctx, "fast")
	}
	return send(context.Background(), "slow") // want context/background-in-request-path
}

func replacedInLoop(ctx context.Context, names []string) {
	for _, name := range names {
		_ = send(context.WithValue(context.Background(), nameKey{}, name), name) // want context/background-in-request-path
	}
}

type nameKey struct{}
