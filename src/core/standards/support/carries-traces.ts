import type { GoIndex } from '../../go/index/go-index.ts';

const TRACERS = [
  'go.opentelemetry.io/otel/trace',
  'go.opentelemetry.io/otel/sdk/trace',
  'github.com/opentracing/opentracing-go',
  'gopkg.in/DataDog/dd-trace-go.v1/ddtrace/tracer',
  'github.com/DataDog/dd-trace-go/v2/ddtrace/tracer',
  'go.opencensus.io/trace',
];

/** The program makes traces; metrics alone come from the same `otel` package. */
export function isTraced(index: GoIndex): boolean {
  if (TRACERS.some((path) => index.importers(path).length > 0)) return true;
  return index
    .importers('go.opentelemetry.io/otel')
    .some(({ facts }) => facts.functions.some(({ uses }) => uses.some((use) => /\.Tracer$/.test(use))));
}

const CARRIES = new WeakMap<GoIndex, boolean>();

/** The program hands traces on elsewhere: it injects them itself, or its clients do. */
export function carriesTraces(index: GoIndex): boolean {
  let known = CARRIES.get(index);
  if (known === undefined) {
    const client = index.importers('go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp');
    known =
      client.some(({ facts }) =>
        facts.functions.some(({ uses }) => uses.some((use) => use.endsWith('.NewTransport'))),
      ) ||
      index
        .importers('go.opentelemetry.io/otel')
        .some(({ facts }) => facts.functions.some(({ uses }) => uses.includes('.Inject')));
    CARRIES.set(index, known);
  }
  return known;
}
