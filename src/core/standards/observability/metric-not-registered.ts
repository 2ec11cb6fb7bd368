import type { FileFacts } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { isExported } from '../../go/names.ts';
import { enclosingDeclaration, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { destinationOf } from '../support/destination.ts';
import { isTestCode } from '../support/test-code.ts';

const PROMETHEUS = 'github.com/prometheus/client_golang/prometheus';
const MAKES = /^New(?:Counter|Gauge|Histogram|Summary)(?:Vec)?$/;
/** What a metric is recorded with; nothing of it makes the metric known to a registry. */
const RECORDS =
  /^(?:WithLabelValues|With|GetMetricWith(?:LabelValues)?|Inc|Dec|Add|Sub|Set|SetToCurrentTime|Observe|Reset|Delete(?:LabelValues|PartialMatch)?)$/;
const REGISTERS = /Register|Collector|Collect$|Describe$|(?:^|\.)append$|^reflect\./;

export const metricNotRegistered = defineStandard({
  id: 'observability/metric-not-registered',
  severity: 'medium',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Metric recorded and never registered',
  why: 'A collector that no registry knows is counted up and never scraped. The dashboard shows no data, which looks like no errors, and the alert on it never fires.',
  fix: 'Register it where it is made.\n\n```go\nvar placed = promauto.With(reg).NewCounter(prometheus.CounterOpts{Name: "orders_placed_total", Help: "…"})\n```\n\nor `reg.MustRegister(placed)` where the service starts.',
  references: [
    'https://pkg.go.dev/github.com/prometheus/client_golang/prometheus#Registerer',
    'https://pkg.go.dev/github.com/prometheus/client_golang/prometheus/promauto',
  ],
  examples: {
    bad: [
      `var placed = prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_placed_total"}) // want
var failed = prometheus.NewCounterVec(prometheus.CounterOpts{Name: "orders_failed_total"}, []string{"reason"})

func init() { prometheus.MustRegister(failed) }

func place() { placed.Inc() }`,
      `import prom "github.com/prometheus/client_golang/prometheus"

type metrics struct {
	placed prom.Counter
	took   prom.Histogram
}

func newMetrics(reg prom.Registerer) *metrics {
	m := &metrics{
		placed: prom.NewCounter(prom.CounterOpts{Name: "orders_placed_total"}),
		took: prom.NewHistogram(prom.HistogramOpts{ // want
			Name: "order_duration_seconds",
		}),
	}
	reg.MustRegister(m.placed)
	return m
}

func (m *metrics) place() {
	m.placed.Inc()
	m.took.Observe(1)
}`,
      {
        'orders/metrics.go': `package orders

import "github.com/prometheus/client_golang/prometheus"

var Open *prometheus.GaugeVec

func Setup() {
	Open = prometheus.NewGaugeVec(prometheus.GaugeOpts{Name: "orders_open"}, nil) // want
	seen := prometheus.NewCounter(prometheus.CounterOpts{Name: "setups_total"}) // want
	seen.Inc()
}`,
        'orders/place.go': 'package orders\n\nfunc place(shop string) { Open.WithLabelValues(shop).Inc() }\n',
        'main.go':
          'package main\n\nimport "example.com/service/orders"\n\nfunc main() { orders.Open.WithLabelValues("main").Set(0) }\n',
      },
    ],
    good: [
      `var placed = promauto.NewCounter(prometheus.CounterOpts{Name: "orders_placed_total"})
var failed = prometheus.NewCounter(prometheus.CounterOpts{Name: "orders_failed_total"})
var all = []prometheus.Collector{failed}

func place(reg prometheus.Registerer) {
	placed.Inc()
	failed.Inc()
	reg.MustRegister(all...)
}`,
      `type metrics struct{ placed, failed *prometheus.CounterVec }

func newMetrics(reg prometheus.Registerer) *metrics {
	m := &metrics{placed: registered(reg, prometheus.NewCounterVec(prometheus.CounterOpts{}, nil))}
	m.failed = prometheus.NewCounterVec(prometheus.CounterOpts{}, nil)
	for _, c := range m.collectors() {
		reg.MustRegister(c)
	}
	m.placed.WithLabelValues("a").Inc()
	m.failed.WithLabelValues("a").Inc()
	return m
}

func (m *metrics) collectors() []prometheus.Collector { return []prometheus.Collector{m.failed} }

func registered[C prometheus.Collector](reg prometheus.Registerer, c C) C {
	reg.MustRegister(c)
	return c
}`,
      // It is a collector itself.
      `type stock struct{ open prometheus.Gauge }

func newStock() *stock { return &stock{open: prometheus.NewGauge(prometheus.GaugeOpts{})} }

func (s *stock) Describe(ch chan<- *prometheus.Desc) { s.open.Describe(ch) }
func (s *stock) Collect(ch chan<- prometheus.Metric) {
	s.open.Set(1)
	s.open.Collect(ch)
}`,
      {
        'orders/metrics.go': `package orders

import "github.com/prometheus/client_golang/prometheus"

var placed = prometheus.NewCounter(prometheus.CounterOpts{})
var Failed = prometheus.NewCounter(prometheus.CounterOpts{})

func place() {
	placed.Inc()
	Failed.Inc()
}`,
        'orders/register.go': `package orders

import "github.com/prometheus/client_golang/prometheus"

func Setup(reg prometheus.Registerer) { reg.MustRegister(placed) }`,
        'main.go': `package main

import (
	"example.com/service/orders"
	"github.com/prometheus/client_golang/prometheus"
)

func main() { prometheus.MustRegister(orders.Failed) }`,
      },
    ],
  },
  calls: MAKES,
  go: {
    call_expression(call, file, report) {
      const callee = file.callee(call);
      if (callee?.package !== PROMETHEUS || callee.receiver !== null || !MAKES.test(callee.name)) return;
      // A stand-in for where nobody scrapes says so, or has no name.
      if (isTestCode(file) || /no_?op|discard|fake|dummy|nil/i.test(file.symbolAt(call) ?? '')) return;
      const held = holderOf(file, call);
      if (held === null || !isOnlyRecorded(file, held)) return;
      report(call, {
        message: `\`${held.text}\` is recorded (${held.recorded}) and no registry is ever given it: it is not part of any scrape, and what is built on it shows nothing.`,
      });
    },
  },
});

interface Holder {
  /** As written: `m.took`, `placed`. */
  text: string;
  name: string;
  /** Identifier that declares a local variable; NONE for a package's variable or a field. */
  variable: NodeId;
  field: boolean;
  /** A place that records it, for the message. */
  recorded: string;
}

/** The variable or field that alone holds what the call makes; null where somebody else gets it too. */
function holderOf(file: GoFile, call: NodeId): Holder | null {
  const { tree } = file;
  const destination = destinationOf(file, call);
  const held = (name: string, text: string, variable: NodeId, field: boolean) => ({
    text,
    name,
    variable,
    field,
    recorded: '',
  });
  if (destination.to === 'field')
    return destination.name === '' ? null : held(destination.name, destination.name, NONE, true);
  if (destination.to !== 'variable') return null;
  const { name } = destination;
  const text = tree.textOf(name);
  if (tree.kind(name) === Kind.selector_expression)
    return held(tree.textOf(tree.child(name, Field.field)), text, NONE, true);
  if (tree.kind(name) !== Kind.identifier || text === '_') return null;
  const variable = file.bindings[name] as number;
  const local = variable !== NONE && enclosingDeclaration(tree, variable) !== NONE;
  return held(text, text, local ? variable : NONE, false);
}

/** Some use records the metric, and no use, wherever it is visible, does anything else. */
function isOnlyRecorded(file: GoFile, held: Holder): boolean {
  const { tree, bindings } = file;
  const { kinds } = tree.arrays;
  for (let node = 1; node < kinds.length; node++) {
    const kind = kinds[node];
    if (kind !== Kind.identifier && kind !== Kind.field_identifier) continue;
    if (held.variable !== NONE ? bindings[node] !== held.variable : tree.textOf(node) !== held.name) continue;
    if (held.variable === NONE && !held.field && bindings[node]) continue;
    const use = useAt(file, node, held.field);
    if (use === 'other') return false;
    if (use === 'record') held.recorded ||= `line ${tree.line(node)}`;
  }
  return (held.variable !== NONE || isOnlyRecordedElsewhere(file, held)) && held.recorded !== '';
}

function useAt(file: GoFile, node: NodeId, field: boolean): 'record' | 'given' | 'other' | null {
  const { tree } = file;
  let value = node;
  if (field) {
    value = tree.parent(node);
    if (tree.kind(value) !== Kind.selector_expression || tree.field(node) !== Field.field) {
      // A key of a literal or the field's declaration; anything else of that name is another thing.
      return null;
    }
  }
  const parent = tree.parent(value);
  const name = tree.textOf(tree.child(parent, Field.field));
  if (tree.kind(parent) === Kind.selector_expression && tree.field(value) === Field.operand)
    return RECORDS.test(name) && isCall(tree, tree.parent(parent)) ? 'record' : 'other';
  if (tree.kind(parent) === Kind.var_spec && tree.field(value) === Field.name) return 'given';
  if (tree.kind(parent) === Kind.expression_list && tree.field(parent) === Field.left) return 'given';
  return 'other';
}

/** The same for other files, by the names that their functions use. */
function isOnlyRecordedElsewhere(file: GoFile, held: Holder): boolean {
  const own = file.package;
  if (own === null) return false;
  const uses = held.field ? `.${held.name}` : held.name;
  const others = own.files.filter(({ path }) => path !== file.path && !path.endsWith('_test.go'));
  const inside = others.every(({ facts }) => recordsOnly(facts, (use) => use === uses, held));
  if (!inside || !isExported(held.name)) return inside;
  return file.index
    .importers(own.path)
    .every(({ facts }) => recordsOnly(facts, (use) => use.endsWith(`.${held.name}`), held));
}

function recordsOnly(facts: FileFacts, isUse: (use: string) => boolean, held: Holder): boolean {
  if ([...facts.values, ...facts.types].some(({ uses }) => uses.some(isUse))) return false;
  return facts.functions.every(({ uses, name }) => {
    if (!uses.some(isUse)) return true;
    const records = uses.some((use) => use.startsWith('.') && RECORDS.test(use.slice(1)));
    if (!records || uses.some((use) => REGISTERS.test(use))) return false;
    held.recorded ||= `in \`${name}\``;
    return true;
  });
}
