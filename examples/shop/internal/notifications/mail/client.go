// Package mail sends mail through the provider's HTTPS API.
package mail

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

	"example.com/shop/internal/notifications"
	"example.com/shop/internal/platform/resilience"
)

const (
	timeout  = 5 * time.Second
	maxReply = 16 << 10
)

// Client implements notifications.Mailer.
type Client struct {
	base    *url.URL
	key     string
	http    *http.Client
	breaker *gobreaker.CircuitBreaker[struct{}]
}

// New returns a client; the consumer does the retries.
func New(base *url.URL, key string, logger *slog.Logger) *Client {
	return &Client{
		base:    base,
		key:     key,
		http:    &http.Client{Transport: otelhttp.NewTransport(http.DefaultTransport), Timeout: timeout},
		breaker: resilience.NewBreaker[struct{}](logger, "mail", func(err error) bool { return err == nil || resilience.IsPermanent(err) }),
	}
}

// Send passes the id on, by which the provider drops repeats.
func (c *Client) Send(ctx context.Context, mail notifications.Mail) error {
	payload, err := json.Marshal(map[string]string{"to": mail.To, "subject": mail.Subject, "text": mail.Text})
	if err != nil {
		return fmt.Errorf("encode mail: %w", err)
	}
	_, err = c.breaker.Execute(func() (struct{}, error) {
		return struct{}{}, c.post(ctx, mail.ID, payload)
	})
	if err != nil {
		return fmt.Errorf("mail provider: %w", err)
	}
	return nil
}

func (c *Client) post(ctx context.Context, id string, payload []byte) (err error) {
	request, err := http.NewRequestWithContext(ctx, http.MethodPost, c.base.JoinPath("messages").String(), bytes.NewReader(payload))
	if err != nil {
		return fmt.Errorf("build request: %w", err)
	}
	request.Header.Set("Authorization", "Bearer "+c.key)
	request.Header.Set("Content-Type", "application/json")
	request.Header.Set("Idempotency-Key", id)
	response, err := c.http.Do(request)
	if err != nil {
		return fmt.Errorf("send request: %w", err)
	}
	defer func() { err = errors.Join(err, response.Body.Close()) }()
	// A drained body lets the connection be used again.
	if _, err := io.Copy(io.Discard, io.LimitReader(response.Body, maxReply)); err != nil {
		return fmt.Errorf("read reply: %w", err)
	}
	switch {
	case response.StatusCode < http.StatusMultipleChoices:
		return nil
	case response.StatusCode == http.StatusTooManyRequests || response.StatusCode >= http.StatusInternalServerError:
		return fmt.Errorf("status %d", response.StatusCode)
	default:
		return resilience.Permanent(fmt.Errorf("refused: status %d", response.StatusCode))
	}
}
