import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantInt } from '../support/constants.ts';
import { destinationOf } from '../support/destination.ts';
import { sendsOf } from '../support/http-client.ts';
import { isCommandLine } from '../support/program.ts';
import { boundOfRequest } from '../support/request-bound.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const httpClientNoTimeout = defineStandard({
  id: 'resilience/http-client-no-timeout',
  severity: 'high',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'HTTP client without a timeout',
  why: 'Such a client waits for an answer without end. When the other side accepts connections and answers nothing, every request that needs it keeps its goroutine, its connection and its caller, until this service answers nobody either.',
  fix: 'Bound the client, and each request by its context.\n\n```go\nclient := &http.Client{Timeout: 2 * time.Second}\n\nreq, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)\n```\n\nFor streams that last, leave `Timeout` out and set `ResponseHeaderTimeout` on the transport.',
  references: [
    'https://pkg.go.dev/net/http#Client',
    'https://blog.cloudflare.com/the-complete-guide-to-golang-net-http-timeouts/',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  lasting: true,
  examples: {
    bad: [
      `var client = &http.Client{} // want

func price(url string) (*http.Response, error) { return client.Get(url) }`,
      `import web "net/http"

type gateway struct{ client *web.Client }

func newGateway() *gateway {
	return &gateway{client: &web.Client{Transport: &web.Transport{MaxIdleConns: 10}}} // want
}

func (g *gateway) send() (*web.Response, error) {
	req, err := web.NewRequest("POST", "https://pay.example.com", nil)
	if err != nil {
		return nil, err
	}
	return g.client.Do(req)
}`,
      `func load(url string) (*http.Response, error) {
	var c http.Client // want
	c.CheckRedirect = func(*http.Request, []*http.Request) error { return http.ErrUseLastResponse }
	return c.Head(url)
}

func direct(url string) (*http.Response, error) {
	return (&http.Client{Timeout: 0}).Get(url) // want
}

func made(url string) (*http.Response, error) {
	c := new(http.Client) // want
	return c.Get(url)
}`,
    ],
    good: [
      `var client = &http.Client{Timeout: time.Second}

func price(url string) (*http.Response, error) { return client.Get(url) }`,
      `func price(ctx context.Context, url string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	client := &http.Client{}
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req)
}

func forward(req *http.Request) (*http.Response, error) {
	client := &http.Client{}
	return client.Do(req)
}`,
      `func build(timeout time.Duration, url string) (*http.Response, error) {
	client := &http.Client{}
	client.Timeout = timeout
	return client.Get(url)
}`,
      `type Option func(*http.Client)

func build(url string, options ...Option) (*http.Response, error) {
	client := &http.Client{}
	for _, option := range options {
		option(client)
	}
	return client.Get(url)
}

func limited(url string) (*http.Response, error) {
	client := &http.Client{Transport: &http.Transport{ResponseHeaderTimeout: time.Second}}
	return client.Get(url)
}

type api struct{ client *http.Client }

func newAPI() *api { return &api{client: &http.Client{}} }

func (a *api) use(client *http.Client) { a.client = client }

func (a *api) get(url string) (*http.Response, error) { return a.client.Get(url) }

type Client struct{ Timeout int }

func (Client) Get(url string) error { return nil }

func own(url string) error { return Client{}.Get(url) }`,
    ],
  },
  calls: /^new$/,
  go: {
    composite_literal(literal, file, report) {
      const { tree } = file;
      if (!/\bClient$/.test(tree.textOf(tree.child(literal, Field.type))) || !isClient(file, literal)) return;
      const fields = fieldsOf(tree, literal);
      const timeout = fields.get('Timeout') ?? NONE;
      if (timeout !== NONE && constantInt(file, timeout) !== 0) return;
      if (!mayStall(file, fields.get('Transport') ?? NONE)) return;
      judge(file, literal, report);
    },
    call_expression(call, file, report) {
      if (!file.isCallTo(call, '', 'new')) return;
      const [type = NONE] = file.arguments(call);
      if (isNamed(file.typeAt(type), 'net/http', 'Client')) judge(file, call, report);
    },
    var_spec(spec, file, report) {
      const { tree } = file;
      const type = tree.child(spec, Field.type);
      if (type === NONE || tree.child(spec, Field.value) || tree.kind(type) !== Kind.qualified_type) return;
      if (!isNamed(file.typeAt(type), 'net/http', 'Client')) return;
      for (const name of tree.childrenInField(spec, Field.name)) judge(file, name, report);
    },
  },
});

function isClient(file: GoFile, literal: NodeId): boolean {
  return isNamed(file.typeOf(literal), 'net/http', 'Client');
}

function judge(file: GoFile, client: NodeId, report: Report): void {
  if (isTestCode(file) || isTooling(file) || isCommandLine(file, client) || /(?:^|\/)cli(?:\/|$)/.test(file.dir))
    return;
  const unbounded = sendsOf(file, client)?.find((call) => boundOfRequest(file, call) === 'none');
  if (unbounded === undefined || isMended(file, client)) return;
  report(client, {
    message: `This client has no \`Timeout\`, and \`${file.tree.textOf(unbounded).replace(/\s+/g, ' ').slice(0, 60)}\` sends with no deadline: while the other side stalls, each call keeps its goroutine and its caller waiting for ever.`,
    evidence: [unbounded],
  });
}

/** The transport sets no limit on the wait for an answer; one that is not written here may. */
function mayStall(file: GoFile, transport: NodeId): boolean {
  if (transport === NONE || file.is(transport, 'net/http', 'DefaultTransport')) return true;
  const { tree } = file;
  const given = file.initialiser(transport);
  if (isCall(tree, given)) {
    const [base = NONE] = file.arguments(given);
    const wraps = file.callee(given)?.package === 'go.opentelemetry.io/contrib/instrumentation/net/http/otelhttp';
    return wraps && mayStall(file, base);
  }
  const literal = tree.kind(given) === Kind.unary_expression ? tree.child(given, Field.operand) : given;
  if (tree.kind(literal) !== Kind.composite_literal || !isNamed(file.typeOf(literal), 'net/http', 'Transport'))
    return false;
  const fields = fieldsOf(tree, literal);
  return !fields.has('ResponseHeaderTimeout') && !fields.has('DialContext') && !fields.has('Dial');
}

/** The file gives a client limits later, or the holder another client; or another file may. */
function isMended(file: GoFile, client: NodeId): boolean {
  const { tree } = file;
  const holder = holderOf(file, client);
  for (const statement of tree.descendants(NONE, Kind.assignment_statement)) {
    const [left = NONE] = tree.children(tree.child(statement, Field.left));
    const [value = NONE] = tree.children(tree.child(statement, Field.right));
    if (tree.kind(left) !== Kind.selector_expression || tree.contains(statement, client)) continue;
    const name = tree.textOf(tree.child(left, Field.field));
    if (`.${name}` === holder && isNamed(file.typeOf(left), 'net/http', 'Client')) return true;
    if (name !== 'Timeout' && (name !== 'Transport' || mayStall(file, value))) continue;
    if (isNamed(file.typeOf(tree.child(left, Field.operand)), 'net/http', 'Client')) return true;
  }
  return (file.package?.files ?? []).some(
    ({ path, facts }) =>
      path !== file.path &&
      !path.endsWith('_test.go') &&
      facts.functions.some(({ uses }) => uses.includes('.Timeout') && uses.includes(holder)),
  );
}

/** As facts write it: `.client` for a field, `client` for a package's variable. */
function holderOf(file: GoFile, client: NodeId): string {
  const { tree } = file;
  const goes = destinationOf(file, client);
  if (goes.to === 'field') return `.${goes.name}`;
  if (goes.to !== 'variable') return '';
  const field = tree.child(goes.name, Field.field);
  return field ? `.${tree.textOf(field)}` : tree.textOf(goes.name);
}
