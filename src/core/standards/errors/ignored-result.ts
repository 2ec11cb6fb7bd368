import type { Lane } from '../../findings/finding.ts';
import type { FunctionFact } from '../../go/facts.ts';
import type { GoFile } from '../../go/file.ts';
import { nilCheck } from '../../go/flow/nil-check.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError, isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { guardOf, operandsOf, resultTypes } from '../support/guard.ts';
import { entryAround } from '../support/handlers.ts';
import { calledText, isCleanup, isIgnorable, returnsError } from '../support/ignorable.ts';
import { isDecided, isInfallible } from '../support/infallible.ts';
import { REASON, remarkAt } from '../support/remark.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { writeBehind } from '../support/writes.ts';

export const ignoredResult = defineStandard({
  id: 'errors/ignored-result',
  severity: 'high',
  lane: 'D',
  flags: ['no-error-strategy'],
  title: 'Error result dropped',
  why: 'A call that fails unheard looks like one that worked: an order is confirmed that was never committed, a worker is dead while its pod is healthy. Nothing is logged, so the loss is found in the data, days later.',
  fix: 'Return the error with what was being done. Where there is nobody to return it to, log it.\n\n```go\nif err := tx.Commit(); err != nil {\n\treturn fmt.Errorf("commit order: %w", err)\n}\n```',
  references: [
    'https://go.dev/wiki/CodeReviewComments#handle-errors',
    'https://go.dev/doc/effective_go#errors',
    'https://pkg.go.dev/database/sql#Tx.Commit',
  ],
  examples: {
    bad: [
      `func place(ctx context.Context, tx *sql.Tx, id string) error {
	tx.ExecContext(ctx, "INSERT INTO orders VALUES ($1)", id) // want
	tx.Commit() // want
	return nil
}`,
      `type consumer struct{}

func (c *consumer) Run(ctx context.Context) error { return ctx.Err() }

func start(ctx context.Context, c *consumer, srv *http.Server) {
	go c.Run(ctx) // want
	go srv.ListenAndServe() // want
}`,
      `package service

import js "encoding/json"

func parse(body []byte) (order struct{ ID string }) {
	js.Unmarshal(body, &order) // want
	return order
}`,
      `func each[T any](items []T, do func(T) error) {
	for _, item := range items {
		do(item) // want
	}
}`,
      `func check(age int) error {
	if age < 0 {
		fmt.Errorf("age %d", age) // want
	}
	return nil
}`,
      {
        'store/store.go':
          'package store\n\nimport "os"\n\ntype Store struct{}\n\nfunc (s *Store) Save(id string) (int, error) { return 0, os.ErrExist }\n',
        'api/api.go':
          'package api\n\nimport st "example.com/service/store"\n\ntype api struct{ *st.Store }\n\nfunc (a api) put(id string) {\n\ta.Save(id) // want\n\tdefer a.Save(id) // want\n}\n',
      },
      `func export(rows []string) error {
	f, err := os.Create("rows.csv")
	if err != nil {
		return err
	}
	w := bufio.NewWriter(f)
	defer w.Flush() // want
	for _, row := range rows {
		w.WriteString(row)
	}
	return nil
}`,
      `func copyTo(buf *bytes.Buffer, w *bufio.Writer, body io.Reader) {
	io.Copy(buf, body) // want
	w.Write(buf.Bytes())
	rows := csvRows(buf)
	rows.next() // want
}

type reader struct{}

func (reader) next() error { return io.EOF }

func csvRows(r io.Reader) reader { return reader{} }`,
      // A hint: the body of a client's own request.
      `func clone(r *http.Request) *bytes.Buffer {
	var b bytes.Buffer
	b.ReadFrom(r.Body) // want
	return &b
}`,
    ],
    good: [
      `func show(w http.ResponseWriter, h hash.Hash, body []byte) {
	fmt.Println("in")
	fmt.Fprintf(w, "%d", len(body))
	h.Write(body)
	hmac.New(sha256.New, body).Write(body)
	io.WriteString(w, "ok")
	json.NewEncoder(w).Encode(body)
	var b strings.Builder
	b.WriteString("x")
}`,
      `func load(ctx context.Context, db *sql.DB, path string) error {
	f, err := os.Open(path)
	if err != nil {
		return err
	}
	defer f.Close()
	tx, err := db.BeginTx(ctx, nil)
	if err != nil {
		return err
	}
	defer tx.Rollback()
	defer os.Remove(path)
	return tx.Commit()
}`,
      {
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
        'metrics/metrics.go':
          'package metrics\n\ntype Client interface {\n\tIncr(name string, rate float64) error\n}\n',
        'api/api.go':
          'package api\n\nimport (\n\t"database/sql"\n\n\t"example.com/service/metrics"\n)\n\nfunc count(c metrics.Client, name sql.NullString) {\n\tc.Incr("requests", 1)\n\tname.Scan("x")\n}\n',
      },
      `type hub struct{}

func (hub) Save() {}

func (hub) Count() int { return 0 }

func run(json hub, unknown Somewhere) {
	json.Save()
	json.Count()
	unknown.Save()
	defer func() {}()
}`,
      `func save() error { return nil }

func run() {
	save := func() {}
	save()
	errs := make(chan error, 1)
	go func() { errs <- errors.New("x") }()
	if err := <-errs; err != nil {
		log.Print(err)
	}
}`,
      `package service

import (
	"github.com/spf13/cobra"
	"go.uber.org/zap"
)

func command(log *zap.Logger, cmd *cobra.Command) {
	defer log.Sync()
	cmd.MarkFlagRequired("config")
	cmd.Help()
}`,
      {
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
        'orders/orders.go':
          'package orders\n\nimport "example.com/service/notes"\n\nfunc place(n *notes.Notes, err error) error {\n\tn.Signal(true)\n\tn.Ended(err)\n\tn.Checked(err)\n\treturn err\n}\n',
        'notes/notes.go':
          'package notes\n\ntype Notes struct{ changed chan bool }\n\nfunc (n *Notes) Signal(now bool) error {\n\tif !now {\n\t\treturn nil\n\t}\n\tn.changed <- now\n\treturn nil\n}\n\nfunc (n *Notes) Ended(err error) error {\n\tif err == nil {\n\t\treturn nil\n\t}\n\treturn err\n}\n\nfunc (n *Notes) Checked(err error) error { return ended(n, err) }\n\nfunc ended(n *Notes, err error) error {\n\tn.changed <- true\n\treturn err\n}\n',
      },
      `type rules struct{ patterns []string }

func (r *rules) parseRule(pattern string) error {
	if pattern == "" {
		return errors.New("empty pattern")
	}
	return nil
}

func (r *rules) addDefaults() {
	r.parseRule("templates/.*")
}`,
      `func render(out *bytes.Buffer, conn net.Conn) {
	writeFence(out)
	conn.SetDeadline(time.Now())
	io.Copy(conn, out)
	io.WriteString(sha256.New(), "x")
	conn.Close()
}

func list(names []string, w http.ResponseWriter) {
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	page := bufio.NewWriter(w)
	defer page.Flush()
	for _, name := range names {
		fmt.Fprintln(out, name)
		fmt.Fprintln(page, name)
	}
}

func writeFence(w io.Writer) error {
	_, err := io.WriteString(w, "-")
	return err
}`,
    ],
  },
  go: { expression_statement: judge, defer_statement: judge, go_statement: judge },
});

function judge(statement: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const call = tree.children(statement)[0] ?? NONE;
  if (!isCall(tree, call) || !returnsError(file, call)) return;
  if (isCleanup(file, call) || isIgnorable(file, call) || isTestCode(file) || isTooling(file)) return;
  if (isInfallible(file, call) || isDecided(file, call) || REASON.test(remarkAt(file, statement))) return;
  const kind = tree.kind(statement);
  const lane = laneOf(file, statement, call);
  const severity = isMinor(file, call) ? 'medium' : 'high';
  const name = `\`${calledText(file, call)}\``;
  if (file.isCallTo(call, 'fmt', 'Errorf') || file.isCallTo(call, 'errors', 'New', 'Join')) {
    report(call, {
      severity,
      message: `${name} makes an error here that nobody gets: without \`return\` the failed check changes nothing.`,
    });
  } else if (kind === Kind.go_statement) {
    report(call, {
      severity,
      lane: 'H',
      message: `${name} returns an error that ends with its goroutine: when it fails, the work stops and nobody is told.`,
    });
  } else {
    const deferred = returnsErrors(file, statement)
      ? 'the function has already reported success'
      : 'the function does not hear of it';
    const isLast = tree.children(tree.parent(statement)).at(-1) === statement;
    const then =
      kind === Kind.defer_statement
        ? deferred
        : isLast
          ? 'everything goes on as if it had worked'
          : 'the next line runs as if it had worked';
    report(call, { severity, lane, message: `${name} returns an error that nobody reads: when it fails, ${then}.` });
  }
}

/**
 * All that is certain is a write of the repository's own that is lost. A hint where nobody was told of a success, where
 * what is not decoded stays empty, where the function may deal with its failure itself, and where it is a library's,
 * whose writers and connections often cannot fail in the place.
 */
function laneOf(file: GoFile, statement: NodeId, call: NodeId): Lane {
  const callee = file.callee(call);
  if (/^(?:Unmarshal|Decode)/.test(file.calledName(call)) || readsOwnBody(file, call)) return 'H';
  if (file.tree.kind(statement) === Kind.defer_statement && !returnsErrors(file, statement)) return 'H';
  // What takes back what has failed already is done as well as it can be.
  if (file.tree.ancestor(statement, Kind.defer_statement) !== NONE || /rollback/i.test(file.tree.textOf(call)))
    return 'H';
  if (isInFailure(file, statement)) return 'H';
  if (!callee || !file.index.sourcePackage(callee.package) || NOTES.test(callee.name)) return 'H';
  return !isMinor(file, call) && writeBehind(file.index, callee) ? 'D' : 'H';
}

/** In the branch for an error, which is told: what is set right again there cannot fail twice. */
function isInFailure(file: GoFile, statement: NodeId): boolean {
  const guard = guardOf(file, statement);
  if (!guard) return false;
  return operandsOf(file, guard.condition, '||').some((operand) => {
    const check = nilCheck(file, operand);
    return check !== null && check.nilWhen !== guard.when && /\berr/i.test(file.tree.textOf(operand));
  });
}

/** What is noted down beside the work: when somebody was seen last, how often, what went wrong. */
const NOTES =
  /(?:Last\w*|Used\w*|Seen|Touch|Access|Heartbeat|Timestamp|Count|Stats|Statistics|Metrics?|Audit\w*|Log|History|Error|Failure|Attempts?|Cache)(?![a-z])/;

/** The body of a request that nobody sent here: a client's own, most often a buffer. */
function readsOwnBody(file: GoFile, call: NodeId): boolean {
  if (!/^(?:ReadFrom|Copy)$/.test(file.calledName(call)) || entryAround(file, call)) return false;
  const body = file.arguments(call).at(-1) ?? NONE;
  const { tree } = file;
  if (tree.kind(body) !== Kind.selector_expression || tree.textOf(tree.child(body, Field.field)) !== 'Body')
    return false;
  return isNamed(file.typeOf(tree.child(body, Field.operand)), 'net/http', 'Request');
}

function returnsErrors(file: GoFile, node: NodeId): boolean {
  return resultTypes(file, enclosingFunction(file.tree, node)).some((type) => isError(file.typeAt(type)));
}

/** Somebody may still hear of it: the callee logs, or whoever waits for the page sees that it is cut off. */
function isMinor(file: GoFile, call: NodeId): boolean {
  const callee = file.callee(call);
  if (!callee) return false;
  if (/^Execute(?:Template)?$|^Setenv$/.test(callee.name)) return true;
  const fact = file.index.functionFact(callee);
  return fact !== null && (tells(fact, 'logs') || logsBehind(file, callee.package, fact));
}

const FEW_LINES = 4;

/** `func (s *sweeper) sweep() error { return s.removeExpired(now) }`, and that one logs. */
function logsBehind(file: GoFile, path: string, { name, line, endLine, uses }: FunctionFact): boolean {
  if (endLine - line > FEW_LINES) return false;
  const functions = file.index.sourcePackage(path)?.files.flatMap(({ facts }) => facts.functions) ?? [];
  return functions.some(
    (other) =>
      other.name !== name &&
      uses.some((use) => use === other.name || use.endsWith(`.${other.name}`)) &&
      tells(other, 'logs'),
  );
}
