// Package acquirer calls the card acquirer over HTTPS.
package acquirer

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/url"
	"time"

	"github.com/sony/gobreaker/v2"
	"go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp"

	"example.com/shop/internal/payments"
	"example.com/shop/internal/platform/resilience"
)

const (
	attemptTimeout = 1200 * time.Millisecond
	maxReply       = 64 << 10
	maxIdleConns   = 20
	maxConns       = 50
)

var errUnavailable = errors.New("acquirer is unavailable")

// Client implements payments.Acquirer.
type Client struct {
	base    *url.URL
	key     string
	http    *http.Client
	breaker *gobreaker.CircuitBreaker[[]byte]
	backoff resilience.Backoff
}

// New returns a client with its own connections, so that a slow acquirer
// cannot use up anything else.
func New(base *url.URL, key string, logger *slog.Logger) *Client {
	transport := &http.Transport{
		Proxy:               http.ProxyFromEnvironment,
		MaxIdleConnsPerHost: maxIdleConns,
		MaxConnsPerHost:     maxConns,
		IdleConnTimeout:     time.Minute,
		TLSHandshakeTimeout: time.Second,
	}
	return &Client{
		base:    base,
		key:     key,
		http:    &http.Client{Transport: otelhttp.NewTransport(transport), Timeout: attemptTimeout},
		breaker: resilience.NewBreaker[[]byte](logger, "acquirer", isAnswer),
		backoff: resilience.Backoff{Attempts: 2, Base: 50 * time.Millisecond, Max: 200 * time.Millisecond},
	}
}

func isAnswer(err error) bool {
	return err == nil || resilience.IsPermanent(err)
}

// Authorize is safe to repeat: the reference is the idempotency key.
func (c *Client) Authorize(ctx context.Context, charge payments.Charge) (payments.Authorization, error) {
	reply, err := c.post(ctx, "v2/authorizations", charge.Reference, map[string]any{
		"amount": charge.AmountCents, "currency": charge.Currency, "token": charge.Token,
	})
	if err != nil {
		return payments.Authorization{}, fmt.Errorf("acquirer authorize: %w", err)
	}
	var answer struct {
		ID          string `json:"id"`
		Status      string `json:"status"`
		DeclineCode string `json:"decline_code"`
	}
	if err := json.Unmarshal(reply, &answer); err != nil {
		return payments.Authorization{}, fmt.Errorf("decode authorization: %w", err)
	}
	return payments.Authorization{ID: answer.ID, Approved: answer.Status == "approved", DeclineCode: answer.DeclineCode}, nil
}

// Void may be repeated; the acquirer answers the same again.
func (c *Client) Void(ctx context.Context, authorizationID, reason string) error {
	path := "v2/authorizations/" + url.PathEscape(authorizationID) + "/void"
	if _, err := c.post(ctx, path, "void-"+authorizationID, map[string]any{"reason": reason}); err != nil {
		return fmt.Errorf("acquirer void: %w", err)
	}
	return nil
}

func (c *Client) post(ctx context.Context, path, idempotencyKey string, body any) ([]byte, error) {
	payload, err := json.Marshal(body)
	if err != nil {
		return nil, fmt.Errorf("encode request: %w", err)
	}
	var reply []byte
	err = resilience.Retry(ctx, c.backoff, func(ctx context.Context) error {
		var err error
		reply, err = c.breaker.Execute(func() ([]byte, error) {
			return c.attempt(ctx, path, idempotencyKey, payload)
		})
		if errors.Is(err, gobreaker.ErrOpenState) || errors.Is(err, gobreaker.ErrTooManyRequests) {
			return resilience.Permanent(fmt.Errorf("%w: %w", errUnavailable, err))
		}
		return err
	})
	if err != nil {
		return nil, fmt.Errorf("post %s: %w", path, err)
	}
	return reply, nil
}

func (c *Client) attempt(ctx context.Context, path, idempotencyKey string, payload []byte) (reply []byte, err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.JoinPath(path).String(), bytes.NewReader(payload))
	if err != nil {
		return nil, fmt.Errorf("build request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", idempotencyKey)
	response, err := c.http.Do(request)
	if err != nil {
		return nil, fmt.Errorf("send request: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	reply, err = io.ReadAll(io.LimitReader(response.Body, maxReply))
	if err != nil {
		return nil, fmt.Errorf("read reply: %w", err)
	}
	switch {
	case response.StatusCode < http.StatusMultipleChoices:
		return reply, nil
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= http.StatusInternalServerError:
		return nil, fmt.Errorf("%w: status %d", errUnavailable, response.StatusCode)
	default:
		return nil, resilience.Permanent(fmt.Errorf("acquirer refused: status %d", response.StatusCode))
	}
}
