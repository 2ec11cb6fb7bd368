import type { GoFile } from '../../go/file.ts';
import { fateOf } from '../../go/flow/fate.ts';
import { calleeOf, enclosingDeclaration, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { constantText } from '../support/constants.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { AMQP, isLibraryCall } from '../support/messages.ts';
import { isOwnQueue } from '../support/rabbit.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isUsedSomewhere } from '../support/used-somewhere.ts';
import { lastValue } from '../support/values.ts';

export const noPrefetch = defineStandard({
  id: 'messaging/no-prefetch',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'RabbitMQ consumer without a prefetch limit',
  why: 'Without `Qos` RabbitMQ sends a consumer everything that waits in the queue. A backlog of a million messages lands in the memory of one pod, the others get nothing, and when the pod dies of it the whole backlog moves on to kill the next.',
  fix: 'Limit what is on the way before consuming: about as many messages as are handled at once.\n\n```go\nif err := channel.Qos(16, 0, false); err != nil {\n\treturn fmt.Errorf("limit prefetch: %w", err)\n}\n```',
  references: [
    'https://www.rabbitmq.com/docs/consumer-prefetch',
    'https://pkg.go.dev/github.com/rabbitmq/amqp091-go#Channel.Qos',
  ],
  examples: {
    bad: [
      `package notifications

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func consume(ctx context.Context, conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	deliveries, err := channel.ConsumeWithContext(ctx, "orders", "", false, false, false, false, nil) // want
	if err != nil {
		return err
	}
	for delivery := range deliveries {
		_ = delivery.Ack(false)
	}
	return nil
}`,
      `package notifications

import mq "github.com/streadway/amqp"

type consumer struct{ channel *mq.Channel }

func open(conn *mq.Connection) (*consumer, error) {
	channel, err := conn.Channel()
	return &consumer{channel: channel}, err
}

func (c *consumer) deliveries() (<-chan mq.Delivery, error) {
	return c.channel.Consume("orders", "", false, false, false, false, nil) // want
}`,
      `package notifications

import amqp "github.com/rabbitmq/amqp091-go"

func consume(conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	declare(channel)
	_, err = channel.Consume("orders", "", false, false, false, false, nil) // want
	return err
}

func declare(channel *amqp.Channel) {
	channel.QueueDeclare("orders", true, false, false, false, nil)
}`,
    ],
    good: [
      `package notifications

import amqp "github.com/rabbitmq/amqp091-go"

func consume(conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	if err := channel.Qos(16, 0, false); err != nil {
		return err
	}
	_, err = channel.Consume("orders", "", false, false, false, false, nil)
	return err
}`,
      `package notifications

import amqp "github.com/rabbitmq/amqp091-go"

func consume(conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	prepare(channel)
	_, err = channel.Consume("orders", "", false, false, false, false, nil)
	return err
}

func prepare(channel *amqp.Channel) error { return channel.Qos(1, 0, false) }`,
      `package notifications

import amqp "github.com/rabbitmq/amqp091-go"

func consume(channel *amqp.Channel) (<-chan amqp.Delivery, error) {
	return channel.Consume("orders", "", false, false, false, false, nil)
}

func all(conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	_, err = channel.Consume("orders", "", true, false, false, false, nil)
	return err
}

func broadcasts(conn *amqp.Connection) error {
	channel, err := conn.Channel()
	if err != nil {
		return err
	}
	queue, err := channel.QueueDeclare("", false, false, true, false, nil)
	if err != nil {
		return err
	}
	_, err = channel.Consume(queue.Name, "", false, false, false, false, nil)
	return err
}`,
    ],
  },
  calls: /^Consume(?:WithContext)?$/,
  go: { call_expression: judge },
});

const CONSUMES: Readonly<Record<string, number>> = { Consume: 2, ConsumeWithContext: 3 };
const QOS = new Set(['.Qos()']);

function judge(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const name = calledName(file, call);
  const position = CONSUMES[name] ?? Number.POSITIVE_INFINITY;
  const args = file.arguments(call);
  const auto = args[position];
  if (auto === undefined || constantText(file, auto) !== 'false') return;
  if (!isLibraryCall(file, call, AMQP, 'Channel', name) || isTestCode(file) || isTooling(file)) return;
  const channel = unparenthesized(tree, tree.child(calleeOf(tree, call), Field.operand));
  if (tree.kind(channel) === Kind.identifier && file.bindings[channel]) {
    if (!isOpenedHere(file, channel) || isLimited(file, channel)) return;
    // For a channel that is kept in a field it may be any.
  } else if (tree.kind(channel) !== Kind.selector_expression || isUsedSomewhere(file.index, '.Qos')) {
    return;
  }
  if (isOwnQueue(file, args[position - 2] ?? call)) return;
  report(call, {
    message: `\`${calledText(file, call)}\` with manual acknowledgement and no \`Qos\` on its channel: RabbitMQ sends the whole backlog of the queue to this one process, which holds it in memory until it is acknowledged.`,
  });
}

/** `channel, err := conn.Channel()`. */
function isOpenedHere(file: GoFile, channel: NodeId): boolean {
  const opened = lastValue(file, channel);
  return isCall(file.tree, opened) && isLibraryCall(file, opened, AMQP, 'Connection', 'Channel');
}

/** The variable's own `Qos` is called, or it goes where that cannot be ruled out. */
function isLimited(file: GoFile, channel: NodeId): boolean {
  const { tree, bindings } = file;
  const variable = bindings[channel] as number;
  const around = enclosingDeclaration(tree, channel);
  for (const use of tree.descendants(around, Kind.identifier)) {
    if (bindings[use] !== variable || use === variable) continue;
    const parent = tree.parent(use);
    if (tree.kind(parent) === Kind.selector_expression) {
      if (tree.textOf(tree.child(parent, Field.field)) === 'Qos') return true;
    } else if (tree.kind(parent) === Kind.argument_list) {
      const taker = tree.parent(parent);
      const position = file.arguments(taker).indexOf(use);
      if (!isCall(tree, taker) || fateOf(file, taker, position, QOS) !== 'borrowed') return true;
    } else if (tree.field(parent) !== Field.left && tree.kind(parent) !== Kind.binary_expression) {
      return true;
    }
  }
  return false;
}
