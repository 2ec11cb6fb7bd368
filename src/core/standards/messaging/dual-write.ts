import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { findPath } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { isTransaction } from '../support/database.ts';
import { calledName, calledText } from '../support/ignorable.ts';
import { PUBLISHING_CALLS, publishBehind, publishOf } from '../support/publishes.ts';
import { isReadOnly, isStatementCall, sqlOf } from '../support/statements.ts';
import { isTelemetry } from '../support/telemetry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const dualWrite = defineStandard({
  id: 'messaging/dual-write',
  severity: 'high',
  lane: 'H',
  flags: ['no-idempotency'],
  title: 'State saved and event published one after the other',
  why: 'No transaction spans a database and a broker. When the process dies, or the broker is away, between the two, the order is saved and nobody is told; published first, everybody is told of an order that was rolled back. Retries make it worse: the state is there already, the event still is not.',
  fix: 'Insert the event into an outbox table in the same transaction, and let a relay publish it, at least once.\n\n```go\nif _, err := tx.ExecContext(ctx, `INSERT INTO outbox (id, topic, payload) VALUES ($1, $2, $3)`, id, topic, payload); err != nil {\n\treturn fmt.Errorf("queue event: %w", err)\n}\nreturn tx.Commit()\n```',
  references: [
    'https://microservices.io/patterns/data/transactional-outbox.html',
    'https://learn.microsoft.com/azure/architecture/databases/guide/transactional-out-box-cosmos',
  ],
  examples: {
    bad: [
      `package orders

import (
	"context"
	"database/sql"

	amqp "github.com/rabbitmq/amqp091-go"
)

type store struct {
	db     *sql.DB
	events *amqp.Channel
}

func (s *store) approve(ctx context.Context, id string) error {
	tx, err := s.db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	if _, err := tx.ExecContext(ctx, "UPDATE refunds SET status = 'approved' WHERE id = $1", id); err != nil {
		return err
	}
	if err := tx.Commit(); err != nil {
		return err
	}
	return s.events.PublishWithContext(ctx, "shop", "approved", false, false, amqp.Publishing{MessageId: id}) // want
}`,
      `package orders

import (
	"context"

	kafka "github.com/segmentio/kafka-go"
	"gorm.io/gorm"
)

type order struct{ ID string }

func create(ctx context.Context, db *gorm.DB, w *kafka.Writer, o *order) error {
	if err := db.Create(o).Error; err != nil {
		return err
	}
	return w.WriteMessages(ctx, kafka.Message{Key: []byte(o.ID)}) // want
}`,
      `package orders

import (
	"database/sql"

	"github.com/nats-io/nats.go"
)

type bus struct{ conn *nats.Conn }

func (b *bus) publishOrder(id string) error { return b.conn.Publish("orders", []byte(id)) }

func confirm(db *sql.DB, events *bus, id string) error {
	if _, err := db.Exec("UPDATE orders SET status = 'confirmed' WHERE id = $1", id); err != nil {
		return err
	}
	return events.publishOrder(id) // want
}`,
    ],
    good: [
      `package orders

import (
	"context"
	"database/sql"

	amqp "github.com/rabbitmq/amqp091-go"
)

func show(ctx context.Context, db *sql.DB, events *amqp.Channel, id string) error {
	var status string
	if err := db.QueryRowContext(ctx, "SELECT status FROM orders WHERE id = $1", id).Scan(&status); err != nil {
		return err
	}
	if err := events.PublishWithContext(ctx, "shop", "seen", false, false, amqp.Publishing{}); err != nil {
		return err
	}
	_, err := db.ExecContext(ctx, "UPDATE orders SET seen = true WHERE id = $1", id)
	return err
}`,
      `package outbox

import (
	"context"
	"database/sql"

	amqp "github.com/rabbitmq/amqp091-go"
)

type relay struct {
	db     *sql.DB
	events *amqp.Channel
}

func (r *relay) outboxStep(ctx context.Context, id string) error {
	if _, err := r.db.ExecContext(ctx, "UPDATE outbox SET taken_at = now() WHERE id = $1", id); err != nil {
		return err
	}
	return r.events.PublishWithContext(ctx, "shop", "approved", false, false, amqp.Publishing{MessageId: id})
}`,
      `package orders

import (
	"context"
	"database/sql"

	amqp "github.com/rabbitmq/amqp091-go"
)

func save(ctx context.Context, db *sql.DB, events *amqp.Channel, id string) error {
	if _, err := db.ExecContext(ctx, "INSERT INTO orders VALUES ($1)", id); err != nil {
		_ = events.PublishWithContext(ctx, "shop", "failed", false, false, amqp.Publishing{})
		return err
	}
	return nil
}`,
    ],
  },
  calls: PUBLISHING_CALLS,
  go: { call_expression: judge },
});

const RELAYS = /outbox|relay|inbox|cdc|migrat/i;

function judge(call: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const own = publishOf(file, call);
  const publish = own ?? publishBehind(file, call);
  if (publish === null || (publish.name === 'Publish' && publish.package.includes('redis'))) return;
  const root = enclosingFunction(tree, call);
  if (root === NONE || isTestCode(file) || isTooling(file)) return;
  const texts = file.arguments(call).map((argument) => tree.textOf(argument));
  if (isTelemetry(file, call, ...texts) || RELAYS.test(`${file.dir} ${file.symbolAt(call)} ${tree.textOf(call)}`))
    return;
  const graph = file.flow(root);
  const at = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, call));
  const write = at ? writeBefore(file, graph, at) : NONE;
  if (write === NONE) return;
  const through = own ? '' : `, which publishes through \`${publish.name}\``;
  report(call, {
    message: `\`${calledText(file, write)}\` of line ${tree.line(write)} has saved the state by the time \`${calledText(file, call)}\`${through} is called: a crash or a broker that is away in between leaves it saved, and the event is never sent.`,
    evidence: [write],
  });
}

/** A write from which a way on which nothing failed leads to the publish; the last one in source order. */
function writeBefore(file: GoFile, graph: FlowGraph, publish: Step): NodeId {
  let last = NONE;
  for (const step of graph.steps) {
    if (step.id === publish.id || step.kind === 'defer') continue;
    for (const node of evaluatedNodes(file.tree, step)) {
      if (node <= last || !isCall(file.tree, node) || !isWrite(file, node)) continue;
      if (leadsTo(file, graph, step, publish)) last = node;
    }
  }
  return last;
}

function leadsTo(file: GoFile, graph: FlowGraph, from: Step, publish: Step): boolean {
  const way = findPath(graph, from.id, {
    at: (step) => (step.id === publish.id ? 'found' : isNextTurn(file, step) ? 'stop' : 'pass'),
    takes: (step, { when }) => {
      const check = step.kind === 'branch' && when !== null ? nilCheck(file, step.node) : null;
      return check === null || check.nilWhen === when || !file.isError(check.variable);
    },
  });
  return way !== null;
}

/** The loop comes round: another order. */
function isNextTurn({ tree }: GoFile, step: Step): boolean {
  return tree.kind(step.node) === Kind.range_clause;
}

/** A statement that changes something, or the commit of those before it. */
function isWrite(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  if (calledName(file, call) === 'Commit') {
    const operand = tree.child(calleeOf(tree, call), Field.operand);
    return operand !== NONE && isTransaction(file.index, file.typeOf(operand));
  }
  return isStatementCall(file, call) && !isReadOnly(file, call) && !RELAYS.test(sqlOf(file, call));
}
