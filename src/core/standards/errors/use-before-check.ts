import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { findPath } from '../../go/flow/paths.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isError, isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { type Acquisition, acquisitionOf } from '../support/acquisition.ts';
import { givenAt } from '../support/assigned.ts';
import { constantText } from '../support/constants.ts';
import { dereference, isEmptyOnError } from '../support/dereference.ts';
import { calledText } from '../support/ignorable.ts';
import { isNilOnError } from '../support/nil-on-error.ts';
import { mentions, stepOf } from '../support/nilness.ts';
import { isTestCode } from '../support/test-code.ts';

export const useBeforeCheck = defineStandard({
  id: 'errors/use-before-check',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Result used before its error is checked',
  why: 'Go functions return nothing usable with an error. The first refused connection or missing file makes this a nil pointer dereference: the request dies in a panic instead of the error that would have told why, and outside an HTTP handler the process dies with it.',
  fix: 'Check the error first, then use or defer.\n\n```go\nresp, err := client.Do(req)\nif err != nil {\n\treturn fmt.Errorf("get stock: %w", err)\n}\ndefer resp.Body.Close()\n```',
  references: [
    'https://pkg.go.dev/net/http#hdr-Clients_and_Transports',
    'https://go.dev/doc/effective_go#errors',
    'https://staticcheck.dev/docs/checks/#SA5001',
  ],
  examples: {
    bad: [
      `func stock(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	defer resp.Body.Close() // want
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}`,
      `func names(db *sql.DB) error {
	rows, err := db.Query("SELECT name FROM users")
	for rows.Next() { // want
	}
	if err != nil {
		return err
	}
	return rows.Err()
}`,
      `func accept(l net.Listener, log func(string)) error {
	var conn net.Conn
	var err error
	for {
		conn, err = l.Accept()
		log(conn.RemoteAddr().String()) // want
		if err != nil {
			return err
		}
		conn.Close()
	}
}`,
      `func size(path string) (int64, error) {
	f, err := os.Open(path)
	defer f.Close() // want
	if err != nil {
		return 0, err
	}
	info, failure := f.Stat()
	return info.Size(), failure // want
}`,
      `type order struct{ ID string }

func find[T any](get func(T) (*order, error), key T) string {
	o, err := get(key)
	id := o.ID // want
	if err != nil {
		return ""
	}
	return id
}`,
      `func head(read func() ([]string, error)) (string, error) {
	lines, err := read()
	first := lines[0] // want
	return first, err
}`,
    ],
    good: [
      // What else the call gave decides before.
      `type report struct{ valid bool }

func first(parse func() ([]*url.URL, bool, error)) (string, error) {
	var r report
	var urls []*url.URL
	var warning error
	urls, r.valid, warning = parse()
	if !r.valid {
		return "", warning
	}
	main := urls[0]
	return main.Host, warning
}`,
      // What is asked with constants alone is made; and nothing is hidden by what is thrown away.
      `func scroll(ctx context.Context, client *http.Client) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodPost, "/_search/scroll", nil)
	req.Header.Set("Accept", "application/json")
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}`,
      `func stock(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	defer resp.Body.Close()
	return resp.StatusCode, nil
}`,
      `func read(r io.Reader, buf []byte) (int, error) {
	n, err := r.Read(buf)
	buf[0] = byte(n)
	if err != nil {
		return n, err
	}
	return n, nil
}`,
      `func stock(c *http.Client, req *http.Request) (code int, err error) {
	resp, err := c.Do(req)
	if resp != nil {
		defer resp.Body.Close()
		code = resp.StatusCode
	}
	return code, err
}`,
      `func either(a, b func() (*http.Response, error)) string {
	resp, err := a()
	if err != nil {
		resp, err = b()
	}
	if err == nil && resp.StatusCode == 200 {
		return resp.Status
	}
	return ""
}`,
      `func parse(text string) (string, error) {
	u, err := url.Parse(text)
	log.Print(u, err)
	t, err := time.Parse(time.RFC3339, text)
	return t.String(), err
}`,
      `func must(err error) {
	if err != nil {
		panic(err)
	}
}

func stock(c *http.Client, url string) (string, func()) {
	resp, err := c.Get(url)
	must(err)
	other, err := c.Get(url)
	stop := func() { other.Body.Close() }
	if err != nil {
		return "", nil
	}
	return resp.Status, stop
}`,
      `type reply struct{ id string }

func (r *reply) GetId() string {
	if r == nil {
		return ""
	}
	return r.id
}

func ask(call func() (*reply, error)) (string, error) {
	r, err := call()
	return r.GetId(), err
}`,
      `type order struct{ id string }

func merge(find func() (int, *order, error)) (string, error) {
	state, o, err := find()
	switch state {
	case 1:
		return o.id, nil
	default:
		return "", err
	}
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const acquired = acquisitionOf(file, call);
      const error = acquired?.names.at(-1) ?? NONE;
      if (!acquired || acquired.names.length < 2 || !file.bindings[error] || isTestCode(file)) return;
      const type = file.typeOf(call);
      const last = type.kind === 'tuple' ? type.of.at(-1) : undefined;
      if (type.kind !== 'tuple' || !last || !isError(last)) return;
      const results = acquired.names.slice(0, -1);
      for (const [index, name] of results.entries()) {
        const verdicts = results.filter((other) => other !== name).map((other) => file.bindings[other] as number);
        const use = usedUnchecked(file, call, acquired.statement, name, error, type.of[index], verdicts);
        // A request whose method and address are constants is made, or no test would pass.
        if (use === NONE || isFixedRequest(file, call) || isDecidedByField(file, acquired, use)) continue;
        const { tree } = file;
        const used = tree.textOf(tree.parent(use));
        const claim = `\`${tree.textOf(name)}\` is used before \`${tree.textOf(error)}\` of \`${calledText(file, call)}\` is looked at`;
        // Methods of a nil file return an error instead of a panic, and nobody looks at that of a deferred `Close`.
        const onFile = isNamed(file.typeOf(name), 'os', 'File');
        const harmless = onFile && /\.Close$/.test(used) && isDropped(file, use);
        report(use, {
          message: onFile
            ? `${claim}: when the call fails, \`${used}\` runs on a nil file, and its "invalid argument" hides what went wrong.`
            : `${claim}: when the call fails, \`${used}\` panics, and the error is never seen.`,
          evidence: [acquired.statement],
          severity: harmless ? 'low' : onFile ? 'medium' : 'high',
          ...((harmless || !isNilOnError(file, call, index)) && { lane: 'H' as const }),
        });
      }
    },
  },
});

/** `v, status.Valid, err := parse(text)`, and `if !status.Valid { return … }` before the use. */
function isDecidedByField({ tree }: GoFile, { statement, names }: Acquisition, use: NodeId): boolean {
  const fields = names.filter((name) => tree.kind(name) === Kind.selector_expression).map((name) => tree.textOf(name));
  if (fields.length === 0) return false;
  for (let node = tree.next(statement); node < use; node++)
    if (
      tree.kind(node) === Kind.if_statement &&
      fields.some((field) => tree.textOf(tree.child(node, Field.condition)).includes(field))
    )
      return true;
  return false;
}

/** `http.NewRequestWithContext(ctx, http.MethodPost, "/_search", body)` */
function isFixedRequest(file: GoFile, call: NodeId): boolean {
  if (!file.isCallTo(call, 'net/http', 'NewRequest', 'NewRequestWithContext')) return false;
  return file
    .arguments(call)
    .slice(-3, -1)
    .every(
      (argument) =>
        constantText(file, argument) !== null || METHOD.test(file.tree.textOf(argument)) || isUrl(file, argument),
    );
}

/** `u.String()` of an address that was taken apart before. */
function isUrl(file: GoFile, argument: NodeId): boolean {
  return isCall(file.tree, argument) && file.isMethodCall(argument, 'net/url', 'URL', 'String');
}

const METHOD = /^http\.Method\w+$/;

/** In a `defer`, as a statement, or given to `_`. */
function isDropped({ tree }: GoFile, use: NodeId): boolean {
  if (tree.ancestor(use, Kind.defer_statement) !== NONE) return true;
  const call = tree.ancestor(use, Kind.call_expression);
  if (tree.kind(tree.parent(call)) === Kind.expression_statement) return true;
  const left = tree.child(tree.parent(tree.parent(call)), Field.left);
  return left !== NONE && tree.textOf(left) === '_';
}

/** The first use of a result that its error may have left empty; NONE when every way asks first. */
function usedUnchecked(
  file: GoFile,
  call: NodeId,
  statement: NodeId,
  name: NodeId,
  error: NodeId,
  type: Type | undefined,
  verdicts: readonly number[],
): NodeId {
  const { tree, bindings } = file;
  const value = bindings[name] as number;
  const root = enclosingFunction(tree, call);
  if (!value || !type || enclosingFunction(tree, value) !== root || !isEmptyOnError(file, type)) return NONE;
  const failure = bindings[error] as number;
  const graph = file.flow(root);
  const start = stepOf(file, graph, statement);
  if (!start) return NONE;
  let found: NodeId = NONE;
  const at = (step: Step) => {
    if (!step.evaluates) return 'pass';
    const use = dereference(file, step, value, type);
    if (use !== NONE && !asksBefore(file, step, use, value, failure)) {
      found = use;
      return 'found';
    }
    const ends = mentions(file, step.node, failure) || mentions(file, step.node, value);
    return ends || verdicts.some((one) => asks(file, step, one)) ? 'stop' : 'pass';
  };
  findPath(graph, start.id, { at });
  return found;
}

/** `switch status { … }`, `if !ok`: another result of the call decides how it goes on, and says what the error would. */
function asks(file: GoFile, { kind, node }: Step, verdict: number): boolean {
  const { tree } = file;
  const decides = kind === 'branch' || tree.field(node) === Field.value || tree.field(node) === Field.condition;
  return verdict !== NONE && decides && mentions(file, node, verdict);
}

/** Within the step the value or its error is looked at before: `err == nil && v.Ok()` in one expression. */
function asksBefore(file: GoFile, step: Step, use: NodeId, value: NodeId, failure: NodeId): boolean {
  const { tree, bindings } = file;
  for (let node = step.node; node < use; node++) {
    if (tree.kind(node) !== Kind.identifier || givenAt(file, node)) continue;
    if (bindings[node] === failure || bindings[node] === value) return true;
  }
  return false;
}
