package rabbit

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"time"

	"github.com/prometheus/client_golang/prometheus"
	"github.com/prometheus/client_golang/prometheus/promauto"
	amqp "github.com/rabbitmq/amqp091-go"
	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/codes"

	"example.com/shop/internal/platform/logging"
	"example.com/shop/internal/platform/resilience"
)

const (
	prefetch      = 16
	handleTimeout = 10 * time.Second
)

// Delivery is a message as the handler sees it.
type Delivery struct {
	ID   string
	Key  string
	Body []byte
}

// Handler must be idempotent: a message may come twice.
type Handler func(ctx context.Context, delivery Delivery) error

// ConsumerOptions names the queue and what feeds it.
type ConsumerOptions struct {
	URL      string
	Queue    string
	Key      string
	Logger   *slog.Logger
	Registry prometheus.Registerer
}

// Consumer acknowledges a message after the handler is done with it.
type Consumer struct {
	options ConsumerOptions
	handler Handler
	handled *prometheus.CounterVec
}

// NewConsumer returns a consumer of one queue.
func NewConsumer(options ConsumerOptions, handler Handler) *Consumer {
	return &Consumer{
		options: options,
		handler: handler,
		handled: promauto.With(options.Registry).NewCounterVec(prometheus.CounterOpts{
			Name: "messages_handled_total",
			Help: "Messages taken from the queue, by outcome.",
		}, []string{"queue", "outcome"}),
	}
}

// Run consumes until ctx ends and connects again after failures.
func (c *Consumer) Run(ctx context.Context) error {
	backoff := resilience.Backoff{Base: 200 * time.Millisecond, Max: 15 * time.Second}
	for attempt := 0; ctx.Err() == nil; attempt++ {
		started := time.Now()
		err := c.consume(ctx)
		if err == nil {
			break
		}
		if time.Since(started) > time.Minute {
			attempt = 0
		}
		c.options.Logger.WarnContext(ctx, "consumer disconnected", "queue", c.options.Queue, "attempt", attempt, "error", err)
		if backoff.Wait(ctx, attempt) != nil {
			break
		}
	}
	return nil
}

// consume returns nil only when ctx ended.
func (c *Consumer) consume(ctx context.Context) (err error) {
	conn, err := dial(c.options.URL)
	if err != nil {
		return err
	}
	defer func() {
		if closeErr := conn.Close(); closeErr != nil && !errors.Is(closeErr, amqp.ErrClosed) {
			err = errors.Join(err, closeErr)
		}
	}()
	channel, err := conn.Channel()
	if err != nil {
		return fmt.Errorf("open channel: %w", err)
	}
	if err := channel.Qos(prefetch, 0, false); err != nil {
		return fmt.Errorf("limit prefetch: %w", err)
	}
	if err := declareQueue(channel, c.options.Queue, c.options.Key); err != nil {
		return err
	}
	deliveries, err := channel.ConsumeWithContext(ctx, c.options.Queue, "", false, false, false, false, nil)
	if err != nil {
		return fmt.Errorf("consume %s: %w", c.options.Queue, err)
	}
	for {
		select {
		case <-ctx.Done():
			return nil
		case delivery, ok := <-deliveries:
			if !ok {
				return errors.New("broker closed the channel")
			}
			if err := c.handle(ctx, delivery); err != nil {
				return err
			}
		}
	}
}

// handle lets a message that is being worked on finish during a shutdown. It
// fails only when the broker cannot be told the outcome.
func (c *Consumer) handle(ctx context.Context, delivery amqp.Delivery) error {
	ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), handleTimeout)
	defer cancel()
	ctx = otel.GetTextMapPropagator().Extract(ctx, headerCarrier(delivery.Headers))
	ctx = logging.WithRequestID(ctx, delivery.MessageId)
	ctx, span := otel.Tracer("rabbit").Start(ctx, "handle "+c.options.Queue)
	defer span.End()

	err := c.handler(ctx, Delivery{ID: delivery.MessageId, Key: delivery.RoutingKey, Body: delivery.Body})
	if err == nil {
		c.handled.WithLabelValues(c.options.Queue, "done").Inc()
		return c.settle(delivery.Ack(false))
	}
	span.SetStatus(codes.Error, "handler failed")
	// One more chance for what may be a passing failure, then the dead-letter queue.
	requeue := !delivery.Redelivered && !resilience.IsPermanent(err)
	c.options.Logger.ErrorContext(ctx, "message failed", "queue", c.options.Queue, "requeue", requeue, "error", err)
	if requeue {
		c.handled.WithLabelValues(c.options.Queue, "requeued").Inc()
	} else {
		c.handled.WithLabelValues(c.options.Queue, "dead").Inc()
	}
	return c.settle(delivery.Nack(false, requeue))
}

func (c *Consumer) settle(err error) error {
	if err != nil {
		return fmt.Errorf("settle message of %s: %w", c.options.Queue, err)
	}
	return nil
}
