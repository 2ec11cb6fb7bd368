import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId, type SyntaxTree } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { carriersOf, functionOf, handles, mentionsAny } from '../support/handling.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { AMQP, libraryCallee } from '../support/messages.ts';
import { SETTLING_CALLS, settlementOf } from '../support/settlements.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const nackRequeueForever = defineStandard({
  id: 'messaging/nack-requeue-forever',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Failed message put back without a limit',
  why: 'A message that fails every time comes back at once, to the head of the queue, for ever. One bad order keeps every consumer busy, floods the log and whatever the handler calls, and the good messages behind it wait.',
  fix: 'Put it back once, then let it go to a dead-letter queue, where a person or a delayed retry finds it. Quorum queues count deliveries themselves (`x-delivery-limit`).\n\n```go\n_ = delivery.Nack(false, !delivery.Redelivered)\n```',
  references: [
    'https://www.rabbitmq.com/docs/nack',
    'https://www.rabbitmq.com/docs/dlx',
    'https://www.rabbitmq.com/docs/quorum-queues#poison-message-handling',
  ],
  examples: {
    bad: [
      `package orders

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func consume(ctx context.Context, deliveries <-chan amqp.Delivery, save func(context.Context, []byte) error) {
	for d := range deliveries {
		if err := save(ctx, d.Body); err != nil {
			_ = d.Nack(false, true) // want
			continue
		}
		_ = d.Ack(false)
	}
}

func one(ctx context.Context, d amqp.Delivery, save func(context.Context, []byte) error) error {
	if err := save(ctx, d.Body); err != nil {
		if err := d.Nack(false, true); err != nil { // want
			return err
		}
		return err
	}
	return d.Ack(false)
}`,
      `package orders

import (
	"encoding/json"

	mq "github.com/streadway/amqp"
)

const requeue = true

func handle(d mq.Delivery, save func(map[string]string) error) {
	var order map[string]string
	err := json.Unmarshal(d.Body, &order)
	if err != nil {
		d.Reject(requeue) // want
		return
	}
	d.Ack(false)
}`,
      `package orders

import (
	"context"
	"log"

	amqp "github.com/rabbitmq/amqp091-go"
)

type worker struct{ channel *amqp.Channel }

func (w *worker) handle(ctx context.Context, msg amqp.Delivery) {
	if err := w.process(ctx, msg); err == nil {
		_ = w.channel.Ack(msg.DeliveryTag, false)
	} else {
		log.Print(err)
		_ = w.channel.Nack(msg.DeliveryTag, false, true) // want
	}
}

func (w *worker) process(ctx context.Context, msg amqp.Delivery) error { return nil }`,
    ],
    good: [
      `package orders

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func handle(ctx context.Context, d amqp.Delivery, save func(context.Context, []byte) error) {
	if err := save(ctx, d.Body); err != nil {
		_ = d.Nack(false, !d.Redelivered)
		return
	}
	_ = d.Ack(false)
}`,
      `package orders

import (
	"context"
	"errors"

	amqp "github.com/rabbitmq/amqp091-go"
)

var errBusy = errors.New("busy")

func handle(ctx context.Context, d amqp.Delivery, save func(context.Context, []byte) error) {
	if err := save(ctx, d.Body); err != nil {
		if errors.Is(err, errBusy) {
			_ = d.Nack(false, true)
			return
		}
		_ = d.Nack(false, false)
		return
	}
	_ = d.Ack(false)
}`,
      `package orders

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func handle(ctx context.Context, d amqp.Delivery, allow func(context.Context) error, save func(context.Context, []byte) error) {
	if err := allow(ctx); err != nil {
		_ = d.Nack(false, true)
		return
	}
	if err := save(ctx, d.Body); err != nil {
		if deaths, ok := d.Headers["x-death"].([]any); ok && len(deaths) > 3 {
			_ = d.Ack(false)
			return
		}
		_ = d.Nack(false, true)
		return
	}
	_ = d.Ack(false)
}`,
    ],
  },
  calls: SETTLING_CALLS,
  go: { call_expression: judge },
});

/** Something near counts deliveries, waits, or makes the broker count them. */
const LIMITS =
  /Redelivered|x-death|x-delivery|x-retr|DeliveryCount|delivery[_-]?limit|retr(?:y|ies)|attempts?\b|backoff|time\.(?:Sleep|After)|quorum|dead[_-]?letter|\bdlq|\bdlx/i;

function judge(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const settled = settlementOf(file, call);
  if (settled?.outcome !== 'again' || libraryCallee(file, call)?.package !== AMQP) return;
  if (isTestCode(file) || isTooling(file)) return;
  const root = functionOf(file, settled.message);
  if (enclosingFunction(tree, call) !== root || LIMITS.test(tree.textOf(root)) || limitsInFile(file)) return;
  const failed = failureAround(file, call, carriersOf(file, settled.message));
  if (failed === NONE) return;
  const decodes = DECODES.test(calledName(file, failed));
  const again = decodes
    ? 'its bytes will not change, so it comes back at once and fails again, for ever'
    : 'a message that fails for good comes back at once and fails again, for ever, and nothing counts the tries';
  report(call, {
    message: `\`${calledText(file, call)}\` puts the message back whenever \`${calledText(file, failed)}\` of line ${tree.line(failed)} fails: ${again}.`,
    evidence: [failed],
  });
}

const DECODES = /unmarshal|decode/i;

/** The call whose failure alone decides that the message is put back; NONE where more does, or something else. */
function failureAround(file: GoFile, call: NodeId, carriers: ReadonlySet<NodeId>): NodeId {
  const { tree, bindings } = file;
  let around = decider(tree, call);
  // `if err := d.Nack(false, true); err != nil`: that one asks about the call itself.
  if (tree.kind(around) === Kind.if_statement && isWithin(tree, tree.child(around, Field.initializer), call))
    around = decider(tree, around);
  if (tree.kind(around) !== Kind.if_statement) return NONE;
  const condition = unparenthesized(tree, tree.child(around, Field.condition));
  const check = nilCheck(file, condition);
  if (!check) return NONE;
  const otherwise = tree.child(around, Field.alternative);
  const inElse = isWithin(tree, otherwise, call);
  if (check.nilWhen !== inElse) return NONE;
  for (const use of tree.descendants(condition, Kind.identifier)) {
    if (bindings[use] !== check.variable || !file.isError(use)) continue;
    const value = lastValue(file, use);
    if (value === NONE || !isCall(tree, value)) continue;
    const decodes = DECODES.test(calledName(file, value)) && mentionsAny(file, value, carriers);
    if (decodes || handles(file, value, carriers)) return value;
  }
  return NONE;
}

function isWithin(tree: SyntaxTree, part: NodeId, node: NodeId): boolean {
  return part !== NONE && tree.contains(part, node);
}

function decider(tree: SyntaxTree, node: NodeId): NodeId {
  return tree.ancestor(node, Kind.if_statement, Kind.expression_case, Kind.type_case, Kind.func_literal);
}

/** The file declares queues that limit what comes back. */
function limitsInFile({ tree }: GoFile): boolean {
  return /x-delivery-limit|QueueTypeQuorum|"quorum"/.test(tree.text);
}
