package gateway

import (
	"context"
	"crypto/rsa"
	"errors"
	"fmt"
	"net/http"
	"os"
	"strings"
	"time"

	"github.com/golang-jwt/jwt/v5"
)

var errNoToken = errors.New("bearer token is missing")

// Customer is who sends the request.
type Customer struct {
	ID    string
	Email string
}

type customerKey struct{}

func withCustomer(ctx context.Context, customer Customer) context.Context {
	return context.WithValue(ctx, customerKey{}, customer)
}

func customerFrom(ctx context.Context) (Customer, bool) {
	customer, ok := ctx.Value(customerKey{}).(Customer)
	return customer, ok
}

// Authenticator checks access tokens of the shop's identity provider.
type Authenticator struct {
	key    *rsa.PublicKey
	parser *jwt.Parser
}

// LoadAuthenticator reads the provider's public key from a PEM file.
func LoadAuthenticator(keyFile, issuer string) (*Authenticator, error) {
	pem, err := os.ReadFile(keyFile)
	if err != nil {
		return nil, fmt.Errorf("read token key: %w", err)
	}
	key, err := jwt.ParseRSAPublicKeyFromPEM(pem)
	if err != nil {
		return nil, fmt.Errorf("parse token key: %w", err)
	}
	return NewAuthenticator(key, issuer), nil
}

// NewAuthenticator accepts RS256 tokens of one issuer for this shop.
func NewAuthenticator(key *rsa.PublicKey, issuer string) *Authenticator {
	return &Authenticator{key: key, parser: jwt.NewParser(
		jwt.WithValidMethods([]string{jwt.SigningMethodRS256.Alg()}),
		jwt.WithIssuer(issuer),
		jwt.WithAudience("shop"),
		jwt.WithExpirationRequired(),
		jwt.WithLeeway(30*time.Second),
	)}
}

type claims struct {
	jwt.RegisteredClaims
	Email string `json:"email"`
}

func (a *Authenticator) authenticate(r *http.Request) (Customer, error) {
	token, ok := strings.CutPrefix(r.Header.Get("Authorization"), "Bearer ")
	if !ok {
		return Customer{}, errNoToken
	}
	var parsed claims
	if _, err := a.parser.ParseWithClaims(token, &parsed, func(*jwt.Token) (any, error) { return a.key, nil }); err != nil {
		return Customer{}, fmt.Errorf("access token: %w", err)
	}
	if parsed.Subject == "" {
		return Customer{}, errors.New("access token names nobody")
	}
	return Customer{ID: parsed.Subject, Email: parsed.Email}, nil
}

// Require lets only known customers through.
func (a *Authenticator) Require(next http.Handler) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		customer, err := a.authenticate(r)
		if err != nil {
			w.Header().Set("WWW-Authenticate", "Bearer")
			writeProblem(w, http.StatusUnauthorized, "a valid access token is needed")
			return
		}
		next.ServeHTTP(w, r.WithContext(withCustomer(r.Context(), customer)))
	})
}
