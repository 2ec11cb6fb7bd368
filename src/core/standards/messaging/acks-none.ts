import type { GoFile } from '../../go/file.ts';
import { unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { CONFLUENT, FRANZ, KAFKA_GO, libraryPath } from '../support/messages.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const acksNone = defineStandard({
  id: 'messaging/acks-none',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Kafka producer that waits for no acknowledgement',
  why: 'With acks=0 a produce request counts as done when it leaves the socket. A leader that fails over, a topic that is full or a record that is too large loses the event, and the producer reports success. Nothing in either service shows that it ever existed.',
  fix: 'Wait for the in-sync replicas. The struct `kafka.Writer` of kafka-go starts at `RequireNone`: name the value.\n\n```go\nwriter := &kafka.Writer{\n\tAddr:         kafka.TCP(brokers...),\n\tTopic:        topic,\n\tRequiredAcks: kafka.RequireAll,\n}\n```',
  references: [
    'https://kafka.apache.org/documentation/#producerconfigs_acks',
    'https://pkg.go.dev/github.com/segmentio/kafka-go#Writer',
    'https://pkg.go.dev/github.com/IBM/sarama#RequiredAcks',
  ],
  examples: {
    bad: [
      `package events

import "github.com/segmentio/kafka-go"

func writer(brokers ...string) *kafka.Writer {
	return &kafka.Writer{ // want
		Addr:  kafka.TCP(brokers...),
		Topic: "orders",
	}
}`,
      `package events

import (
	kgo "github.com/segmentio/kafka-go"
)

var writers = []*kgo.Writer{
	&kgo.Writer{Topic: "orders", RequiredAcks: kgo.RequireNone}, // want
	&kgo.Writer{Topic: "orders", RequiredAcks: kgo.RequireAll, Async: true}, // want
	kgo.NewWriter(kgo.WriterConfig{Topic: "orders", Async: true}), // want
}`,
      `package events

import "github.com/IBM/sarama"

func config() *sarama.Config {
	c := sarama.NewConfig()
	c.Producer.RequiredAcks = sarama.NoResponse // want
	return c
}`,
      `package events

import (
	"github.com/confluentinc/confluent-kafka-go/v2/kafka"
	"github.com/twmb/franz-go/pkg/kgo"
)

func open() (*kgo.Client, error) {
	_, _ = kafka.NewProducer(&kafka.ConfigMap{"bootstrap.servers": "kafka", "acks": "0"}) // want
	return kgo.NewClient(kgo.RequiredAcks(kgo.NoAck())) // want
}`,
    ],
    good: [
      `package events

import "github.com/segmentio/kafka-go"

func writer(brokers ...string) *kafka.Writer {
	w := &kafka.Writer{Addr: kafka.TCP(brokers...), Topic: "orders"}
	w.RequiredAcks = kafka.RequireAll
	return w
}

func old(brokers []string) *kafka.Writer {
	return kafka.NewWriter(kafka.WriterConfig{Brokers: brokers, Topic: "orders"})
}

func async(done func([]kafka.Message, error)) *kafka.Writer {
	return &kafka.Writer{RequiredAcks: kafka.RequireOne, Async: true, Completion: done}
}`,
      `package events

import "github.com/IBM/sarama"

func config(acks sarama.RequiredAcks) *sarama.Config {
	c := sarama.NewConfig()
	c.Producer.RequiredAcks = sarama.WaitForAll
	c.Producer.RequiredAcks = acks
	switch acks {
	case 0:
		c.Producer.RequiredAcks = sarama.NoResponse
	}
	return c
}`,
      `package metrics

import "github.com/segmentio/kafka-go"

func writer() *kafka.Writer {
	return &kafka.Writer{Topic: "metrics", RequiredAcks: kafka.RequireNone}
}`,
      `package events

type Writer struct{ Topic string }

func writer(acks string) *Writer { return &Writer{Topic: acks} }`,
    ],
  },
  go: { composite_literal: judgeLiteral, assignment_statement: judgeAssignment, call_expression: judgeCall },
});

const LOST =
  'when the leader fails over or refuses the record, the event is gone and the producer has reported success';

function judgeLiteral(literal: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const name = /(?:^|\.)(Writer|WriterConfig|ConfigMap)$/.exec(tree.textOf(tree.child(literal, Field.type)))?.[1];
  if (name === undefined) return;
  const type = file.typeOf(literal);
  if (type.kind !== 'named' || type.name !== name || isOutOfScope(file, literal)) return;
  const path = libraryPath(type.package);
  const fields = fieldsOf(tree, literal);
  if (isTelemetry(file, literal, tree.textOf(fields.get('Topic') ?? NONE))) return;
  if (path === KAFKA_GO) judgeWriter(file, literal, name, fields, report);
  if (path === CONFLUENT && name === 'ConfigMap') judgeConfigMap(file, fields, report);
}

function judgeWriter(
  file: GoFile,
  literal: NodeId,
  name: string,
  fields: ReadonlyMap<string, NodeId>,
  report: Report,
): void {
  // Given by position, or a zero value that something else fills.
  if (fields.size === 0) return;
  const acks = fields.get('RequiredAcks');
  const setLater = (field: string) => isAssigned(file, field);
  const none = acks !== undefined && file.is(acks, KAFKA_GO, 'RequireNone');
  if (name === 'Writer' && (none || (acks === undefined && !setLater('RequiredAcks')))) {
    const given = none ? 'asks for `RequireNone`' : 'has no `RequiredAcks`, which for this struct means `RequireNone`';
    report(acks ?? literal, { message: `The writer ${given}: ${LOST}.` });
    return;
  }
  const async = fields.get('Async') ?? NONE;
  if (constantText(file, async) !== 'true' || fields.has('Completion') || setLater('Completion')) return;
  report(async, {
    message: `The writer is \`Async\` with no \`Completion\`: \`WriteMessages\` always returns nil, and a record that is not delivered is dropped unheard.`,
  });
}

function judgeConfigMap(file: GoFile, fields: ReadonlyMap<string, NodeId>, report: Report): void {
  for (const key of ['"acks"', '"request.required.acks"']) {
    const value = fields.get(key);
    if (value === undefined || !/^"?0"?$/.test(constantText(file, value) ?? '')) continue;
    report(value, { message: `The producer asks for acks=0: ${LOST}.` });
  }
}

/** `config.Producer.RequiredAcks = sarama.NoResponse`, `writer.RequiredAcks = kafka.RequireNone`. */
function judgeAssignment(statement: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const [value, ...others] = tree.children(tree.child(statement, Field.right));
  if (value === undefined || others.length > 0 || !/\.(?:NoResponse|RequireNone)$/.test(tree.textOf(value))) return;
  const found = file.qualified(unparenthesized(tree, value));
  if (!found || !/\/(?:sarama|kafka-go)$/.test(found.package)) return;
  if (isOutOfScope(file, statement) || isTelemetry(file, statement)) return;
  report(value, { message: `The producer is set to \`${found.name}\`: ${LOST}.` });
}

function judgeCall(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (!/\bNoAck$/.test(tree.textOf(tree.child(call, Field.function)))) return;
  if (!file.isCallTo(call, FRANZ, 'NoAck') || tree.kind(tree.parent(call)) !== Kind.argument_list) return;
  if (isOutOfScope(file, call) || isTelemetry(file, call)) return;
  report(call, { message: `The client is made with \`NoAck\`: ${LOST}.` });
}

/** `writer.RequiredAcks = …` somewhere in the file. */
function isAssigned(file: GoFile, field: string): boolean {
  const { tree } = file;
  for (const selector of tree.descendants(NONE, Kind.selector_expression))
    if (tree.textOf(tree.child(selector, Field.field)) === field && tree.field(tree.parent(selector)) === Field.left)
      return true;
  return false;
}

function isOutOfScope(file: GoFile, node: NodeId): boolean {
  return isTestCode(file) || isTooling(file) || isChosen(file, node);
}

/** One of several that whoever runs the program chooses from: `case "none": …`. */
function isChosen(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.ancestor(node, Kind.expression_case) !== NONE) return true;
  for (let at = node; at !== NONE; at = tree.ancestor(at, Kind.if_statement)) {
    const condition = tree.kind(at) === Kind.if_statement ? tree.child(at, Field.condition) : NONE;
    if (condition !== NONE && /ack|async|require|reliab|fast/i.test(tree.textOf(condition))) return true;
  }
  return false;
}
