import { expect, test } from 'vitest';
import { edgesOf, service } from './helpers.ts';

test('topics are told through constants, settings and wrappers', () => {
  const texts = {
    'events/events.go': `package events

import (
	"context"

	"github.com/segmentio/kafka-go"
)

const Placed = prefix + "placed"
const prefix = "orders."

type Publisher struct{ writer *kafka.Writer }

func NewPublisher(topic string) *Publisher {
	return &Publisher{writer: &kafka.Writer{Addr: kafka.TCP("kafka:9092"), Topic: topic}}
}

func (p *Publisher) Publish(ctx context.Context, body []byte) error {
	return p.writer.WriteMessages(ctx, kafka.Message{Value: body})
}
`,
    'cmd/orders/main.go': `package main

import (
	"context"

	"example.com/service/events"
)

func main() { events.NewPublisher(events.Placed).Publish(context.Background(), nil) }
`,
    'cmd/mail/main.go': `package main

import (
	"context"
	"os"

	"github.com/segmentio/kafka-go"
)

func main() {
	reader := kafka.NewReader(kafka.ReaderConfig{Topic: os.Getenv("TOPIC")})
	reader.FetchMessage(context.Background())
}
`,
  };
  expect(edgesOf(texts, [service('orders'), service('mail', { env: { TOPIC: 'orders.placed' } })])).toEqual([
    'mail -> kafka consume called orders.placed',
    'orders -> kafka publish called orders.placed',
  ]);
});

test('a writer that nobody writes to is only wired', () => {
  const texts = {
    'cmd/orders/main.go': `package main

import "github.com/segmentio/kafka-go"

var writer = &kafka.Writer{Topic: "placed"}

func main() { _ = writer }
`,
  };
  expect(edgesOf(texts, [service('orders')])).toEqual(['orders -> kafka publish wired placed']);
});

test('exchange and key of RabbitMQ, and the defaults that options replace', () => {
  const texts = {
    'cmd/orders/main.go': `package main

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

const standard = "events"

type publisher struct {
	exchange string
	channel  *amqp.Channel
}

type option func(*publisher)

func withExchange(name string) option { return func(p *publisher) { p.exchange = name } }

func newPublisher(channel *amqp.Channel, options ...option) *publisher {
	p := &publisher{exchange: standard, channel: channel}
	for _, one := range options {
		one(p)
	}
	return p
}

func (p *publisher) place(ctx context.Context) {
	p.channel.PublishWithContext(ctx, p.exchange, "placed", false, false, amqp.Publishing{})
}

func main() {
	conn, _ := amqp.Dial("amqp://guest@rabbit:5672")
	channel, _ := conn.Channel()
	newPublisher(channel, withExchange("orders")).place(context.Background())
}
`,
  };
  expect(edgesOf(texts, [service('orders')])).toEqual(['orders -> rabbitmq publish called orders/placed']);
});
