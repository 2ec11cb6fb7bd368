import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { carriesTraces } from '../support/carries-traces.ts';
import { fieldsOf } from '../support/composite.ts';
import { contextAtHand } from '../support/context-at-hand.ts';
import { calledText } from '../support/ignorable.ts';
import { AMQP, KAFKA_GO, SARAMA } from '../support/messages.ts';
import { publishOf } from '../support/publishes.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const propagationLost = defineStandard({
  id: 'observability/propagation-lost',
  severity: 'medium',
  lane: 'H',
  flags: ['missing-observability'],
  title: 'Call or message without the trace that it belongs to',
  why: 'The trace ends here. What the other side does for this request starts a trace of its own, so nobody can tell from the failed order which message or which call failed, in the one moment when it matters.',
  fix: 'Hand the context on. A message carries it in its headers.\n\n```go\nreq, err := http.NewRequestWithContext(ctx, http.MethodPost, url, body)\n\nheaders := amqp.Table{}\notel.GetTextMapPropagator().Inject(ctx, headerCarrier(headers))\nmessage := amqp.Publishing{Headers: headers, Body: body}\n```',
  references: [
    'https://opentelemetry.io/docs/concepts/context-propagation/',
    'https://pkg.go.dev/go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp#NewTransport',
    'https://www.w3.org/TR/trace-context/',
  ],
  examples: {
    bad: [
      {
        'rabbit/publisher.go': injecting(),
        'refunds/store.go': `package refunds

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

type store struct{ events *amqp.Channel }

func (s *store) settled(ctx context.Context, id string) error {
	return s.events.PublishWithContext(ctx, "shop", "settled", false, false, amqp.Publishing{MessageId: id}) // want
}

func (s *store) approved(ctx context.Context, id string) error {
	message := amqp.Publishing{MessageId: id}
	return s.events.PublishWithContext(ctx, "shop", "approved", false, false, message) // want
}`,
      },
      {
        'rabbit/publisher.go': injecting(),
        'refunds/worker.go': `package refunds

import (
	"context"
	web "net/http"
)

func send(ctx context.Context, client *web.Client) error {
	request, err := web.NewRequest(web.MethodPost, "https://pay.example.com", nil)
	if err != nil {
		return err
	}
	request.Header.Set("Accept", "text/plain")
	response, err := client.Do(request) // want
	if err != nil {
		return err
	}
	return response.Body.Close()
}`,
      },
      {
        'rabbit/publisher.go': injecting(),
        'orders/api.go': `package orders

import (
	"net/http"

	"github.com/IBM/sarama"
)

func place[T any](producer sarama.SyncProducer) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		producer.SendMessage(&sarama.ProducerMessage{Topic: "orders"}) // want
	}
}`,
      },
    ],
    good: [
      // Headers are given, or are put in afterwards.
      {
        'rabbit/publisher.go': injecting(),
        'refunds/store.go': `package refunds

import (
	"context"
	"net/http"

	amqp "github.com/rabbitmq/amqp091-go"
)

func settled(ctx context.Context, events *amqp.Channel, headers amqp.Table) error {
	message := amqp.Publishing{}
	message.Headers = headers
	if err := events.PublishWithContext(ctx, "shop", "settled", false, false, amqp.Publishing{Headers: headers}); err != nil {
		return err
	}
	return events.PublishWithContext(ctx, "shop", "settled", false, false, message)
}

func send(ctx context.Context, client *http.Client) (*http.Response, error) {
	request, err := http.NewRequest(http.MethodGet, "https://pay.example.com", nil)
	if err != nil {
		return nil, err
	}
	return client.Do(request.WithContext(ctx))
}`,
      },
      // Nothing in the program traces.
      {
        'refunds/store.go': `package refunds

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

func settled(ctx context.Context, events *amqp.Channel) error {
	return events.PublishWithContext(ctx, "shop", "settled", false, false, amqp.Publishing{})
}`,
      },
      {
        'rabbit/publisher.go': injecting(),
        'refunds/job.go': `package refunds

import (
	"context"

	amqp "github.com/rabbitmq/amqp091-go"
)

type channel struct{}

func (channel) PublishWithContext(ctx context.Context, message amqp.Publishing) error { return nil }

func settled(ctx context.Context, events channel) error {
	return events.PublishWithContext(ctx, amqp.Publishing{})
}

func beat(events *amqp.Channel) error {
	return events.Publish("shop", "beat", false, false, amqp.Publishing{})
}`,
      },
    ],
  },
  go: {
    call_expression(call, file, report) {
      const lost = messageWithout(file, call) || requestWithout(file, call);
      if (lost === NONE || isTestCode(file) || isTooling(file) || !carriesTraces(file.index)) return;
      const context = contextAtHand(file, call)?.context;
      if (!context || INJECTS.test(file.tree.textOf(enclosingDeclaration(file.tree, call)))) return;
      report(call, {
        message: `\`${calledText(file, call)}\` sends ${file.tree.kind(lost) === Kind.call_expression ? 'a request made without a context' : 'a message without headers'}: the trace of \`${context.expression}\` ends here, and what the other side does cannot be found by it.`,
        evidence: [lost],
      });
    },
  },
});

/** Example code: the program's own way to hand the trace on. */
function injecting(): string {
  return `package rabbit

import (
	"context"

	"go.opentelemetry.io/otel"
	"go.opentelemetry.io/otel/propagation"
)

func Inject(ctx context.Context, headers map[string]string) {
	otel.GetTextMapPropagator().Inject(ctx, propagation.MapCarrier(headers))
}`;
}

const INJECTS = /\bInject\w*\(|traceparent|\.Headers\b/i;
const WITH_HEADERS: ReadonlySet<string> = new Set([AMQP, SARAMA, KAFKA_GO]);

/** The message that is published, where it is written out here and has no headers; NONE otherwise. */
function messageWithout(file: GoFile, call: NodeId): NodeId {
  const { tree } = file;
  const callee = publishOf(file, call);
  if (!callee || !WITH_HEADERS.has(callee.package)) return NONE;
  const last = file.initialiser(file.arguments(call).at(-1) ?? NONE);
  const literal = tree.kind(last) === Kind.unary_expression ? (tree.children(last)[0] ?? NONE) : last;
  if (tree.kind(literal) !== Kind.composite_literal) return NONE;
  const fields = fieldsOf(tree, literal);
  return fields.size === 0 || fields.has('Headers') ? NONE : literal;
}

/** The `http.NewRequest` whose request `client.Do` sends; NONE where it is made otherwise. */
function requestWithout(file: GoFile, call: NodeId): NodeId {
  if (!file.isMethodCall(call, 'net/http', 'Client', 'Do')) return NONE;
  const made = lastValue(file, file.arguments(call)[0] ?? NONE);
  return made !== NONE && file.isCallTo(made, 'net/http', 'NewRequest') ? made : NONE;
}
