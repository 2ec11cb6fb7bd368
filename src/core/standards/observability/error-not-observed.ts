import type { Callee, GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { givenAt } from '../support/assigned.ts';
import { operandsOf } from '../support/guard.ts';
import { isNote } from '../support/handling.ts';
import { calledText } from '../support/ignorable.ts';
import { implementationOf } from '../support/implementations.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const errorNotObserved = defineStandard({
  id: 'observability/error-not-observed',
  severity: 'low',
  lane: 'H',
  flags: ['missing-observability'],
  title: 'Cause of a server error lost',
  why: 'The client sees a 500 and the dashboard a rise of them, but the error that says why is gone: neither a log line nor a metric nor a span has it. The incident is then found out by guessing, or by a release that adds the missing line.',
  fix: 'Log the error where it is turned into a status, or record it on the span.\n\n```go\nif err != nil {\n\th.logger.ErrorContext(r.Context(), "find order", "order_id", id, "error", err)\n\thttp.Error(w, "find order", http.StatusInternalServerError)\n\treturn\n}\n```',
  references: [
    'https://opentelemetry.io/docs/specs/semconv/exceptions/exceptions-logs/',
    'https://sre.google/sre-book/monitoring-distributed-systems/',
    'https://pkg.go.dev/go.opentelemetry.io/otel/trace#Span',
  ],
  examples: {
    bad: [
      `type handler struct{ orders interface{ Find(ctx context.Context, id string) (string, error) } }

func (h *handler) find(w http.ResponseWriter, r *http.Request) {
	order, err := h.orders.Find(r.Context(), r.PathValue("id"))
	if err != nil { // want
		http.Error(w, "find failed", http.StatusInternalServerError)
		return
	}
	w.Write([]byte(order))
}`,
      `import nethttp "net/http"

func list(c *gin.Context, db *sql.DB) {
	if _, err := db.ExecContext(c, "delete from carts"); err != nil { // want
		c.JSON(nethttp.StatusBadGateway, gin.H{"error": "try again"})
		return
	}
	c.Status(nethttp.StatusNoContent)
}`,
      `func pay(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "update orders set paid = true where id = 1")
	if err != nil { // want
		return status.Error(codes.Internal, "payment failed")
	}
	return nil
}

// Hides it from the client, and from everybody else.
func reply(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil { // want
		fail(w, http.StatusInternalServerError)
	}
}

func fail(w http.ResponseWriter, code int) { w.WriteHeader(code) }`,
    ],
    good: [
      `func find(w http.ResponseWriter, r *http.Request, db *sql.DB) {
	if err := db.PingContext(r.Context()); err != nil {
		slog.ErrorContext(r.Context(), "ping", "error", err)
		http.Error(w, "down", http.StatusServiceUnavailable)
	}
	if err := db.PingContext(r.Context()); err != nil {
		failures.Inc()
		w.WriteHeader(http.StatusInternalServerError)
	}
	if err := db.PingContext(r.Context()); err != nil {
		http.Error(w, err.Error(), http.StatusInternalServerError)
	}
}

var failures = prometheus.NewCounter(prometheus.CounterOpts{Name: "failures_total"})`,
      // The client's own mistake; a kind of error that is expected.
      `var errGone = errors.New("gone")

func find(w http.ResponseWriter, r *http.Request) {
	if err := r.ParseForm(); err != nil {
		http.Error(w, "form", http.StatusBadRequest)
	}
	if err := load(); err != nil && errors.Is(err, errGone) {
		http.Error(w, "gone", http.StatusServiceUnavailable)
	}
}

func load() error { return errGone }

func answer(w http.ResponseWriter, r *http.Request) {
	text, err := json.Marshal(r.Header)
	if err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
	if _, err := w.Write(text); err != nil {
		w.WriteHeader(http.StatusInternalServerError)
	}
}`,
      // Logged by what fails, by what answers, or by a deferred function.
      `func find(w http.ResponseWriter, r *http.Request) {
	if err := load(r.Context()); err != nil {
		http.Error(w, "load", http.StatusInternalServerError)
	}
	if err := r.ParseForm(); err != nil {
		fail(w, r, http.StatusInternalServerError)
	}
}

func load(ctx context.Context) error {
	err := ctx.Err()
	if err != nil {
		slog.ErrorContext(ctx, "load", "error", err)
	}
	return err
}

func fail(w http.ResponseWriter, r *http.Request, code int) {
	slog.WarnContext(r.Context(), "failed", "path", r.URL.Path)
	w.WriteHeader(code)
}

func save(ctx context.Context, db *sql.DB, span trace.Span) (code codes.Code) {
	_, err := db.ExecContext(ctx, "update orders set paid = true where id = 1")
	defer func() {
		if err != nil {
			span.RecordError(err)
		}
	}()
	if err != nil {
		return status.Code(status.Error(codes.Internal, "save"))
	}
	return codes.OK
}`,
    ],
  },
  go: {
    if_statement(statement, file, report) {
      const { tree } = file;
      const body = tree.child(statement, Field.consequence);
      if (!/Status(?:Internal|BadGateway|ServiceUn|GatewayTime)|codes\.(?:Internal|Un)/.test(tree.textOf(body))) return;
      const error = checkedError(file, tree.child(statement, Field.condition));
      if (error === NONE || isTestCode(file) || isTooling(file)) return;
      const answer = answerIn(file, body);
      if (answer === null || isObserved(file, body, answer.call)) return;
      const failed = failedCall(file, error);
      if (failed === NONE || tellsNothing(file, failed) || isLoggedBy(file, failed) || isReadByDefer(file, error))
        return;
      report(statement, {
        message: `\`${calledText(file, failed)}\` failed and the caller is told \`${answer.status}\`, but nobody is told why: \`${tree.textOf(error)}\` ends here, in no log line, metric or span.`,
        evidence: [answer.call],
      });
    },
  },
});

/** `err` of a condition that is `err != nil` and nothing more; NONE for every other. */
function checkedError(file: GoFile, condition: NodeId): NodeId {
  const { tree } = file;
  const [only, ...others] = operandsOf(file, condition, '&&');
  if (only === undefined || others.length > 0 || tree.kind(only) !== Kind.binary_expression) return NONE;
  const left = tree.child(only, Field.left);
  if (tree.kind(tree.child(only, Field.operator)) !== Token['!='] || tree.kind(left) !== Kind.identifier) return NONE;
  if (tree.kind(tree.child(only, Field.right)) !== Kind.nil || !file.isError(left)) return NONE;
  const declaration = file.bindings[left] as number;
  const body = tree.child(tree.ancestor(condition, Kind.if_statement), Field.consequence);
  return declaration && !mentions(file, body, declaration) ? left : NONE;
}

function mentions(file: GoFile, node: NodeId, declaration: NodeId): boolean {
  const end = file.tree.next(node);
  for (let at = node; at < end; at++) if (at !== declaration && file.bindings[at] === declaration) return true;
  return false;
}

const SERVER_FAULTS = /^Status(?:InternalServerError|BadGateway|ServiceUnavailable|GatewayTimeout)$/;
const RPC_FAULTS = /^(?:Internal|Unknown|Unavailable)$/;

/** The call in the branch that is given a status which blames the server. */
function answerIn(file: GoFile, body: NodeId): { call: NodeId; status: string } | null {
  const { tree } = file;
  const end = tree.next(body);
  for (let call = body; call < end; call++) {
    if (!isCall(tree, call)) continue;
    for (const argument of file.arguments(call)) {
      if (tree.kind(argument) !== Kind.selector_expression) continue;
      const found = file.qualified(argument);
      const http = found?.package === 'net/http' && SERVER_FAULTS.test(found.name);
      const rpc = found?.package === 'google.golang.org/grpc/codes' && RPC_FAULTS.test(found.name);
      if (http || rpc) return { call, status: tree.textOf(argument) };
    }
  }
  return null;
}

/** The branch logs, counts or records something, whatever it says; or leaves that to somebody it does not name. */
function isObserved(file: GoFile, body: NodeId, answer: NodeId): boolean {
  const { tree } = file;
  const end = tree.next(body);
  for (let call = body; call < end; call++) {
    if (!isCall(tree, call)) continue;
    if (call === answer ? isLoggedBy(file, call) : isNote(file, call) || isLoggedBy(file, call)) return true;
  }
  return false;
}

/** A function of the repository that writes a log line, or calls one of its package that does so by its name. */
function isLoggedBy(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (callee === null) return false;
  const declared = declaredBehind(file, callee);
  return declared !== null && tells(declared.fact, 'observes');
}

function declaredBehind(file: GoFile, callee: Callee) {
  const implementation = implementationOf(file.index, callee);
  return file.index.declaredFunction(implementation ?? callee);
}

/** The call that the error comes from; NONE where it is none, or one of several. */
function failedCall(file: GoFile, error: NodeId): NodeId {
  const { tree, bindings } = file;
  let call = NONE;
  for (let at = bindings[error] as number; at < error; at++) {
    if (bindings[at] !== bindings[error] && at !== bindings[error]) continue;
    const given = givenAt(file, at);
    if (given) call = isCall(tree, given.value) ? given.value : NONE;
  }
  return call;
}

/** Its error is the program's own mistake, or that of a client who has gone. */
function tellsNothing(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  return (
    callee !== null &&
    ((callee.package === 'encoding/json' && callee.name.startsWith('Marshal')) || callee.receiver === 'ResponseWriter')
  );
}

/** A deferred function reads the variable when all is done. */
function isReadByDefer(file: GoFile, error: NodeId): boolean {
  const { tree, bindings } = file;
  const fn = enclosingFunction(tree, error);
  return tree
    .descendants(fn, Kind.defer_statement)
    .some((deferred) => mentions(file, deferred, bindings[error] as number));
}
