import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { consumedMessage } from '../support/consumers.ts';
import { calledText } from '../support/ignorable.ts';
import { effectOf, isGuarded } from '../support/repeated-effects.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const consumerNotIdempotent = defineStandard({
  id: 'messaging/consumer-not-idempotent',
  severity: 'medium',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'Consumer that does its work again for a repeated message',
  why: 'Every broker delivers some messages twice: the process died before it acknowledged, the publisher tried again, a rebalance took the partition away. Work that cannot be repeated is then done twice: two mails, two rows, a balance that is wrong by one order.',
  fix: 'Remember the ids of messages that were handled, in the same transaction as the work, or make the work the same however often it is done (an upsert, a key that the provider checks).\n\n```go\nseen, err := inbox.Seen(ctx, delivery.MessageId)\nif err != nil || seen {\n\treturn err\n}\n```',
  references: [
    'https://microservices.io/patterns/communication-style/idempotent-consumer.html',
    'https://www.rabbitmq.com/docs/reliability#consumer-side',
    'https://cloud.google.com/pubsub/docs/exactly-once-delivery',
  ],
  examples: {
    bad: [
      `package notifications

import (
	"context"
	"encoding/json"
	"fmt"

	mq "github.com/rabbitmq/amqp091-go"
)

type Mail struct{ To, Text string }

type Mailer interface {
	Send(ctx context.Context, mail Mail) error
}

func consume(ctx context.Context, mailer Mailer, deliveries <-chan mq.Delivery) error {
	for delivery := range deliveries {
		if err := mailRefund(ctx, mailer, delivery); err != nil {
			return err
		}
	}
	return nil
}

func mailRefund(ctx context.Context, mailer Mailer, delivery mq.Delivery) error {
	var mail Mail
	if err := json.Unmarshal(delivery.Body, &mail); err != nil {
		return fmt.Errorf("decode: %w", err)
	}
	if err := mailer.Send(ctx, mail); err != nil { // want
		return fmt.Errorf("send: %w", err)
	}
	return nil
}`,
      `package wallet

import (
	"context"
	"database/sql"
	"encoding/json"

	"github.com/IBM/sarama"
)

type paid struct {
	Account string
	Cents   int64
}

type handler struct{ db *sql.DB }

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		var event paid
		if err := json.Unmarshal(message.Value, &event); err != nil {
			return err
		}
		if err := h.book(session.Context(), event); err != nil {
			return err
		}
		session.MarkMessage(message, "")
	}
	return nil
}

func (h *handler) book(ctx context.Context, event paid) error {
	_, err := h.db.ExecContext(ctx, "UPDATE wallets SET cents = cents + $1 WHERE account = $2", event.Cents, event.Account) // want
	return err
}`,
      {
        'consumer/orders.go': `package consumer

import (
	"context"

	"example.com/service/payments"
	"github.com/segmentio/kafka-go"
)

type Orders struct {
	reader   *kafka.Reader
	payments *payments.Service
}

func (o *Orders) Run(ctx context.Context) error {
	for {
		m, err := o.reader.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if err := o.payments.Process(ctx, string(m.Value)); err != nil { // want
			return err
		}
		if err := o.reader.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}
`,
        'payments/payments.go': `package payments

import (
	"context"
	"database/sql"

	"github.com/google/uuid"
)

type Service struct{ db *sql.DB }

func (s *Service) Process(ctx context.Context, order string) error {
	return s.insert(ctx, uuid.NewString(), order)
}

func (s *Service) insert(ctx context.Context, id, order string) error {
	_, err := s.db.ExecContext(ctx, "INSERT INTO payments (id, order_id) VALUES ($1, $2)", id, order)
	return err
}
`,
      },
    ],
    good: [
      `package notifications

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

type Mailer interface {
	SendMail(ctx context.Context, text string) error
}

type Inbox interface {
	Seen(ctx context.Context, id string) (bool, error)
}

func handle(ctx context.Context, inbox Inbox, mailer Mailer, d amqp.Delivery) error {
	seen, err := inbox.Seen(ctx, d.MessageId)
	if err != nil || seen {
		return err
	}
	return mailer.SendMail(ctx, string(d.Body))
}`,
      // Asked before the hand-over, or kept apart by the statement.
      `package wallet

import (
	"context"
	"database/sql"

	"github.com/segmentio/kafka-go"
)

type consumer struct {
	db     *sql.DB
	reader *kafka.Reader
	done   map[string]bool
}

func (c *consumer) run(ctx context.Context) error {
	for {
		m, err := c.reader.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if c.done[string(m.Key)] {
			continue
		}
		if err := c.book(ctx, m); err != nil {
			return err
		}
	}
}

func (c *consumer) book(ctx context.Context, m kafka.Message) error {
	_, err := c.db.ExecContext(ctx, "UPDATE wallets SET cents = cents + $1", m.Value)
	return err
}

func (c *consumer) store(ctx context.Context, m kafka.Message) error {
	_, err := c.db.ExecContext(ctx, "INSERT INTO mails (text) VALUES ($1) ON CONFLICT DO NOTHING", m.Value)
	return err
}`,
      // Work that may be repeated.
      `package prices

import (
	"context"
	"database/sql"

	"cloud.google.com/go/pubsub"
)

func listen(ctx context.Context, sub *pubsub.Subscription, db *sql.DB) error {
	return sub.Receive(ctx, func(ctx context.Context, m *pubsub.Message) {
		if _, err := db.ExecContext(ctx, "UPDATE prices SET cents = $1 WHERE id = $2", m.Data, m.ID); err != nil {
			m.Nack()
			return
		}
		m.Ack()
	})
}`,
    ],
  },
  go: { function_declaration: judge, method_declaration: judge, func_literal: judge },
});

function judge(fn: NodeId, file: GoFile, report: Report): void {
  const message = consumedMessage(file, fn);
  if (!message || isTestCode(file) || isTooling(file) || isTelemetry(file, fn)) return;
  const effect = effectOf(file, fn);
  if (!effect || isGuarded(file, fn, effect, message)) return;
  const { tree } = file;
  const how = tree.kind(fn) === Kind.func_literal ? 'the consumer' : `\`${file.symbolAt(fn)}\``;
  report(effect.call, {
    message: `\`${calledText(file, effect.call)}\` ${effect.does}, and nothing in ${how} asks whether this message was handled before: the broker delivers one again after a crash or a publish that was repeated, and ${effect.repeated}.`,
    evidence: [message],
  });
}
