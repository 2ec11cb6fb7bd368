import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { groupIsOptional, readsInGroup } from '../support/kafka-group.ts';
import { AMQP, CONFLUENT, isLibraryCall, JETSTREAM, KAFKA_GO, libraryPath, NATS } from '../support/messages.ts';
import { isOwnQueue } from '../support/rabbit.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const autoAck = defineStandard({
  id: 'messaging/auto-ack',
  severity: 'high',
  lane: 'D',
  flags: ['no-idempotency'],
  title: 'Message acknowledged before it was handled',
  why: 'The broker forgets a message when it is acknowledged. With automatic acknowledgement that is when it is sent: a crash, a deploy or a failed handler loses everything that was delivered and not finished, for RabbitMQ without a prefetch limit the whole queue. No retry and no dead-letter queue can bring it back.',
  fix: 'Acknowledge after the work is done, and make the handler safe to repeat.\n\n```go\ndeliveries, err := channel.ConsumeWithContext(ctx, queue, "", false, false, false, false, nil)\n…\nfor delivery := range deliveries {\n\tif err := handle(ctx, delivery); err != nil {\n\t\t_ = delivery.Nack(false, !delivery.Redelivered)\n\t\tcontinue\n\t}\n\t_ = delivery.Ack(false)\n}\n```',
  references: [
    'https://www.rabbitmq.com/docs/confirms#acknowledgement-modes',
    'https://pkg.go.dev/github.com/segmentio/kafka-go#Reader.ReadMessage',
    'https://docs.confluent.io/kafka-clients/go/current/overview.html#at-least-once',
    'https://docs.nats.io/nats-concepts/jetstream/consumers#ackpolicy',
  ],
  examples: {
    bad: [
      `package notifications

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

const always = true

func consume(ctx context.Context, channel *amqp.Channel) error {
	deliveries, err := channel.ConsumeWithContext(ctx, "refunds", "", true, false, false, false, nil) // want
	if err != nil {
		return err
	}
	for range deliveries {
	}
	_, _, err = channel.Get("refunds", always) // want
	return err
}`,
      `package orders

import (
	"context"

	"github.com/segmentio/kafka-go"
)

type consumer struct{ reader *kafka.Reader }

func open(brokers []string) *consumer {
	return &consumer{reader: kafka.NewReader(kafka.ReaderConfig{Brokers: brokers, GroupID: "orders", Topic: "paid"})}
}

func (c *consumer) run(ctx context.Context, handle func([]byte) error) error {
	for {
		message, err := c.reader.ReadMessage(ctx) // want
		if err != nil {
			return err
		}
		if err := handle(message.Value); err != nil {
			return err
		}
	}
}`,
      `package orders

import (
	ck "github.com/confluentinc/confluent-kafka-go/v2/kafka"
	"github.com/nats-io/nats.go/jetstream"
)

func open() (*ck.Consumer, error) {
	return ck.NewConsumer(&ck.ConfigMap{
		"bootstrap.servers":  "kafka:9092",
		"group.id":           "orders",
		"enable.auto.commit": true, // want
	})
}

var config = jetstream.ConsumerConfig{
	Durable:   "orders",
	AckPolicy: jetstream.AckNonePolicy, // want
}`,
    ],
    good: [
      `package notifications

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func consume(ctx context.Context, channel *amqp.Channel, auto bool) error {
	if _, err := channel.ConsumeWithContext(ctx, "refunds", "", false, false, false, false, nil); err != nil {
		return err
	}
	_, err := channel.Consume("refunds", "", auto, false, false, false, nil)
	return err
}`,
      `package rpc

import amqp "github.com/rabbitmq/amqp091-go"

func replies(channel *amqp.Channel) error {
	queue, err := channel.QueueDeclare("", false, true, true, false, nil)
	if err != nil {
		return err
	}
	if _, err = channel.Consume(queue.Name, "", true, true, false, false, nil); err != nil {
		return err
	}
	_, err = channel.Consume("amq.rabbitmq.reply-to", "", true, false, false, false, nil)
	return err
}`,
      `package orders

import (
	"context"

	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
	kafkago "github.com/segmentio/kafka-go"
)

func tail(ctx context.Context, broker string) (kafkago.Message, error) {
	reader := kafkago.NewReader(kafkago.ReaderConfig{Brokers: []string{broker}, Topic: "paid", Partition: 0})
	return reader.ReadMessage(ctx)
}

func open() (*kafka.Consumer, error) {
	return kafka.NewConsumer(&kafka.ConfigMap{
		"group.id":                 "orders",
		"enable.auto.commit":       true,
		"enable.auto.offset.store": false,
	})
}`,
      `package telemetry

import amqp "github.com/rabbitmq/amqp091-go"

type channel struct{}

func (channel) Consume(queue, consumer string, auto, exclusive, noLocal, noWait bool, args amqp.Table) {}

func samples(ch *amqp.Channel, own channel) error {
	own.Consume("orders", "", true, false, false, false, nil)
	_, err := ch.Consume("samples", "", true, false, false, false, nil)
	return err
}`,
    ],
  },
  calls: /^(?:Consume(?:WithContext)?|Get|ReadMessage|AckNone)$/,
  go: { call_expression: judgeCall, keyed_element: judgeElement },
});

/** Methods of a RabbitMQ channel, by the position of their `autoAck`. */
const RABBIT: Readonly<Record<string, number>> = { Consume: 2, ConsumeWithContext: 3, Get: 1 };

function judgeCall(call: NodeId, file: GoFile, report: Report): void {
  const name = calledName(file, call);
  const position = RABBIT[name];
  if (position !== undefined) judgeRabbit(file, call, name, position, report);
  if (name === 'ReadMessage') judgeRead(file, call, report);
  if (name === 'AckNone' && file.isCallTo(call, NATS, 'AckNone') && !isOutOfScope(file, call))
    report(call, { message: NEVER });
}

const NEVER =
  'The consumer acknowledges nothing: JetStream counts a message as handled when it is sent, and a handler that fails or a pod that dies loses it.';

function judgeRabbit(file: GoFile, call: NodeId, name: string, position: number, report: Report): void {
  const args = file.arguments(call);
  const auto = args[position];
  if (auto === undefined || constantText(file, auto) !== 'true') return;
  if (!isLibraryCall(file, call, AMQP, 'Channel', name)) return;
  const queue = args[name === 'ConsumeWithContext' ? 1 : 0] ?? NONE;
  if (isOutOfScope(file, call, file.tree.textOf(queue)) || isOwnQueue(file, queue)) return;
  report(call, {
    message: `\`${calledText(file, call)}\` consumes ${file.tree.textOf(queue)} with \`autoAck\` true: RabbitMQ forgets each message as it sends it, and whatever a crash or a failed handler had not finished is gone.`,
    evidence: [auto],
  });
}

/** `reader.ReadMessage(ctx)` of a reader in a consumer group. */
function judgeRead(file: GoFile, call: NodeId, report: Report): void {
  const { tree } = file;
  if (file.arguments(call).length !== 1 || !isLibraryCall(file, call, KAFKA_GO, 'Reader', 'ReadMessage')) return;
  if (isOutOfScope(file, call) || tree.kind(tree.parent(call)) === Kind.expression_statement) return;
  if (!readsInGroup(file, tree.child(calleeOf(tree, call), Field.operand))) return;
  const optional = groupIsOptional(file);
  report(call, {
    message: `\`${calledText(file, call)}\` commits the offset before it returns the message, ${optional ? 'where' : 'as'} the reader has a \`GroupID\`: when the handling fails or the pod stops, the message is not read again.`,
    ...(optional ? { lane: 'H' as const } : {}),
  });
}

const POLICIES: Readonly<Record<string, true>> = { [NATS]: true, [JETSTREAM]: true };

function judgeElement(element: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const key = tree.textOf(tree.child(element, Field.key));
  if (key !== 'AckPolicy' && key !== '"enable.auto.commit"') return;
  const value = tree.children(tree.child(element, Field.value))[0] ?? NONE;
  if (isOutOfScope(file, element)) return;
  if (key === 'AckPolicy') {
    const found = file.qualified(value);
    if (found?.name === 'AckNonePolicy' && POLICIES[found.package]) report(value, { message: NEVER });
    return;
  }
  const literal = tree.ancestor(element, Kind.composite_literal);
  const type = file.typeOf(literal);
  if (type.kind !== 'named' || libraryPath(type.package) !== CONFLUENT || type.name !== 'ConfigMap') return;
  if (!/^"?true"?$/.test(constantText(file, value) ?? '')) return;
  const fields = fieldsOf(tree, literal);
  if (!fields.has('"group.id"') || fields.has('"enable.auto.offset.store"')) return;
  report(value, {
    message:
      'Offsets are committed by a timer, from the moment the client hands a message out: one that was being handled when the pod stopped counts as done.',
  });
}

function isOutOfScope(file: GoFile, node: NodeId, ...names: readonly string[]): boolean {
  return isTestCode(file) || isTooling(file) || isTelemetry(file, node, ...names);
}
