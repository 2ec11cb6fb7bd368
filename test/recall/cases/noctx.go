// What noctx promises: calls that cannot be cancelled although a form with a context exists. It asks for the context
// form everywhere; we do where a context is at hand.
package noctx

import (
	"context"
	"crypto/tls"
	"database/sql"
	"net"
	"net/http"
	"net/url"
	cmd "os/exec"
	"strings"
	"time"
)

func plainFunctions(ctx context.Context, form url.Values) {
	http.Get("https://shop")                                        // want context/no-ctx-call resilience/default-client
	http.Head("https://shop")                                       // want context/no-ctx-call resilience/default-client
	http.Post("https://shop", "text/plain", strings.NewReader("x")) // want context/no-ctx-call resilience/default-client
	http.PostForm("https://shop", form)                             // want context/no-ctx-call resilience/default-client
}

func plainFunctionsWithoutContext(form url.Values) {
	http.Get("https://shop")            // want resilience/default-client
	http.PostForm("https://shop", form) // want resilience/default-client
}

func clientMethods(ctx context.Context, client *http.Client) {
	client.Get("https://shop")                     // want context/no-ctx-call
	client.Head("https://shop")                    // want context/no-ctx-call
	client.Post("https://shop", "text/plain", nil) // want context/no-ctx-call
	client.PostForm("https://shop", nil)           // want context/no-ctx-call
}

func request(ctx context.Context, client *http.Client) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, "https://shop", nil) // want context/no-ctx-call
	if err != nil {
		return nil, err
	}
	request.Header.Set("Accept", "text/plain")
	return client.Do(request)
}

func (r *repository) forward(w http.ResponseWriter, request *http.Request) {
	forwarded, err := http.NewRequest(http.MethodPost, "https://shop", request.Body) // want context/no-ctx-call
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	response, err := r.client.Do(forwarded)
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	response.Body.Close()
}

func requestReturned(ctx context.Context) (*http.Request, error) {
	return http.NewRequest(http.MethodGet, "https://shop", nil) // miss context/no-ctx-call: whoever gets the request may still give it a context
}

func database(ctx context.Context, db *sql.DB) {
	db.Ping()                     // want context/no-ctx-call
	db.Begin()                    // want context/no-ctx-call
	db.Exec("DELETE FROM carts")  // want context/no-ctx-call
	db.Prepare("SELECT 1")        // want context/no-ctx-call
	db.Query("SELECT 1")          // want context/no-ctx-call
	db.QueryRow("SELECT 1").Err() // want context/no-ctx-call
}

func transaction(ctx context.Context, tx *sql.Tx, prepared *sql.Stmt) {
	tx.Exec("DELETE FROM carts")  // want context/no-ctx-call
	tx.Prepare("SELECT 1")        // want context/no-ctx-call
	tx.Query("SELECT 1")          // want context/no-ctx-call
	tx.QueryRow("SELECT 1").Err() // want context/no-ctx-call
	prepared.Exec()               // want context/no-ctx-call
	prepared.Query()              // want context/no-ctx-call
	prepared.QueryRow().Err()     // want context/no-ctx-call
	tx.Stmt(prepared).Close()     // want context/no-ctx-call
}

func command(ctx context.Context) error {
	return cmd.Command("git", "fetch").Run() // want context/no-ctx-call
}

func commandOutput(ctx context.Context) ([]byte, error) {
	fetch := cmd.Command("git", "fetch") // want context/no-ctx-call
	fetch.Dir = "/srv"
	return fetch.CombinedOutput()
}

func network(ctx context.Context) {
	net.Dial("tcp", "shop:443")                     // want context/no-ctx-call
	net.DialTimeout("tcp", "shop:443", time.Second) // miss context/no-ctx-call: it ends by itself after its own timeout
	net.Listen("tcp", ":8080")                      // miss context/no-ctx-call: listening returns at once, so there is nothing to cancel
	net.LookupHost("shop")                          // want context/no-ctx-call
	net.LookupAddr("10.0.0.1")                      // want context/no-ctx-call
	net.LookupTXT("shop")                           // want context/no-ctx-call
	net.LookupSRV("http", "tcp", "shop")            // want context/no-ctx-call
	net.LookupCNAME("shop")                         // want context/no-ctx-call
	net.LookupIP("shop")                            // want context/no-ctx-call
	net.LookupMX("shop")                            // want context/no-ctx-call
	net.LookupNS("shop")                            // want context/no-ctx-call
}

func secure(ctx context.Context, conn *tls.Conn) {
	tls.Dial("tcp", "shop:443", nil) // want context/no-ctx-call
	conn.Handshake()                 // miss context/no-ctx-call: it keeps to the deadline of its connection
}

type repository struct {
	db     *sql.DB
	client http.Client
}

func (r *repository) find(ctx context.Context, id string) error {
	var name string
	return r.db.QueryRow("SELECT name FROM users WHERE id = $1", id).Scan(&name) // want context/no-ctx-call
}

func (r *repository) findAll(ctx context.Context, ids []string) {
	for _, id := range ids {
		r.db.Exec("DELETE FROM users WHERE id = $1", id) // want context/no-ctx-call
	}
}

func (r *repository) inLocalFunction(ctx context.Context) error {
	vacuum := func() error {
		_, err := r.db.Exec("VACUUM") // want context/no-ctx-call
		return err
	}
	return vacuum()
}

func (r *repository) inHandler(w http.ResponseWriter, request *http.Request) {
	if _, err := r.client.Get("https://shop/" + request.URL.Path); err != nil { // want context/no-ctx-call
		http.Error(w, "bad gateway", http.StatusBadGateway)
	}
}

func (r *repository) inBranches(ctx context.Context, deep bool) (err error) {
	switch {
	case deep:
		_, err = r.db.Query("SELECT 1") // want context/no-ctx-call
	default:
		err = r.db.Ping() // want context/no-ctx-call
	}
	return err
}

func inRegisteredHandler(mux *http.ServeMux, db *sql.DB) {
	mux.HandleFunc("/", func(w http.ResponseWriter, r *http.Request) {
		db.Exec("UPDATE hits SET n = n + 1") // want context/no-ctx-call
	})
}

func withoutContext() error {
	_, err := net.LookupHost("shop") // miss context/no-ctx-call: no context is at hand, and a fresh one would cancel nothing
	return err
}
