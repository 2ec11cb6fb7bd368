import type { Lane } from '../../findings/finding.ts';
import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantText } from '../support/constants.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode } from '../support/test-code.ts';
import { type Unbounded, unboundedIn } from '../support/unbounded.ts';

const PROMETHEUS = 'github.com/prometheus/client_golang/prometheus';

export const metricCardinality = defineStandard({
  id: 'observability/metric-cardinality',
  severity: 'high',
  lane: 'D',
  flags: ['missing-observability'],
  title: 'Metric label with any number of values',
  why: 'Every value of a label is a time series of its own, kept in the memory of this process until it ends and in Prometheus for as long as it stores anything. A path with an id in it, or a scanner that asks for ten thousand addresses, makes the service and then the monitoring run out of memory, when it is needed most.',
  fix: 'Label with what has few values: the route template, the status class, a reason from a fixed list. What names one thing belongs in a log line or a span.\n\n```go\nrequests.WithLabelValues(r.Pattern, strconv.Itoa(status)).Inc()\nfailures.WithLabelValues(reasonOf(err)).Inc() // "timeout", "conflict", "other"\n```',
  references: [
    'https://prometheus.io/docs/practices/naming/#labels',
    'https://prometheus.io/docs/practices/instrumentation/#do-not-overuse-labels',
    'https://opentelemetry.io/docs/specs/otel/metrics/sdk/#cardinality-limits',
  ],
  examples: {
    bad: [
      `func count(next http.Handler, seen *prometheus.CounterVec) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		next.ServeHTTP(w, r)
		seen.WithLabelValues(r.Method, r.URL.Path).Inc() // want
	})
}`,
      `import (
	"fmt"

	prom "github.com/prometheus/client_golang/prometheus"
)

type store struct{ failures prom.CounterVec }

func (s *store) save(fn func() error) {
	if err := fn(); err != nil {
		s.failures.With(prom.Labels{"op": "save", "reason": err.Error()}).Inc() // want
		reason := fmt.Sprintf("save: %v", err)
		s.failures.GetMetricWithLabelValues("save", reason) // want
	}
}`,
      `import (
	"strings"

	"github.com/gin-gonic/gin"
	"go.opentelemetry.io/otel/attribute"
	"go.opentelemetry.io/otel/metric"
)

func place(orders metric.Int64Counter) gin.HandlerFunc {
	return func(c *gin.Context) {
		id := strings.ToLower(c.Param("id"))
		orders.Add(c, 1, metric.WithAttributes(
			attribute.String("shop", "main"),
			attribute.String("order", id), // want
		))
	}
}`,
      `func observe(took *prometheus.HistogramVec, job uuid.UUID, run func()) {
	run()
	took.WithLabelValues(job.String()).Observe(1) // want
}`,
      `type order struct{ CustomerID, Email string }

func placed(count *prometheus.CounterVec, o order, requestID fmt.Stringer) {
	count.WithLabelValues(o.CustomerID).Inc() // want
	count.WithLabelValues(o.Email).Inc() // want
	count.WithLabelValues(requestID.String()).Inc() // want
}`,
    ],
    good: [
      // A constant that only has such a name.
      `import "github.com/prometheus/client_golang/prometheus"

const Email = "email"

func sent(notified *prometheus.CounterVec) { notified.WithLabelValues(Email).Inc() }`,
      `import (
	"net/http"
	"strconv"

	"github.com/gorilla/mux"
	"github.com/prometheus/client_golang/prometheus"
)

func count(w http.ResponseWriter, r *http.Request, seen *prometheus.CounterVec, status int) {
	route, _ := mux.CurrentRoute(r).GetPathTemplate()
	seen.WithLabelValues(r.Method, route, strconv.Itoa(status)).Inc()
	seen.WithLabelValues(r.Method, r.Pattern, "200").Inc()
	seen.DeleteLabelValues(r.URL.Path)
}`,
      `var known = map[string]bool{"/orders": true}

func count(w http.ResponseWriter, r *http.Request, seen *prometheus.CounterVec) {
	path := r.URL.Path
	if !known[path] {
		path = "other"
	}
	seen.WithLabelValues(path).Inc()
	if r.URL.Path == "/orders" {
		seen.WithLabelValues(r.URL.Path).Inc()
	}
	seen.WithLabelValues(template(r.URL.Path)).Inc()
}

func template(path string) string { return "/orders/:id" }`,
      `var errFull = errors.New("full")

func reject(seen *prometheus.CounterVec, err error, code codes.Code) {
	seen.WithLabelValues(errFull.Error()).Inc()
	seen.WithLabelValues(status.Code(err).String()).Inc()
	seen.WithLabelValues(fmt.Sprintf("%T %s", code, code)).Inc()
}`,
      `type vec struct{}

func (vec) WithLabelValues(values ...string) vec { return vec{} }

func trace(w http.ResponseWriter, r *http.Request, seen vec) {
	seen.WithLabelValues(r.URL.Path)
}`,
      `func carts(open *prometheus.GaugeVec, sessionID string, done <-chan struct{}) {
	open.WithLabelValues(sessionID).Set(1)
	<-done
	open.DeleteLabelValues(sessionID)
}

func fields(open *prometheus.GaugeVec, border, userID, tenantID string) {
	open.WithLabelValues(border, userID, tenantID).Set(1)
}`,
      // Where the program itself sends its requests.
      `type transport struct {
	next http.RoundTripper
	seen *prometheus.CounterVec
}

func (t transport) RoundTrip(r *http.Request) (*http.Response, error) {
	t.seen.WithLabelValues(r.URL.Path).Inc()
	return t.next.RoundTrip(r)
}`,
    ],
  },
  calls: /^(?:(?:GetMetric)?With(?:LabelValues)?|WithAttributes)$/,
  go: {
    call_expression(call, file, report) {
      const labels = labelsOf(file, call);
      if (labels.length === 0 || isTestCode(file)) return;
      for (const label of labels) {
        const found = unboundedIn(file, label);
        if (found && constantText(file, label) === null) report(label, claimOf(file, label, found));
      }
    },
  },
});

const SAID: Readonly<Record<Unbounded['what'], string>> = {
  path: 'is the path that the client asked for: every id in it, and every address that a scanner tries, becomes a time series of its own',
  client: 'is what the client sends: each new value, of as many as somebody cares to make up, becomes a time series',
  address: 'is the address and port of the client: every connection becomes a time series of its own',
  text: 'is the text of an error, with the ids, addresses and durations that it names: every failure may add a time series',
  thing: 'is another for every one of them: each becomes a time series of its own',
  id: 'names one thing among any number: each becomes a time series of its own',
};

function claimOf(file: GoFile, label: NodeId, { node, what }: Unbounded) {
  const { tree } = file;
  const from = label === node ? '' : `, from ${quoted(tree, node)},`;
  // Ids of tenants may be few: whoever gives them out knows.
  const lane: { lane?: Lane } = what === 'id' ? { lane: 'H' } : {};
  return {
    message: `The label's value ${quoted(tree, label)}${from} ${SAID[what]} that is never let go.`,
    evidence: tree.line(node) === tree.line(label) ? [] : [node],
    ...lane,
  };
}

/** Expressions that a call gives labels of a metric as their values. */
function labelsOf(file: GoFile, call: NodeId): readonly NodeId[] {
  const { tree } = file;
  const name = tree.textOf(tree.child(calleeOf(tree, call), Field.field));
  switch (name) {
    case 'WithLabelValues':
    case 'GetMetricWithLabelValues':
      return isVector(file, call) ? file.arguments(call) : [];
    case 'With':
    case 'GetMetricWith': {
      const [labels] = file.arguments(call);
      const literal = labels === undefined ? labels : file.initialiser(labels);
      if (literal === undefined || tree.kind(literal) !== Kind.composite_literal || !isVector(file, call)) return [];
      return [...fieldsOf(tree, literal).values()];
    }
    case 'WithAttributes':
      if (!file.isCallTo(call, 'go.opentelemetry.io/otel/metric', 'WithAttributes')) return [];
      return file.arguments(call).flatMap((attribute) => valueOfAttribute(file, attribute));
    default:
      return [];
  }
}

function isVector(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return callee?.package === PROMETHEUS && /Vec$/.test(callee.receiver ?? '');
}

/** `v` of `attribute.String("k", v)` and `attribute.Key("k").String(v)`. */
function valueOfAttribute(file: GoFile, expression: NodeId): NodeId[] {
  const made = file.initialiser(expression);
  const callee = file.callee(made);
  if (callee?.package !== 'go.opentelemetry.io/otel/attribute' || callee.name !== 'String') return [];
  const value = file.arguments(made).at(-1);
  return value === undefined ? [] : [value];
}
