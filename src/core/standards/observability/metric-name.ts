import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { formatText } from '../support/format.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode } from '../support/test-code.ts';

const PROMETHEUS = 'github.com/prometheus/client_golang/prometheus';
const KINDS: Readonly<Record<string, string>> = {
  CounterOpts: 'counter',
  GaugeOpts: 'gauge',
  HistogramOpts: 'histogram',
  SummaryOpts: 'summary',
};

export const metricName = defineStandard({
  id: 'observability/metric-name',
  severity: 'low',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Metric named against the Prometheus conventions',
  why: 'Dashboards, alerts and tools read kind and unit from the name. A counter without `_total` has the type `unknown` in the OpenMetrics format; a duration in milliseconds makes an alert written for seconds wrong by a thousand. Once deployed the name is an interface, so it is cheap to mend only now.',
  fix: 'Name what is measured, in base units, with the suffix of its kind.\n\n```go\nprometheus.CounterOpts{Name: "orders_placed_total"}\nprometheus.HistogramOpts{Name: "order_duration_seconds"}\nprometheus.HistogramOpts{Name: "order_payload_bytes"}\n```\n\nA metric that is already deployed keeps its old name beside the new one until nothing asks for it.',
  references: [
    'https://prometheus.io/docs/practices/naming/',
    'https://pkg.go.dev/github.com/prometheus/client_golang/prometheus/testutil/promlint',
    'https://prometheus.io/docs/specs/om/open_metrics_spec/#counter',
  ],
  examples: {
    bad: [
      `var placed = promauto.NewCounter(prometheus.CounterOpts{
	Namespace: "shop",
	Name:      "orders_placed", // want
})`,
      `import prom "github.com/prometheus/client_golang/prometheus"

const prefix = "order_"

func register[R prom.Registerer](reg R) {
	reg.MustRegister(
		prom.NewHistogram(prom.HistogramOpts{Name: prefix + "latency"}), // want
		prom.NewSummary(prom.SummaryOpts{Name: "order_wait_ms"}), // want
		prom.NewGauge(prom.GaugeOpts{Name: "orders_open_total"}), // want
	)
}`,
      `func metrics() *prometheus.HistogramVec {
	opts := prometheus.HistogramOpts{Name: "order_payload_kilobytes"} // want
	other := &prometheus.HistogramOpts{Name: \`order_response_size\`} // want
	_ = other
	return prometheus.NewHistogramVec(opts, []string{"shop"})
}`,
    ],
    good: [
      `func register(reg prometheus.Registerer, name string) {
	reg.MustRegister(
		prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_placed_total"}),
		prometheus.NewCounter(prometheus.CounterOpts{Name: name}),
		prometheus.NewCounter(prometheus.CounterOpts{Name: "up"}),
		prometheus.NewHistogram(prometheus.HistogramOpts{Name: "order_duration_seconds"}),
		prometheus.NewHistogram(prometheus.HistogramOpts{Name: "order_batch_size"}),
		prometheus.NewGauge(prometheus.GaugeOpts{Name: "orders_open"}),
		prometheus.NewGauge(prometheus.GaugeOpts{Name: "last_order_time_seconds"}),
	)
}`,
      `type CounterOpts struct{ Name string }

var placed = CounterOpts{Name: "orders_placed"}`,
      `import prometheus "example.com/service/metrics"

var placed = prometheus.CounterOpts{Name: "orders_placed"}`,
      // The unit is in the middle, and the name says of what it is a share.
      `var busy = prometheus.NewCounter(prometheus.CounterOpts{Name: "busy_seconds_total"})
var ratio = prometheus.NewGauge(prometheus.GaugeOpts{Name: "order_latency_ratio"})
var slots = prometheus.NewHistogram(prometheus.HistogramOpts{Name: "order_latency_buckets_used"})`,
    ],
  },
  go: {
    composite_literal(literal, file, report) {
      const { tree } = file;
      const type = tree.child(literal, Field.type);
      if (!/(?:Counter|Gauge|Histogram|Summary)Opts$/.test(tree.textOf(type))) return;
      const named = file.qualified(type);
      const kind = named?.package === PROMETHEUS ? KINDS[named.name] : undefined;
      const value = fieldsOf(tree, literal).get('Name');
      if (kind === undefined || value === undefined || isTestCode(file)) return;
      const name = formatText(file, value);
      const fault = name === null ? null : faultOf(name, kind);
      if (name === null || fault === null) return;
      // A unit that is said misleads nobody; that it is another than elsewhere may be the house's rule.
      report(value, {
        message: `\`${name}\` ${fault}`,
        ...(SCALED.test(name) || isDeprecated(file, literal) ? { lane: 'H' } : {}),
      });
    },
  },
});

/** The declaration says so: the name stays for those who still ask for it. */
function isDeprecated(file: GoFile, literal: NodeId): boolean {
  return /\bdeprecated\b/i.test(remarkAt(file, file.tree.ancestor(literal, Kind.var_declaration)));
}

/** Set to 1 once to say that something is there: nobody asks for its rate. */
const STATES = /(?:^|_)(?:up|info)$/;

const SCALED =
  /_(?<unit>milliseconds?|millis|msec|ms|microseconds?|micros|us|nanoseconds?|nanos|ns|minutes?|hours?|days|kilobytes?|megabytes?|gigabytes?|kb|mb|gb|kib|mib|gib)(?:_total)?$/;

/** What is wrong with a name and what it costs, after promlint's rules; null when nothing is. */
function faultOf(name: string, kind: string): string | null {
  const unit = SCALED.exec(name)?.groups?.unit;
  if (unit !== undefined) {
    const base = /b$|byte/.test(unit) ? 'bytes' : 'seconds';
    return `is in ${unit}, and everything else in ${base}: a query or an alert that puts it beside another metric is wrong by the factor. Measure ${base} and say so in the name.`;
  }
  if (kind === 'counter')
    return name.endsWith('_total') || STATES.test(name)
      ? null
      : 'is a counter and does not end in `_total`: the OpenMetrics format gives it out as `unknown`, not as a counter. Once deployed, a new name breaks the queries that use this one.';
  if (name.endsWith('_total'))
    return `is a ${kind} and ends in \`_total\`, which is for counters: whoever goes by the name asks for its \`rate()\` as if it were one.`;
  if (kind !== 'histogram' && kind !== 'summary') return null;
  if (/(?:^|_)(?:duration|latency|elapsed)$/.test(name))
    return 'does not say its unit: whoever sets an alert on it has to look up whether 0.5 is half a second. End it in `_seconds`, the base unit.';
  if (/(?:request|response|payload|body|message|file|object|blob)_size$/.test(name))
    return 'does not say its unit: end it in `_bytes`, the base unit, so that it can be read without the code.';
  return null;
}
