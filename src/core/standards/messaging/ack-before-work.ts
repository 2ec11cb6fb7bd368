import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { assignmentsOf } from '../../go/flow/knowledge.ts';
import { findPath } from '../../go/flow/paths.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { carriersOf, functionOf, handles, mayHandle, mentionsAny } from '../support/handling.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { SETTLING_CALLS, settlementOf } from '../support/settlements.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const ackBeforeWork = defineStandard({
  id: 'messaging/ack-before-work',
  severity: 'high',
  lane: 'D',
  flags: ['no-idempotency'],
  title: 'Message acknowledged before its work is done',
  why: 'An acknowledgement tells the broker to forget the message. When it is sent first, a failed handler or a pod that is replaced in between loses the message for good: no redelivery, no dead letter, and nothing but a log line to tell which order it was.',
  fix: 'Handle first, acknowledge afterwards, and make the handler safe to repeat.\n\n```go\nif err := handle(ctx, delivery); err != nil {\n\treturn delivery.Nack(false, !delivery.Redelivered)\n}\nreturn delivery.Ack(false)\n```',
  references: [
    'https://www.rabbitmq.com/docs/confirms#consumer-acknowledgements',
    'https://pkg.go.dev/github.com/IBM/sarama#ConsumerGroupSession',
    'https://docs.nats.io/using-nats/developer/develop_jetstream/consumers',
  ],
  examples: {
    bad: [
      `package orders

import (
	"context"
	"encoding/json"

	amqp "github.com/rabbitmq/amqp091-go"
)

type event struct{ ID string }

func consume(ctx context.Context, deliveries <-chan amqp.Delivery, save func(context.Context, event) error) error {
	for d := range deliveries {
		var e event
		if err := json.Unmarshal(d.Body, &e); err != nil {
			_ = d.Reject(false)
			continue
		}
		_ = d.Ack(false) // want
		if err := save(ctx, e); err != nil {
			return err
		}
	}
	return nil
}`,
      `package orders

import kafka "github.com/Shopify/sarama"

type handler struct{}

func (h *handler) ConsumeClaim(session kafka.ConsumerGroupSession, claim kafka.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		go h.process(message)
		session.MarkMessage(message, "") // want
	}
	return nil
}

func (h *handler) process(message *kafka.ConsumerMessage) {}`,
      `package orders

import (
	"context"
	"log"

	"github.com/segmentio/kafka-go"
)

func relay(ctx context.Context, r *kafka.Reader, out chan<- string) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		_ = r.CommitMessages(ctx, m) // want
		out <- string(m.Value)
	}
}

func run(ctx context.Context, r *kafka.Reader, store interface{ Save(context.Context, []byte) error }) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		log.Printf("message %s", m.Key)
		if err := r.CommitMessages(ctx, m); err != nil { // want
			return err
		}
		if err := store.Save(ctx, m.Value); err != nil {
			log.Print(err)
		}
	}
}`,
    ],
    good: [
      `package orders

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func consume(ctx context.Context, deliveries <-chan amqp.Delivery, save func(context.Context, []byte) error) error {
	for d := range deliveries {
		if err := save(ctx, d.Body); err != nil {
			_ = d.Nack(false, false)
			continue
		}
		_ = d.Ack(false)
	}
	return nil
}`,
      `package orders

import (
	"sync"

	"github.com/IBM/sarama"
)

type handler struct{}

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		var wg sync.WaitGroup
		wg.Add(1)
		go func() {
			defer wg.Done()
			h.process(message)
		}()
		wg.Wait()
		session.MarkMessage(message, "")
	}
	return nil
}

func (h *handler) process(message *sarama.ConsumerMessage) {}`,
      `package orders

import (
	"context"
	"log"

	"github.com/nats-io/nats.go"
)

func handle(ctx context.Context, save func(context.Context, []byte) error) nats.MsgHandler {
	return func(msg *nats.Msg) {
		defer msg.Ack()
		if err := save(ctx, msg.Data); err != nil {
			log.Print(err)
		}
	}
}

func skip(ctx context.Context, msg *nats.Msg, wanted bool, save func(context.Context, []byte) error) error {
	if !wanted {
		return msg.Ack()
	}
	if err := save(ctx, msg.Data); err != nil {
		return err
	}
	return msg.Ack()
}`,
    ],
  },
  calls: SETTLING_CALLS,
  go: { call_expression: judge },
});

function judge(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const settled = settlementOf(file, call);
  if (settled?.outcome !== 'done' || isTestCode(file) || isTooling(file) || isTelemetry(file, call)) return;
  const root = functionOf(file, settled.message);
  if (enclosingFunction(tree, call) !== root || tree.ancestor(call, Kind.defer_statement) !== NONE) return;
  if (isAskedFor(file, call)) return;
  const graph = file.flow(root);
  const at = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, call));
  if (!at) return;
  const carriers = carriersOf(file, settled.message);
  const started = goroutineBefore(file, graph, at, settled.message, carriers);
  if (started !== NONE) {
    report(call, {
      message: `\`${calledText(file, call)}\` does not wait for the goroutine of line ${tree.line(started)} that handles the message: when it fails, or the pod stops first, the broker has already forgotten the message.`,
      evidence: [started],
    });
    return;
  }
  if (worksBefore(file, call, settled.message, carriers)) return;
  const later = workAfter(file, graph, at, settled.message, carriers);
  if (later === NONE) return;
  const work = isCall(tree, later) ? `\`${calledText(file, later)}\`` : 'the hand-over';
  report(call, {
    message: `\`${calledText(file, call)}\` comes before ${work} of line ${tree.line(later)}, on which the work depends: when that fails, or the pod stops first, the broker has already forgotten the message.`,
    evidence: [later],
  });
}

/** `if cfg.AutoCommit { msg.Ack() }`: whoever runs the program chooses to lose messages rather than see them twice. */
function isAskedFor(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  for (let at = tree.ancestor(call, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement))
    if (/auto|early|eager|immediate|most.?once/i.test(tree.textOf(tree.child(at, Field.condition)))) return true;
  return false;
}

/** In source order something may have handled the message already. */
function worksBefore(file: GoFile, ack: NodeId, message: NodeId, carriers: ReadonlySet<NodeId>): boolean {
  const { tree } = file;
  for (let node = message; node < ack; node++) {
    if (
      isCall(tree, node) &&
      !tree.contains(node, ack) &&
      !takes(file, node, message) &&
      mayHandle(file, node, carriers)
    )
      return true;
    if (tree.kind(node) === Kind.send_statement && mentionsAny(file, node, carriers)) return true;
  }
  return false;
}

/** The call that the message comes from: `m, err := r.FetchMessage(ctx)`. */
function takes({ tree }: GoFile, call: NodeId, message: NodeId): boolean {
  return tree.parent(tree.parent(call)) === tree.parent(tree.parent(message));
}

function workAfter(
  file: GoFile,
  graph: FlowGraph,
  start: Step,
  message: NodeId,
  carriers: ReadonlySet<NodeId>,
): NodeId {
  let found = NONE;
  findPath(graph, start.id, {
    at: (step) => {
      if (isNext(file, step, message)) return 'stop';
      for (const node of evaluatedNodes(file.tree, step)) {
        const sends = file.tree.kind(node) === Kind.send_statement && mentionsAny(file, node, carriers);
        if (!sends && !(isCall(file.tree, node) && handles(file, node, carriers))) continue;
        found = node;
        return 'found';
      }
      return 'pass';
    },
  });
  return found;
}

/** `go handle(msg)` from which a way leads to the acknowledgement without waiting. */
function goroutineBefore(
  file: GoFile,
  graph: FlowGraph,
  ack: Step,
  message: NodeId,
  carriers: ReadonlySet<NodeId>,
): NodeId {
  const { tree } = file;
  for (const step of graph.steps) {
    if (tree.kind(step.node) !== Kind.go_statement || !mentionsAny(file, step.node, carriers)) continue;
    if (![...tree.descendants(step.node, Kind.call_expression)].some((call) => handles(file, call, carriers))) continue;
    const reached = findPath(graph, step.id, {
      at: (next) => {
        if (next.id === ack.id) return 'found';
        return isNext(file, next, message) || waits(file, next) ? 'stop' : 'pass';
      },
    });
    if (reached) return step.node;
  }
  return NONE;
}

function isNext(file: GoFile, step: Step, message: NodeId): boolean {
  return step.evaluates && assignmentsOf(file, step.node).some(({ variable }) => variable === message);
}

/** The step waits for something: a `Wait`, or a value from a channel. */
function waits(file: GoFile, step: Step): boolean {
  const { tree } = file;
  for (const node of evaluatedNodes(tree, step)) {
    if (isCall(tree, node) && /^(?:Wait|Acquire|Done)$/.test(calledName(file, node))) return true;
    if (tree.kind(node) === Kind.receive_statement) return true;
    if (tree.kind(node) === Kind.unary_expression && tree.textOf(node).startsWith('<-')) return true;
  }
  return false;
}
