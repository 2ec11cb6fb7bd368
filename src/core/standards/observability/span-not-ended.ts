import type { GoFile } from '../../go/file.ts';
import type { Origin } from '../../go/flow/origin.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { type Leaked, leakOf } from '../support/acquisition.ts';
import { deferred } from '../support/mend/deferred.ts';
import { isAcquired, isListed, type Sources } from '../support/sources.ts';
import { rootOf } from '../support/values.ts';

const RELEASES = new Set(['.End()', '.Finish()', '.EndSpan()']);
/** Starters that return the span first, and those that return it after the context. */
const FIRST: Sources = {
  'github.com/opentracing/opentracing-go':
    /^(?:StartSpan|StartSpanFromContext|StartSpanFromContextWithTracer|Tracer\.StartSpan)$/,
  'gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer': /^StartSpan(?:FromContext)?$/,
  'github.com/DataDog/dd-trace-go/v2/ddtrace/tracer': /^StartSpan(?:FromContext)?$/,
  'go.elastic.co/apm/v2': /^StartSpan(?:Options)?$/,
};
const SECOND: Sources = {
  'go.opentelemetry.io/otel/trace': /^Tracer\.Start$/,
  'go.opencensus.io/trace': /^StartSpan(?:WithRemoteParent)?$/,
};
const FINISHES = /opentracing|dd-trace-go/;
const TRACING = /opentracing|opentelemetry|opencensus|ddtrace/;

export const spanNotEnded = defineStandard({
  id: 'observability/span-not-ended',
  severity: 'high',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Span not ended on every path',
  why: 'A span that is not ended is never exported. The traces that miss it are those of the unusual path, mostly the failing one: just what somebody looks for during an incident.',
  fix: 'Defer the end where the span is started.\n\n```go\nctx, span := tracer.Start(ctx, "reserve")\ndefer span.End()\n```',
  references: [
    'https://opentelemetry.io/docs/specs/otel/trace/api/#end',
    'https://pkg.go.dev/go.opentelemetry.io/otel/trace#Span',
  ],
  examples: {
    bad: [
      `func reserve(ctx context.Context, tracer trace.Tracer, fn func(context.Context) error) error {
	ctx, span := tracer.Start(ctx, "reserve") // want
	if err := fn(ctx); err != nil {
		span.RecordError(err)
		return err
	}
	span.End()
	return nil
}`,
      `func reserve(ctx context.Context, fn func(context.Context) error) error {
	ctx, _ = otel.Tracer("stock").Start(ctx, "reserve") // want
	return fn(ctx)
}`,
      `import (
	"context"

	ot "github.com/opentracing/opentracing-go"
)

func load(ctx context.Context, fn func(context.Context) error) error {
	span, ctx := ot.StartSpanFromContext(ctx, "load") // want
	span.SetTag("kind", "load")
	return fn(ot.ContextWithSpan(ctx, span))
}`,
      `type stock struct{ tracer trace.Tracer }

func (s stock) begin(ctx context.Context, name string) (context.Context, trace.Span) {
	return s.tracer.Start(ctx, name)
}

func note(span trace.Span) { span.AddEvent("seen") }

func (s stock) reserve(ctx context.Context, fn func(context.Context)) {
	ctx, span := s.begin(ctx, "reserve") // want
	note(span)
	fn(trace.ContextWithSpan(ctx, span))
}`,
    ],
    good: [
      `func reserve(ctx context.Context, tracer trace.Tracer, fn func(context.Context) error) error {
	ctx, span := tracer.Start(ctx, "reserve")
	defer span.End()
	return fn(ctx)
}`,
      `func end(span trace.Span, err error) {
	span.RecordError(err)
	span.End()
}

func reserve(ctx context.Context, tracer trace.Tracer, fn func(context.Context) error) (err error) {
	ctx, span := tracer.Start(ctx, "reserve")
	defer func() { end(span, err) }()
	return fn(ctx)
}`,
      `type call struct{ span trace.Span }

func open(ctx context.Context, tracer trace.Tracer) *call {
	_, span := tracer.Start(ctx, "call")
	return &call{span}
}`,
      `func async(ctx context.Context, tracer trace.Tracer, fn func(context.Context)) {
	ctx, span := tracer.Start(ctx, "async")
	go func() {
		defer span.End()
		fn(ctx)
	}()
}`,
      // Ended by whoever has the context.
      `func before(ctx context.Context, tracer trace.Tracer) context.Context {
	ctx, _ = tracer.Start(ctx, "query")
	return ctx
}

func after(ctx context.Context) { trace.SpanFromContext(ctx).End() }`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const position = positionOfSpan(file, call);
      if (position < 0 || /[nN]oop/.test(file.tree.textOf(call))) return;
      const leak = leakOf(file, call, { position, releases: RELEASES, borrows: (taking) => isTracing(file, taking) });
      if (!leak || (leak.name === null && isEndedThroughContext(file))) return;
      report(call, {
        message: `${leak.name === null ? 'The span is dropped, so it' : `\`${leak.name}\``} is not ended ${leak.name === null ? 'at all' : leak.when}: it is never exported, and this way is missing from the traces.`,
        evidence: [leak.exit],
        mend: () => ended(file, call, position, leak),
      });
    },
  },
});

/** Position of the span among the results of a call that starts one, else -1. */
function positionOfSpan(file: GoFile, call: NodeId): number {
  const callee = file.callee(call);
  if (callee === null) return -1;
  if (isListed(FIRST, callee)) return 0;
  if (isListed(SECOND, callee)) return 1;
  const type = file.typeOf(call);
  const results = type.kind === 'tuple' ? type.of : [type];
  const position = results.findIndex((result) => isNamed(result, 'go.opentelemetry.io/otel/trace', 'Span'));
  const starts = ({ callee, position: at }: Origin) => isListed(SECOND, callee) && at === 1;
  return position >= 0 && isAcquired(file, call, position, starts) ? position : -1;
}

/** `trace.ContextWithSpan(ctx, span)`, `ext.Error.Set(span, true)`: the libraries' own functions only use a span. */
function isTracing(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  const path = file.importPath(rootOf(tree, tree.child(callee, Field.operand)));
  return path !== null && TRACING.test(path);
}

/** Code of the package ends spans that it takes from a context. */
function isEndedThroughContext(file: GoFile): boolean {
  const files = file.package?.files ?? [];
  return files.some(({ facts }) =>
    facts.functions.some(({ uses }) => uses.some((use) => use.endsWith('SpanFromContext')) && uses.includes('.End')),
  );
}

/** OpenTelemetry takes a second end as none; other libraries warn or count it. */
function ended(file: GoFile, call: NodeId, position: number, leak: Leaked): Edit[] | null {
  const type = file.typeOf(call);
  const span = type.kind === 'tuple' ? type.of[position] : type;
  const otel = span !== undefined && isNamed(span, 'go.opentelemetry.io/otel/trace', 'Span');
  const method = FINISHES.test(file.callee(call)?.package ?? '') ? 'Finish' : 'End';
  return deferred(file, leak, {
    release: (name) => `${name}.${method}()`,
    names: ['span', 'own'],
    ...(otel ? {} : { once: true }),
  });
}
