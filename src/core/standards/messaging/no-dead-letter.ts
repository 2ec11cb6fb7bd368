import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { keepsFailures } from '../support/dead-letters.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { AMQP, isLibraryCall, JETSTREAM, libraryPath, NATS, PUBSUB } from '../support/messages.ts';
import { dropOf, hasNoDeadLetters } from '../support/queues.ts';
import { isOwnQueue } from '../support/rabbit.ts';
import { settlementOf } from '../support/settlements.ts';
import { workSkipped } from '../support/skipped-message.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const noDeadLetter = defineStandard({
  id: 'messaging/no-dead-letter',
  severity: 'medium',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Failed messages go nowhere',
  why: 'Some message will fail: a field that nobody expected, a row that is gone. With no dead-letter queue it is either dropped, and nobody can look at it or send it again, or it comes back for ever and holds up the good ones behind it.',
  fix: 'Give the queue an exchange for what its consumers refuse, and watch its length.\n\n```go\n_, err := channel.QueueDeclare(queue, true, false, false, false, amqp.Table{\n\t"x-dead-letter-exchange": "shop.dead",\n})\n```',
  references: [
    'https://www.rabbitmq.com/docs/dlx',
    'https://docs.nats.io/nats-concepts/jetstream/consumers',
    'https://cloud.google.com/pubsub/docs/handling-failures',
    'https://www.confluent.io/blog/error-handling-patterns-in-kafka/',
  ],
  examples: {
    bad: [
      `package mails

import (
	"context"
	"log"

	mq "github.com/rabbitmq/amqp091-go"
)

const queue = "mails.approved"

func consume(ctx context.Context, channel *mq.Channel, send func([]byte) error) error {
	if _, err := channel.QueueDeclare(queue, true, false, false, false, nil); err != nil { // want
		return err
	}
	deliveries, err := channel.ConsumeWithContext(ctx, queue, "", true, false, false, false, nil)
	if err != nil {
		return err
	}
	for d := range deliveries {
		if err := send(d.Body); err != nil {
			log.Print(err)
		}
	}
	return nil
}`,
      `package mails

import amqp "github.com/rabbitmq/amqp091-go"

func consume(channel *amqp.Channel, name string, send func([]byte) error) error {
	args := amqp.Table{"x-queue-type": "classic"}
	q, err := channel.QueueDeclare(name, true, false, false, false, args) // want
	if err != nil {
		return err
	}
	deliveries, err := channel.Consume(q.Name, "", false, false, false, false, nil)
	if err != nil {
		return err
	}
	for d := range deliveries {
		if err := send(d.Body); err != nil {
			d.Nack(false, false)
			continue
		}
		d.Ack(false)
	}
	return nil
}`,
      `package orders

import (
	"context"
	"log"

	"github.com/segmentio/kafka-go"
)

func consume(ctx context.Context, r *kafka.Reader, save func(context.Context, []byte) error) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if err := save(ctx, m.Value); err != nil { // want
			log.Print(err)
			continue
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}`,
      `package orders

import (
	"context"

	"cloud.google.com/go/pubsub"
	"github.com/nats-io/nats.go/jetstream"
)

func subscribe(ctx context.Context, client *pubsub.Client, topic *pubsub.Topic, save func([]byte) error) error {
	sub, err := client.CreateSubscription(ctx, "orders", pubsub.SubscriptionConfig{Topic: topic}) // want
	if err != nil {
		return err
	}
	return sub.Receive(ctx, func(ctx context.Context, m *pubsub.Message) {
		if err := save(m.Data); err != nil {
			m.Nack()
			return
		}
		m.Ack()
	})
}

func consume(ctx context.Context, s jetstream.Stream, save func([]byte) error) error {
	c, err := s.CreateConsumer(ctx, jetstream.ConsumerConfig{Durable: "orders"}) // want
	if err != nil {
		return err
	}
	_, err = c.Consume(func(m jetstream.Msg) {
		if err := save(m.Data()); err != nil {
			m.Nak()
			return
		}
		m.Ack()
	})
	return err
}`,
    ],
    good: [
      `package mails

import amqp "github.com/rabbitmq/amqp091-go"

func consume(channel *amqp.Channel, args amqp.Table) {
	channel.QueueDeclare("mails", true, false, false, false, amqp.Table{"x-dead-letter-exchange": "dead"})
	channel.Consume("mails", "", true, false, false, false, nil)
}`,
      `package mails

import amqp "github.com/rabbitmq/amqp091-go"

func consume(channel *amqp.Channel, args amqp.Table) {
	channel.QueueDeclare("orders", true, false, false, false, args)
	channel.Consume("orders", "", true, false, false, false, nil)
}`,
      // Answers and broadcasts live as long as the process; what only publishes decides nothing.
      `package mails

import amqp "github.com/rabbitmq/amqp091-go"

func listen(channel *amqp.Channel) {
	q, _ := channel.QueueDeclare("", false, false, true, false, nil)
	channel.Consume(q.Name, "", true, true, false, false, nil)
}

func publish(channel *amqp.Channel) {
	channel.QueueDeclare("mails", true, false, false, false, nil)
	channel.Publish("", "mails", false, false, amqp.Publishing{})
}`,
      `package orders

import (
	"context"
	"log"

	"github.com/segmentio/kafka-go"
)

func consume(ctx context.Context, r *kafka.Reader, save func(context.Context, []byte) error, park func(context.Context, kafka.Message) error) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if err := save(ctx, m.Value); err != nil {
			log.Print(err)
			if err := park(ctx, m); err != nil {
				return err
			}
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
}`,
      `package orders

import (
	"context"

	"github.com/nats-io/nats.go/jetstream"
)

func consume(ctx context.Context, s jetstream.Stream, save func([]byte) error) {
	c, _ := s.CreateConsumer(ctx, jetstream.ConsumerConfig{Durable: "orders", MaxDeliver: 5})
	c.Consume(func(m jetstream.Msg) {
		if err := save(m.Data()); err != nil {
			m.Nak()
		}
	})
}`,
    ],
  },
  calls: /^(?:QueueDeclare|CommitMessages|MarkMessage)$/,
  go: { call_expression: judgeCall, composite_literal: judgeLiteral },
});

function judgeCall(call: NodeId, file: GoFile, report: Report): void {
  const name = calledName(file, call);
  if (name === 'QueueDeclare') judgeQueue(file, call, report);
  else if (name === 'CommitMessages' || name === 'MarkMessage') judgeSkipped(file, call, report);
}

function isOutOfScope(file: GoFile, node: NodeId, ...texts: readonly string[]): boolean {
  return isTestCode(file) || isTooling(file) || keepsFailures(file, null) || isTelemetry(file, node, ...texts);
}

/** A RabbitMQ queue that is consumed here by code that drops what fails. */
function judgeQueue(file: GoFile, call: NodeId, report: Report): void {
  const { tree } = file;
  const [queue = NONE, , unused = NONE, exclusive = NONE, , table = NONE] = file.arguments(call);
  if (!isLibraryCall(file, call, AMQP, 'Channel', 'QueueDeclare') || !hasNoDeadLetters(file, table)) return;
  if (constantText(file, unused) === 'true' || constantText(file, exclusive) === 'true' || isOwnQueue(file, queue))
    return;
  const drops = dropOf(file, call, queue);
  if (drops === NONE || isOutOfScope(file, call, tree.textOf(queue), constantText(file, queue) ?? '')) return;
  report(call, {
    message: `The queue ${shown(file, queue)} is declared without \`x-dead-letter-exchange\`, and \`${calledText(file, drops)}\` of line ${tree.line(drops)} lets RabbitMQ forget a message whose handling fails: unless a policy of the broker names an exchange, it is gone, and nobody can look at it or send it again.`,
    evidence: [drops],
  });
}

function shown(file: GoFile, queue: NodeId): string {
  return `\`${file.tree.textOf(queue).replaceAll('`', '')}\``;
}

function judgeSkipped(file: GoFile, commit: NodeId, report: Report): void {
  const { tree } = file;
  const failed = workSkipped(file, commit);
  if (failed === NONE || isOutOfScope(file, commit)) return;
  report(failed, {
    message: `A message for which \`${calledText(file, failed)}\` fails is left behind: the next one is taken, and when \`${calledText(file, commit)}\` of line ${tree.line(commit)} commits that, Kafka counts the failed one as done too. Nothing puts it aside or tries it again.`,
    evidence: [commit],
  });
}

/** By library, the settings of a subscription, and the one that bounds how often a message comes back. */
const SETTINGS: Readonly<Record<string, { type: string; bound: string }>> = {
  [NATS]: { type: 'ConsumerConfig', bound: 'MaxDeliver' },
  [JETSTREAM]: { type: 'ConsumerConfig', bound: 'MaxDeliver' },
  [PUBSUB]: { type: 'SubscriptionConfig', bound: 'DeadLetterPolicy' },
};

function judgeLiteral(literal: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const name = /\.(ConsumerConfig|SubscriptionConfig)$/.exec(tree.textOf(tree.child(literal, Field.type)))?.[1];
  const type = name === undefined ? null : file.typeOf(literal);
  if (type?.kind !== 'named') return;
  const setting = SETTINGS[libraryPath(type.package)];
  const fields = fieldsOf(tree, literal);
  if (setting?.type !== name || fields.size === 0 || fields.has(setting?.bound ?? '')) return;
  const again = putBack(file);
  if (again === NONE || isOutOfScope(file, literal)) return;
  report(literal, {
    message: `The consumer has no \`${setting?.bound}\`, and \`${calledText(file, again)}\` of line ${tree.line(again)} has a message that fails sent again: one that always fails comes back for ever.`,
    evidence: [again],
  });
}

/** What asks for a message once more when its handling failed. */
function putBack(file: GoFile): NodeId {
  const { tree } = file;
  for (const call of tree.descendants(NONE, Kind.call_expression))
    if (/^Na(?:k|ck)/.test(tree.textOf(tree.child(calleeOf(tree, call), Field.field))))
      if (settlementOf(file, call)?.outcome === 'again') return call;
  return NONE;
}
