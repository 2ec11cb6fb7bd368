package rabbit

import (
	"context"
	"errors"
	"fmt"

	amqp "github.com/rabbitmq/amqp091-go"
	"go.opentelemetry.io/otel"
)

// ErrNotConfirmed means that the broker did not take the message.
var ErrNotConfirmed = errors.New("broker did not confirm the message")

// Message is one event to publish. ID lets consumers drop repeats.
type Message struct {
	ID   string
	Key  string
	Body []byte
}

// Publisher waits for the confirm of each message. It belongs to one
// goroutine.
type Publisher struct {
	url     string
	conn    *amqp.Connection
	channel *amqp.Channel
}

// NewPublisher connects on first use.
func NewPublisher(url string) *Publisher {
	return &Publisher{url: url}
}

// Publish returns after the broker has stored the message.
func (p *Publisher) Publish(ctx context.Context, message Message) error {
	if err := p.connect(); err != nil {
		return err
	}
	headers := amqp.Table{}
	otel.GetTextMapPropagator().Inject(ctx, headerCarrier(headers))
	confirmation, err := p.channel.PublishWithDeferredConfirmWithContext(ctx, Exchange, message.Key, false, false, amqp.Publishing{
		MessageId:    message.ID,
		ContentType:  "application/json",
		DeliveryMode: amqp.Persistent,
		Headers:      headers,
		Body:         message.Body,
	})
	if err != nil {
		return fmt.Errorf("publish %s: %w", message.Key, errors.Join(err, p.Close()))
	}
	confirmed, err := confirmation.WaitContext(ctx)
	if err != nil {
		return fmt.Errorf("wait for confirm of %s: %w", message.Key, err)
	}
	if !confirmed {
		return fmt.Errorf("publish %s: %w", message.Key, ErrNotConfirmed)
	}
	return nil
}

// Close drops the connection; the next Publish opens a new one.
func (p *Publisher) Close() error {
	if p.conn == nil {
		return nil
	}
	conn := p.conn
	p.conn, p.channel = nil, nil
	if err := conn.Close(); err != nil && !errors.Is(err, amqp.ErrClosed) {
		return fmt.Errorf("close broker connection: %w", err)
	}
	return nil
}

func (p *Publisher) connect() error {
	if p.conn != nil && !p.conn.IsClosed() && !p.channel.IsClosed() {
		return nil
	}
	if err := p.Close(); err != nil {
		return err
	}
	conn, err := dial(p.url)
	if err != nil {
		return err
	}
	channel, err := openConfirmed(conn)
	if err != nil {
		return errors.Join(err, conn.Close())
	}
	p.conn, p.channel = conn, channel
	return nil
}

func openConfirmed(conn *amqp.Connection) (*amqp.Channel, error) {
	channel, err := conn.Channel()
	if err != nil {
		return nil, fmt.Errorf("open channel: %w", err)
	}
	if err := channel.Confirm(false); err != nil {
		return nil, fmt.Errorf("confirm mode: %w", err)
	}
	if err := declareExchange(channel); err != nil {
		return nil, err
	}
	return channel, nil
}
