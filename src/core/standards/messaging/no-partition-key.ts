import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { deref } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { calledName } from '../support/ignorable.ts';
import { CONFLUENT, FRANZ, KAFKA_GO, libraryPath, SARAMA } from '../support/messages.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const noPartitionKey = defineStandard({
  id: 'messaging/no-partition-key',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Event without a partition key',
  why: 'Kafka keeps the order within a partition only, and the key chooses the partition. Without one, "order paid" and "order cancelled" land on two partitions, two consumers handle them at the same time, and the one that is late wins: the order is paid again after it was cancelled.',
  fix: 'Use the id of what the event is about as the key.\n\n```go\nkafka.Message{Key: []byte(event.OrderID), Value: payload}\n```',
  references: [
    'https://kafka.apache.org/documentation/#intro_concepts_and_terms',
    'https://pkg.go.dev/github.com/segmentio/kafka-go#Message',
    'https://pkg.go.dev/github.com/IBM/sarama#ProducerMessage',
  ],
  examples: {
    bad: [
      `package orders

import (
	"context"
	"encoding/json"

	"github.com/segmentio/kafka-go"
)

type OrderPaid struct {
	OrderID string
	Cents   int64
}

func publish(ctx context.Context, w *kafka.Writer, event OrderPaid) error {
	payload, err := json.Marshal(event)
	if err != nil {
		return err
	}
	return w.WriteMessages(ctx, kafka.Message{Value: payload}) // want
}`,
      `package orders

import (
	"encoding/json"

	mq "github.com/Shopify/sarama"
)

const topic = "orders.events"

type order struct{ ID, Status string }

func publish(p mq.SyncProducer, o *order) error {
	payload, _ := json.Marshal(o)
	message := &mq.ProducerMessage{Topic: topic, Value: mq.ByteEncoder(payload)} // want
	_, _, err := p.SendMessage(message)
	return err
}`,
      `package orders

import (
	"context"
	"encoding/json"

	"github.com/twmb/franz-go/pkg/kgo"
)

type StatusChanged struct{ OrderId, Status string }

func publish(ctx context.Context, client *kgo.Client, event StatusChanged) error {
	payload, _ := json.Marshal(&event)
	return client.ProduceSync(ctx, &kgo.Record{Topic: "orders", Value: payload}).FirstErr() // want
}`,
    ],
    good: [
      `package orders

import (
	"context"
	"encoding/json"

	"github.com/segmentio/kafka-go"
)

type OrderPaid struct{ OrderID string }

func publish(ctx context.Context, w *kafka.Writer, event OrderPaid) error {
	payload, _ := json.Marshal(event)
	return w.WriteMessages(ctx, kafka.Message{Key: []byte(event.OrderID), Value: payload})
}

func later(ctx context.Context, w *kafka.Writer, event OrderPaid) error {
	payload, _ := json.Marshal(event)
	message := kafka.Message{Value: payload}
	message.Key = []byte(event.OrderID)
	return w.WriteMessages(ctx, message)
}`,
      // What it is about is not known here, or nothing is about it later.
      `package orders

import (
	"context"
	"encoding/json"

	"github.com/segmentio/kafka-go"
)

type report struct{ Lines []string }

func relay(ctx context.Context, w *kafka.Writer, payload []byte) error {
	return w.WriteMessages(ctx, kafka.Message{Value: payload})
}

func send(ctx context.Context, w *kafka.Writer, r report) error {
	payload, _ := json.Marshal(r)
	return w.WriteMessages(ctx, kafka.Message{Topic: "report-events", Value: payload})
}`,
      `package orders

import (
	"encoding/json"

	"github.com/IBM/sarama"
)

type OrderPaid struct{ OrderID string }

func publish(event OrderPaid, partition int32) *sarama.ProducerMessage {
	payload, _ := json.Marshal(event)
	return &sarama.ProducerMessage{Topic: "orders", Partition: partition, Value: sarama.ByteEncoder(payload)}
}

type ProducerMessage struct{ Value []byte }

func local(event OrderPaid) ProducerMessage {
	payload, _ := json.Marshal(event)
	return ProducerMessage{Value: payload}
}`,
    ],
  },
  go: { composite_literal: judge },
});

/** By library, the message that is produced. */
const PRODUCED: Readonly<Record<string, string>> = {
  [SARAMA]: 'ProducerMessage',
  [KAFKA_GO]: 'Message',
  [FRANZ]: 'Record',
  [CONFLUENT]: 'Message',
};
/** Names of what happened to something that more will happen to. */
const EVENT =
  /event|(?:created|updated|deleted|changed|paid|placed|shipped|approved|rejected|confirmed|completed|failed|registered|cancell?ed|refunded|reserved|released)$/i;

function judge(literal: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (!/\.(?:ProducerMessage|Message|Record)$/.test(tree.textOf(tree.child(literal, Field.type)))) return;
  const type = file.typeOf(literal);
  if (type.kind !== 'named' || PRODUCED[libraryPath(type.package)] !== type.name) return;
  const fields = fieldsOf(tree, literal);
  const value = fields.get('Value');
  if (value === undefined || ['Key', 'Partition', 'TopicPartition'].some((name) => fields.has(name))) return;
  if (isTestCode(file) || isTooling(file) || keysLater(file, literal) || /NumPartitions:\s*1\b/.test(tree.text)) return;
  const event = encodedIn(file, value);
  const id = event === NONE ? null : idOf(file, event);
  const topic = fields.get('Topic') ?? NONE;
  const topicText = topic === NONE ? '' : (constantText(file, topic) ?? tree.textOf(topic));
  if (id === null || isTelemetry(file, literal, topicText, id.type) || !(EVENT.test(id.type) || EVENT.test(topicText)))
    return;
  report(literal, {
    message: `This message about one \`${id.type}.${id.field}\` has no \`Key\`: Kafka spreads those of the same one over the partitions, and a consumer may handle the second before the first.`,
    evidence: [event],
  });
}

/** `message.Key = …` somewhere in the function. */
function keysLater(file: GoFile, literal: NodeId): boolean {
  const { tree } = file;
  for (const selector of tree.descendants(enclosingDeclaration(tree, literal), Kind.selector_expression))
    if (tree.textOf(tree.child(selector, Field.field)) === 'Key' && tree.field(tree.parent(selector)) === Field.left)
      return true;
  return false;
}

/** What the bytes are the encoding of: `event` of `payload, err := json.Marshal(event)`; NONE where it is not known. */
function encodedIn(file: GoFile, value: NodeId): NodeId {
  const { tree } = file;
  let node = unparenthesized(tree, value);
  for (let hops = 0; hops < 4; hops++) {
    if (tree.kind(node) === Kind.identifier) node = lastValue(file, node);
    if (tree.kind(node) === Kind.type_conversion_expression) node = tree.child(node, Field.operand);
    if (!isCall(tree, node)) continue;
    const [first = NONE] = file.arguments(node);
    const name = calledName(file, node);
    if (/^(?:Marshal|MarshalIndent)$/.test(name)) {
      return tree.kind(first) === Kind.unary_expression ? tree.child(first, Field.operand) : first;
    }
    if (!/^(?:ByteEncoder|StringEncoder|string)$/.test(name) && !tree.textOf(node).startsWith('[]byte(')) return NONE;
    node = unparenthesized(tree, first);
  }
  return NONE;
}

/** The field that says what the event is about. */
function idOf(file: GoFile, event: NodeId): { type: string; field: string } | null {
  const type = deref(file.typeOf(event));
  if (type.kind !== 'named') return null;
  const fields = file.index.sourcePackage(type.package)?.typeFact(type.name)?.fields ?? [];
  const ids = fields.filter(({ name }) => /^(?:ID|Id|[A-Z]\w*(?:ID|Id|UUID|Uuid))$/.test(name) && !ASIDE.test(name));
  const field = ids[0]?.name;
  return field === undefined ? null : { type: type.name, field };
}

/** Ids of the message itself, or of how it came about. */
const ASIDE = /event|message|msg|trace|span|correlation|request|session/i;
