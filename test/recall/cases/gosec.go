// What gosec promises in the rules that a standard answers: G104, G107, G110, G112, G114, G204, G304, G402, G702, G703
// and G704. Its rules about files, commands and URLs ask for any variable; ours ask that request data reaches them.
package gosec

import (
	"crypto/tls"
	"io"
	"net"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"time"
)

// G104

func unchecked(path string) {
	os.Chdir(path) // want errors/ignored-result
}

func uncheckedOfHelper(path string) {
	rotate(path) // want errors/ignored-result
}

func rotate(path string) error { return os.Rename(path, path+".1") }

// G107 and G704

func fetches(w http.ResponseWriter, r *http.Request) {
	response, err := http.Get(r.URL.Query().Get("target")) // want security/ssrf resilience/default-client
	if err != nil {
		http.Error(w, "bad gateway", http.StatusBadGateway)
		return
	}
	defer response.Body.Close()
	w.WriteHeader(response.StatusCode)
}

func fetchesOfForm(client *http.Client) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		target := "https://" + r.FormValue("host") + "/status"
		request, err := http.NewRequestWithContext(r.Context(), http.MethodGet, target, nil) // want security/ssrf
		if err != nil {
			http.Error(w, "bad request", http.StatusBadRequest)
			return
		}
		response, err := client.Do(request)
		if err != nil {
			http.Error(w, "bad gateway", http.StatusBadGateway)
			return
		}
		response.Body.Close()
	}
}

// G110

func receives(w http.ResponseWriter, r *http.Request) {
	body, err := io.ReadAll(r.Body) // want resource/unbounded-read
	if err != nil {
		http.Error(w, "bad request", http.StatusBadRequest)
		return
	}
	w.Write(body[:1])
}

// G112 and G114

func serves(mux *http.ServeMux) error {
	server := &http.Server{Addr: ":8080", Handler: mux} // want resilience/http-server-no-timeout
	return server.ListenAndServe()
}

func servesWithWriteTimeout(mux *http.ServeMux) *http.Server {
	return &http.Server{Handler: mux, WriteTimeout: time.Second} // want resilience/http-server-no-timeout
}

func servesByFunction(mux *http.ServeMux) error {
	return http.ListenAndServe(":8080", mux) // want resilience/http-server-no-timeout
}

func servesTLSByFunction() error {
	return http.ListenAndServeTLS(":8443", "cert.pem", "key.pem", nil) // want resilience/http-server-no-timeout
}

func servesListener(listener net.Listener) error {
	return http.Serve(listener, nil) // want resilience/http-server-no-timeout
}

// G204 and G702

func runs(w http.ResponseWriter, r *http.Request) {
	out, err := exec.CommandContext(r.Context(), "sh", "-c", "ping "+r.FormValue("host")).Output() // want security/command-injection
	if err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
		return
	}
	w.Write(out)
}

func runsNamed(w http.ResponseWriter, r *http.Request) {
	tool := r.URL.Query().Get("tool")
	if err := exec.CommandContext(r.Context(), tool).Run(); err != nil { // want security/command-injection
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

// G304 and G703

func reads(w http.ResponseWriter, r *http.Request) {
	text, err := os.ReadFile(filepath.Join("/srv/files", r.URL.Query().Get("name"))) // want security/path-traversal
	if err != nil {
		http.NotFound(w, r)
		return
	}
	w.Write(text)
}

func opens(w http.ResponseWriter, r *http.Request) {
	name := r.FormValue("name")
	file, err := os.Open("/srv/" + name) // want security/path-traversal
	if err != nil {
		http.NotFound(w, r)
		return
	}
	defer file.Close()
	io.Copy(w, file)
}

func opensConfigured(path string) (*os.File, error) {
	return os.Open(path) // miss security/path-traversal: a parameter of a helper is no proof that a stranger chooses the file
}

// G402

func skipsVerification() *tls.Config {
	return &tls.Config{InsecureSkipVerify: true, MinVersion: tls.VersionTLS12} // want security/tls-skip-verify
}

func skipsLater(config *tls.Config) {
	config.InsecureSkipVerify = true // want security/tls-skip-verify
}

func allowsOldVersion() *tls.Config {
	return &tls.Config{MinVersion: tls.VersionTLS10} // want security/tls-min-version
}

func allowsOldVersionInTransport() *http.Transport {
	return &http.Transport{TLSClientConfig: &tls.Config{MinVersion: tls.VersionSSL30}} // want security/tls-min-version
}

func allowsOldVersionLater(config *tls.Config) {
	config.MinVersion = tls.VersionTLS11 // want security/tls-min-version
}
