// Package rabbit publishes with confirms and consumes with manual
// acknowledgements, a prefetch limit and a dead-letter queue.
package rabbit

import (
	"fmt"
	"time"

	amqp "github.com/rabbitmq/amqp091-go"
	"go.opentelemetry.io/otel/propagation"
)

// Exchange carries the domain events of the shop.
const Exchange = "shop.events"

const deadLetterExchange = "shop.events.dead"

func dial(url string) (*amqp.Connection, error) {
	conn, err := amqp.DialConfig(url, amqp.Config{
		Heartbeat: 10 * time.Second,
		Dial:      amqp.DefaultDial(5 * time.Second),
	})
	if err != nil {
		return nil, fmt.Errorf("dial broker: %w", err)
	}
	return conn, nil
}

func declareExchange(channel *amqp.Channel) error {
	if err := channel.ExchangeDeclare(Exchange, amqp.ExchangeTopic, true, false, false, false, nil); err != nil {
		return fmt.Errorf("declare exchange %s: %w", Exchange, err)
	}
	return nil
}

// declareQueue binds a quorum queue whose rejected messages end in
// <queue>.dead, where a person looks at them.
func declareQueue(channel *amqp.Channel, queue, key string) error {
	if err := declareExchange(channel); err != nil {
		return err
	}
	if err := channel.ExchangeDeclare(deadLetterExchange, amqp.ExchangeDirect, true, false, false, false, nil); err != nil {
		return fmt.Errorf("declare exchange %s: %w", deadLetterExchange, err)
	}
	dead := queue + ".dead"
	if _, err := channel.QueueDeclare(dead, true, false, false, false, amqp.Table{amqp.QueueTypeArg: amqp.QueueTypeQuorum}); err != nil {
		return fmt.Errorf("declare queue %s: %w", dead, err)
	}
	if err := channel.QueueBind(dead, queue, deadLetterExchange, false, nil); err != nil {
		return fmt.Errorf("bind queue %s: %w", dead, err)
	}
	arguments := amqp.Table{
		amqp.QueueTypeArg:           amqp.QueueTypeQuorum,
		"x-dead-letter-exchange":    deadLetterExchange,
		"x-dead-letter-routing-key": queue,
	}
	if _, err := channel.QueueDeclare(queue, true, false, false, false, arguments); err != nil {
		return fmt.Errorf("declare queue %s: %w", queue, err)
	}
	if err := channel.QueueBind(queue, key, Exchange, false, nil); err != nil {
		return fmt.Errorf("bind queue %s: %w", queue, err)
	}
	return nil
}

// headerCarrier moves the trace context through message headers.
type headerCarrier amqp.Table

var _ propagation.TextMapCarrier = headerCarrier{}

func (c headerCarrier) Get(key string) string {
	value, ok := c[key].(string)
	if !ok {
		return ""
	}
	return value
}

func (c headerCarrier) Set(key, value string) { c[key] = value }

func (c headerCarrier) Keys() []string {
	keys := make([]string, 0, len(c))
	for key := range c {
		keys = append(keys, key)
	}
	return keys
}
