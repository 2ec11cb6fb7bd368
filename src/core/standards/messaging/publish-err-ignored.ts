import type { Lane } from '../../findings/finding.ts';
import type { Callee, GoFile } from '../../go/file.ts';
import { isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { calledName, calledText, returnsError } from '../support/ignorable.ts';
import { FRANZ, libraryPath, SARAMA } from '../support/messages.ts';
import { publishBehind, publishOf } from '../support/publishes.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const publishErrIgnored = defineStandard({
  id: 'messaging/publish-err-ignored',
  severity: 'high',
  lane: 'D',
  flags: ['no-error-strategy'],
  title: 'Outcome of a publish dropped',
  why: 'A broker that is away, a full buffer or a closed channel shows in the result of the publish and nowhere else. With it dropped the event is gone, the state is already saved, and the services that wait for the event never hear of it: the order stays unpaid until a customer calls.',
  fix: 'Return the error, so that the caller can try again. Where the state is saved first, write the event to an outbox in the same transaction.\n\n```go\nif err := channel.PublishWithContext(ctx, exchange, key, false, false, message); err != nil {\n\treturn fmt.Errorf("publish %s: %w", key, err)\n}\n```',
  references: [
    'https://www.rabbitmq.com/docs/confirms#publisher-confirms',
    'https://pkg.go.dev/github.com/IBM/sarama#SyncProducer',
    'https://pkg.go.dev/cloud.google.com/go/pubsub#PublishResult.Get',
    'https://microservices.io/patterns/data/transactional-outbox.html',
  ],
  subsumes: ['errors/ignored-result', 'errors/blank-assign'],
  examples: {
    bad: [
      `package orders

import (
	"context"

	mq "github.com/rabbitmq/amqp091-go"
)

type store struct{ events *mq.Channel }

func (s *store) settled(ctx context.Context, id string) error {
	_ = s.events.PublishWithContext(ctx, "shop.events", "settled", false, false, mq.Publishing{MessageId: id}) // want
	s.events.Publish("shop.events", "settled", false, false, mq.Publishing{MessageId: id}) // want
	go s.events.Publish("shop.events", "settled", false, false, mq.Publishing{MessageId: id}) // want
	return nil
}`,
      `package orders

import (
	"context"

	"cloud.google.com/go/pubsub"
	"github.com/IBM/sarama"
	"github.com/segmentio/kafka-go"
	"github.com/twmb/franz-go/pkg/kgo"
)

func send(ctx context.Context, topic *pubsub.Topic, p sarama.SyncProducer, w *kafka.Writer, client *kgo.Client) {
	topic.Publish(ctx, &pubsub.Message{}) // want
	_, _, _ = p.SendMessage(&sarama.ProducerMessage{}) // want
	w.WriteMessages(ctx, kafka.Message{}) // want
	client.Produce(ctx, &kgo.Record{}, nil) // want
	client.ProduceSync(ctx, &kgo.Record{}) // want
}`,
      `package orders

import "github.com/Shopify/sarama"

func config() *sarama.Config {
	c := sarama.NewConfig()
	c.Producer.Return.Errors = false // want
	return c
}`,
      {
        'bus/bus.go': `package bus

import (
	"context"

	"github.com/nats-io/nats.go"
)

type Bus struct{ conn *nats.Conn }

func (b *Bus) Emit(ctx context.Context, subject string, body []byte) error {
	return b.conn.Publish(subject, body)
}
`,
        'orders/orders.go': `package orders

import (
	"context"

	"example.com/service/bus"
)

func confirm(ctx context.Context, events *bus.Bus) {
	_ = events.Emit(ctx, "orders.confirmed", nil) // want
}
`,
      },
    ],
    good: [
      `package orders

import (
	"context"
	"log"

	amqp "github.com/rabbitmq/amqp091-go"
)

func settled(ctx context.Context, events *amqp.Channel, id string) error {
	if err := events.Publish("shop.events", "settled", false, false, amqp.Publishing{}); err != nil {
		log.Print(err)
	}
	return events.PublishWithContext(ctx, "shop.events", "settled", false, false, amqp.Publishing{MessageId: id})
}`,
      `package orders

import (
	"context"
	"log"

	"cloud.google.com/go/pubsub"
	"github.com/twmb/franz-go/pkg/kgo"
)

func send(ctx context.Context, topic *pubsub.Topic, client *kgo.Client) error {
	client.Produce(ctx, &kgo.Record{}, func(_ *kgo.Record, err error) { log.Print(err) })
	result := topic.Publish(ctx, &pubsub.Message{})
	_, err := result.Get(ctx)
	return err
}`,
      `package orders

type hub struct{}

func (hub) Publish(subject string, body []byte) {}

func tell(events hub) {
	events.Publish("orders", nil)
}`,
      `package telemetry

import "github.com/nats-io/nats.go"

func sample(conn *nats.Conn, body []byte) {
	_ = conn.Publish("metrics.cpu", body)
}`,
    ],
  },
  go: {
    expression_statement: judge,
    go_statement: judge,
    defer_statement: judge,
    assignment_statement: judgeAssignment,
  },
});

function judge(statement: NodeId, file: GoFile, report: Report): void {
  const call = unparenthesized(file.tree, file.tree.children(statement)[0] ?? NONE);
  if (!isCall(file.tree, call) || !PUBLISHES.test(calledName(file, call)) || isOutOfScope(file)) return;
  const publish = publishOf(file, call) ?? (returnsError(file, call) ? publishBehind(file, call) : null);
  if (publish === null || isHeard(file, call, publish)) return;
  blame(file, call, publish, report, 'is not looked at');
}

/** `_ = publish(…)`, `_, _, _ = p.SendMessage(…)`, and sarama's errors switched off. */
function judgeAssignment(statement: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const [value, ...others] = tree.children(tree.child(statement, Field.right));
  const names = tree.children(tree.child(statement, Field.left));
  const call = unparenthesized(tree, value ?? NONE);
  if (others.length > 0) return;
  const [name = NONE] = names;
  if (tree.kind(call) === Kind.false && tree.textOf(name).endsWith('.Producer.Return.Errors')) {
    if (!isSaramaConfig(file, name) || isOutOfScope(file)) return;
    report(name, {
      message:
        '`Producer.Return.Errors` is off: an `AsyncProducer` then drops every message that the broker refused, and no code can hear of it.',
    });
    return;
  }
  if (!isCall(tree, call) || !PUBLISHES.test(calledName(file, call))) return;
  if (tree.textOf(names.at(-1) ?? NONE) !== '_' || isOutOfScope(file)) return;
  const publish = publishOf(file, call) ?? (returnsError(file, call) ? publishBehind(file, call) : null);
  if (publish !== null) blame(file, call, publish, report, 'goes to `_`', 'H');
}

function blame(file: GoFile, call: NodeId, publish: Callee, report: Report, fate: string, lane: Lane = 'D'): void {
  if (isTelemetry(file, call, ...file.arguments(call).map((argument) => file.tree.textOf(argument)))) return;
  const own = publishOf(file, call) !== null;
  const through = own ? '' : `, which publishes through \`${publish.name}\`,`;
  // What the broker says comes on a channel; the call itself tells only that nothing will.
  const lost = /confluent-kafka-go/.test(publish.package)
    ? "when the client's own queue is full, the message is not sent, and no report of it ever comes"
    : 'when the broker does not take it, the event is lost and everything goes on as if it had been sent';
  report(call, {
    message: `What \`${calledText(file, call)}\`${through} says of the message ${fate}: ${lost}.`,
    lane,
  });
}

const PUBLISHES = /^(?:Try)?(?:publish|produce|send|write|enqueue|emit|dispatch|notify|xadd)/i;

function isOutOfScope(file: GoFile): boolean {
  return isTestCode(file) || isTooling(file);
}

/** The outcome comes another way: a callback, or results that the statement reads. */
function isHeard(file: GoFile, call: NodeId, { package: path, name }: Callee): boolean {
  if (path !== FRANZ || name === 'ProduceSync') return false;
  const promise = file.arguments(call)[2];
  return promise === undefined || file.tree.kind(promise) !== Kind.nil;
}

function isSaramaConfig(file: GoFile, field: NodeId): boolean {
  const { tree } = file;
  let operand = field;
  for (let hops = 0; hops < 3; hops++) operand = tree.child(operand, Field.operand);
  const type = file.typeOf(operand);
  const base = type.kind === 'pointer' ? type.to : type;
  return base.kind === 'named' && base.name === 'Config' && libraryPath(base.package) === SARAMA;
}
