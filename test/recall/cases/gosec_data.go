// What gosec promises about statements, secrets, randomness, hashes, ciphers, cookies and profiles: G101, G108, G124, G201,
// G202, G401, G404, G405, G406, G501 and G701. Its rules ask for the primitive anywhere; ours ask what it is used for.
package gosec

import (
	"context"
	"crypto/des"
	"crypto/md5"
	"crypto/rc4"
	"crypto/sha1"
	"database/sql"
	"encoding/hex"
	"fmt"
	"io"
	weak "math/rand"
	"net/http"
	"net/http/pprof"
	"strconv"
)

// G101

const apiKey = "x7Kp2mQ9vL4nR8tW3yB6cZ1d" // want security/hardcoded-secret

var githubToken = "ghp_Zx9Lk3Wq7Rt2Yp5Bn8Vc4Md6Fg1Hj0Ks2Dq4" // want security/hardcoded-secret

func connects() string {
	password := "hV7!kQ2#zR9wLp4T" // want security/hardcoded-secret
	return "postgres://shop:" + password + "@db/shop"
}

type client struct{ secretKey string }

func newClient() *client {
	return &client{secretKey: "mN4bV7cX2zL9kJ6hG3fD8sA1"} // want security/hardcoded-secret
}

// G108

func routes(orders http.Handler) *http.ServeMux {
	mux := http.NewServeMux()
	mux.Handle("/orders", orders)
	mux.HandleFunc("/debug/pprof/", pprof.Index) // want security/pprof-exposed
	return mux
}

// G124

func setsSession(w http.ResponseWriter, id string) {
	http.SetCookie(w, &http.Cookie{Name: "session", Value: id}) // want security/cookie-flags
}

func setsInsecure(w http.ResponseWriter, id string) {
	cookie := &http.Cookie{Name: "auth_token", Value: id, HttpOnly: true, Secure: false} // want security/cookie-flags
	http.SetCookie(w, cookie)
}

func setsTheme(w http.ResponseWriter) {
	http.SetCookie(w, &http.Cookie{Name: "theme", Value: "dark"}) // miss security/cookie-flags: a cookie that proves nothing needs no protection
}

// G201, G202 and G701

func finds(db *sql.DB) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		rows, err := db.QueryContext(r.Context(), "SELECT id FROM users WHERE name = '"+r.FormValue("name")+"'") // want data/sql-format
		if err != nil {
			http.Error(w, "failed", http.StatusInternalServerError)
			return
		}
		rows.Close()
	}
}

func findsFormatted(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	query := fmt.Sprintf("SELECT id FROM users WHERE name = '%s'", r.URL.Query().Get("name"))
	if err := db.QueryRowContext(r.Context(), query).Err(); err != nil { // want data/sql-format
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func deletesByName(ctx context.Context, db *sql.DB, name string) error {
	_, err := db.ExecContext(ctx, "DELETE FROM users WHERE name = '"+name+"'") // want data/sql-format
	return err
}

func updatesFormatted(ctx context.Context, tx *sql.Tx, name string, id int) error {
	_, err := tx.ExecContext(ctx, fmt.Sprintf("UPDATE users SET name = '%s' WHERE id = %d", name, id)) // want data/sql-format
	return err
}

// G401, G501 and G505

func hashes(password string) string {
	sum := md5.Sum([]byte(password)) // want security/weak-hash
	return hex.EncodeToString(sum[:])
}

func hashesStream(password string) []byte {
	h := sha1.New() // want security/weak-hash
	io.WriteString(h, password)
	return h.Sum(nil)
}

// G404

func newToken() string {
	return strconv.FormatInt(weak.Int63(), 36) // want security/weak-rand
}

func generatePassword(n int) string {
	const letters = "abcdefghijklmnopqrstuvwxyz"
	text := make([]byte, n)
	for i := range text {
		text[i] = letters[weak.Intn(len(letters))] // want security/weak-rand
	}
	return string(text)
}

// G405

func encrypts(key []byte) error {
	_, err := des.NewCipher(key) // want security/weak-hash
	return err
}

func encryptsStream(key []byte) error {
	_, err := rc4.NewCipher(key) // want security/weak-hash
	return err
}
