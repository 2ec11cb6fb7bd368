package gateway

import (
	"crypto/rand"
	"crypto/rsa"
	"net/http"
	"net/http/httptest"
	"testing"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

func TestRequire(t *testing.T) {
	key, err := rsa.GenerateKey(rand.Reader, 2048)
	if err != nil {
		t.Fatal(err)
	}
	sign := func(method jwt.SigningMethod, signer any, edit func(*claims)) string {
		content := claims{RegisteredClaims: jwt.RegisteredClaims{
			Subject: "customer-1", Issuer: "https://id.example.com", Audience: []string{"shop"},
			ExpiresAt: jwt.NewNumericDate(time.Now().Add(time.Hour)),
		}}
		if edit != nil {
			edit(&content)
		}
		token, err := jwt.NewWithClaims(method, content).SignedString(signer)
		if err != nil {
			t.Fatal(err)
		}
		return "Bearer " + token
	}
	tests := []struct {
		name   string
		header string
		want   int
	}{
		{name: "valid", header: sign(jwt.SigningMethodRS256, key, nil), want: http.StatusOK},
		{name: "missing", want: http.StatusUnauthorized},
		{name: "garbage", header: "Bearer x.y.z", want: http.StatusUnauthorized},
		{name: "unsigned", header: sign(jwt.SigningMethodNone, jwt.UnsafeAllowNoneSignatureType, nil), want: http.StatusUnauthorized},
		{name: "symmetric", header: sign(jwt.SigningMethodHS256, []byte("guess"), nil), want: http.StatusUnauthorized},
		{name: "expired", header: sign(jwt.SigningMethodRS256, key, func(c *claims) {
			c.ExpiresAt = jwt.NewNumericDate(time.Now().Add(-time.Hour))
		}), want: http.StatusUnauthorized},
		{name: "other audience", header: sign(jwt.SigningMethodRS256, key, func(c *claims) { c.Audience = []string{"blog"} }), want: http.StatusUnauthorized},
	}
	handler := NewAuthenticator(&key.PublicKey, "https://id.example.com").Require(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if customer, ok := customerFrom(r.Context()); !ok || customer.ID != "customer-1" {
			t.Errorf("customer = %+v", customer)
		}
	}))
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			request := httptest.NewRequest(http.MethodGet, "/v1/orders/1", nil)
			request.Header.Set("Authorization", tt.header)
			response := httptest.NewRecorder()
			handler.ServeHTTP(response, request)
			if response.Code != tt.want {
				t.Errorf("status = %d, want %d", response.Code, tt.want)
			}
		})
	}
}
