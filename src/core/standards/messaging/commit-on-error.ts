import type { GoFile } from '../../go/file.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { assignmentsOf } from '../../go/flow/knowledge.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { findPath } from '../../go/flow/paths.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { alwaysEndsIn, type Failure, failedCall } from '../support/failed-work.ts';
import { carriersOf, functionOf, handles, mentionsAny } from '../support/handling.ts';
import { calledText } from '../support/ignorable.ts';
import { SETTLING_CALLS, settlementOf } from '../support/settlements.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const commitOnError = defineStandard({
  id: 'messaging/commit-on-error',
  severity: 'high',
  lane: 'D',
  flags: ['no-idempotency'],
  title: 'Message counted as done although its handling failed',
  why: 'The handler failed, the message is acknowledged all the same: the database was away for a minute, and every order of that minute is gone. The consumer looks healthy, its lag is zero, and only a log line remembers.',
  fix: 'Acknowledge on success only. On failure put the message back for a few tries, then to the dead letters, and acknowledge it when it is safe there.\n\n```go\nif err := handle(ctx, message); err != nil {\n\tif err := deadLetters.Publish(ctx, message, err); err != nil {\n\t\treturn err // read again after the restart\n\t}\n}\nsession.MarkMessage(message, "")\n```',
  references: [
    'https://www.rabbitmq.com/docs/dlx',
    'https://pkg.go.dev/github.com/IBM/sarama#ConsumerGroupSession',
    'https://www.confluent.io/blog/error-handling-patterns-in-kafka/',
  ],
  examples: {
    bad: [
      `package orders

import (
	"context"
	"log"

	"github.com/IBM/sarama"
)

type handler struct{ save func(context.Context, []byte) error }

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		if err := h.save(session.Context(), message.Value); err != nil {
			log.Printf("save: %v", err)
		}
		session.MarkMessage(message, "") // want
	}
	return nil
}`,
      `package orders

import (
	"context"
	"log/slog"

	mq "github.com/streadway/amqp"
)

func each(ctx context.Context, deliveries <-chan mq.Delivery, save func(context.Context, []byte) (int, error)) {
	var err error
	for d := range deliveries {
		_, err = save(ctx, d.Body)
		d.Ack(false) // want
	}
	slog.Error("stopped", "error", err)
}

func handle(ctx context.Context, d mq.Delivery, save func(context.Context, []byte) error) {
	err := save(ctx, d.Body)
	if err != nil {
		slog.Error("save failed", "error", err)
		d.Ack(false) // want
		return
	}
	d.Ack(false)
}`,
      `package orders

import (
	"context"
	"log"

	"cloud.google.com/go/pubsub"
)

func receive(ctx context.Context, sub *pubsub.Subscription, save func(context.Context, []byte) error) error {
	return sub.Receive(ctx, func(ctx context.Context, msg *pubsub.Message) {
		defer msg.Ack() // want
		if err := save(ctx, msg.Data); err != nil {
			log.Print(err)
			return
		}
		log.Print("saved")
	})
}`,
    ],
    good: [
      `package orders

import (
	"context"

	"github.com/IBM/sarama"
)

type handler struct {
	save func(context.Context, []byte) error
	dead func(context.Context, *sarama.ConsumerMessage, error) error
}

func (h *handler) ConsumeClaim(session sarama.ConsumerGroupSession, claim sarama.ConsumerGroupClaim) error {
	for message := range claim.Messages() {
		if err := h.save(session.Context(), message.Value); err != nil {
			if err := h.dead(session.Context(), message, err); err != nil {
				return err
			}
		}
		session.MarkMessage(message, "")
	}
	return nil
}`,
      `package orders

import (
	"context"
	"errors"
	"log"

	amqp "github.com/rabbitmq/amqp091-go"
)

var errDuplicate = errors.New("duplicate")

func handle(ctx context.Context, d amqp.Delivery, save func(context.Context, []byte) error) error {
	if err := save(ctx, d.Body); err != nil {
		log.Print(err)
		if errors.Is(err, errDuplicate) {
			return d.Ack(false)
		}
		return d.Nack(false, false)
	}
	return d.Ack(false)
}`,
      `package orders

import (
	"context"

	"github.com/segmentio/kafka-go"
)

func run(ctx context.Context, r *kafka.Reader, save func(context.Context, []byte) error) error {
	for {
		m, err := r.FetchMessage(ctx)
		if err != nil {
			return err
		}
		if err := save(ctx, m.Value); err != nil {
			return err
		}
		if err := r.CommitMessages(ctx, m); err != nil {
			return err
		}
	}
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
  if (enclosingFunction(tree, call) !== root) return;
  const graph = file.flow(root);
  const ack = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, call));
  if (!ack) return;
  const carriers = carriersOf(file, settled.message);
  const unseen = unseenFailure(file, graph, ack, settled.message, carriers);
  if (unseen !== NONE) {
    report(call, {
      message: `\`${calledText(file, call)}\` runs whatever \`${calledText(file, unseen)}\` of line ${tree.line(unseen)} returned: nothing looks at its error in between, and when it failed the broker takes the message for done all the same.`,
      evidence: [unseen],
    });
    return;
  }
  for (const branch of graph.steps) {
    const check = branch.kind === 'branch' ? nilCheck(file, branch.node) : null;
    if (!check) continue;
    const failed = failedCall(file, branch, check.variable, carriers);
    const failure = { file, graph, error: check.variable, carriers };
    if (failed === NONE || !endsInAck(failure, ack, settled.message, branch, !check.nilWhen)) continue;
    report(call, {
      message: `\`${calledText(file, call)}\` also runs when \`${calledText(file, failed)}\` of line ${tree.line(failed)} failed, and nothing keeps the message: the broker takes it for done, and what it asked for never happens.`,
      evidence: [failed],
    });
    return;
  }
}

/** The work whose error is kept in a variable that nothing reads on a way to the acknowledgement; NONE where there is none. */
function unseenFailure(
  file: GoFile,
  graph: FlowGraph,
  ack: Step,
  message: NodeId,
  carriers: ReadonlySet<NodeId>,
): NodeId {
  const { tree, bindings } = file;
  if (ack.kind === 'defer') return NONE;
  for (const step of graph.steps) {
    if (!step.evaluates || !ASSIGNS.has(tree.kind(step.node))) continue;
    const [value = NONE, ...others] = tree.children(tree.child(step.node, Field.right));
    const name = tree.children(tree.child(step.node, Field.left)).at(-1) ?? NONE;
    const error = bindings[name] as number;
    if (others.length > 0 || !error || !isCall(tree, value) || !file.isError(name)) continue;
    if (!handles(file, value, carriers)) continue;
    const way = findPath(graph, step.id, {
      at: (next) => {
        if (next.id === ack.id) return 'found';
        const again = next.evaluates && assignmentsOf(file, next.node).some(({ variable }) => variable === message);
        // `if ack { … }`: something else decides.
        const asked = next.kind === 'branch' && /ack|commit|ok|success|fail/i.test(tree.textOf(next.node));
        return again || asked || mentionsAny(file, next.node, new Set([error])) ? 'stop' : 'pass';
      },
    });
    if (way) return value;
  }
  return NONE;
}

const ASSIGNS = new Set<number>([Kind.short_var_declaration, Kind.assignment_statement]);

/** Every way on from the failure comes to the acknowledgement. */
function endsInAck(failure: Failure, ack: Step, message: NodeId, branch: Step, when: boolean): boolean {
  const { file } = failure;
  const deferred = ack.kind === 'defer';
  // A deferred acknowledgement must have been registered before the failure.
  if (deferred && ack.id >= branch.id) return false;
  return alwaysEndsIn(failure, branch, when, (step) => {
    if (step.id === ack.id) return 'reached';
    const next = step.evaluates && assignmentsOf(file, step.node).some(({ variable }) => variable === message);
    return step.kind !== 'end' && !next ? 'pass' : deferred ? 'reached' : 'leaves';
  });
}
