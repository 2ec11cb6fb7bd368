import type { GoFile } from '../../go/file.ts';
import type { Origin } from '../../go/flow/origin.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { type Leaked, leakOf } from '../support/acquisition.ts';
import { isRequestCancelledOnReturn } from '../support/cancelled.ts';
import { constantText } from '../support/constants.ts';
import { deferred } from '../support/mend/deferred.ts';
import { isAcquired, isListed, resultType, type Sources, signatureOf } from '../support/sources.ts';
import { lastValue } from '../support/values.ts';

const RELEASES = new Set(['.Body.Close()']);
const READ_BY = new Set(['.Body.Close()', '>.Body>io.ReadAll#0', '>.Body>ioutil.ReadAll#0']);

/** HEAD is left out: an answer without a body frees its connection by itself. */
const SOURCES: Sources = {
  'net/http': /^(?:(?:Client\.)?(?:Get|Post|PostForm)|Client\.Do|Transport\.RoundTrip)$/,
  'golang.org/x/net/context/ctxhttp': /^(?:Do|Get|Post|PostForm)$/,
  'github.com/hashicorp/go-retryablehttp': /^(?:(?:Client\.)?(?:Get|Post|PostForm)|Client\.Do)$/,
};
export const bodyNotClosed = defineStandard({
  id: 'resource/body-not-closed',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Response body not closed on every path',
  why: 'An open body keeps its connection out of the pool. Each leak costs a socket and two goroutines, until the process runs out of file descriptors and every outbound call fails.',
  fix: 'Defer the close as soon as the error is checked.\n\n```go\nresp, err := client.Do(req)\nif err != nil {\n\treturn fmt.Errorf("get stock: %w", err)\n}\ndefer resp.Body.Close()\n```',
  references: ['https://pkg.go.dev/net/http#Response'],
  lasting: true,
  examples: {
    bad: [
      `func stock(c *http.Client, req *http.Request) (int, error) {
	resp, err := c.Do(req) // want
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}`,
      `func stock(ctx context.Context, c *http.Client, req *http.Request) ([]byte, error) {
	resp, err := c.Do(req) // want
	if err != nil {
		return nil, err
	}
	if resp.StatusCode != http.StatusOK {
		return nil, errors.New(resp.Status)
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}`,
      `type api struct{ client *http.Client }

func (a *api) fetch(url string) (*http.Response, error) { return a.client.Get(url) }

func (a *api) ping(url string) error {
	resp, err := a.fetch(url) // want, no suggestion: the error decides otherwise
	if err == nil {
		log(resp)
	}
	return err
}

func log(r *http.Response) { println(r.Status) }`,
      `func decode(c *http.Client, url string, into any) error {
	var resp, err = c.Get(url) // want
	if err != nil {
		return err
	}
	return json.NewDecoder(resp.Body).Decode(into)
}`,
      `import web "net/http"

type doer interface {
	Do(*web.Request) (*web.Response, error)
}

func call(d doer, req *web.Request) (status int) {
	for attempt := 0; attempt < 3; attempt++ {
		resp, err := d.Do(req) // want, no suggestion: each turn needs its own end
		if err != nil {
			continue
		}
		if status = resp.StatusCode; status < 500 {
			resp.Body.Close()
			return status
		}
	}
	return status
}`,
      `func text(url string) (string, error) {
	resp, err := http.Get(url) // want
	if err != nil {
		return "", err
	}
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		return "", err
	}
	return string(body), nil
}

func notify(url string) error {
	_, err := http.PostForm(url, nil) // want, no suggestion: no check of the error to close behind
	return err
}`,
    ],
    good: [
      // This answer has no body.
      `func fresh(c *http.Client, req *http.Request) ([]byte, error) {
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	if resp.StatusCode == http.StatusNotModified {
		return nil, nil
	}
	defer resp.Body.Close()
	return io.ReadAll(resp.Body)
}`,
      // The dump reads the body to its end and closes it.
      `import "net/http/httputil"

func hook(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req)
	if err != nil {
		return err
	}
	dump, _ := httputil.DumpResponse(resp, true)
	if resp.StatusCode >= 400 {
		return fmt.Errorf("hook: %s", dump)
	}
	return nil
}`,
      `func stock(c *http.Client, req *http.Request) ([]byte, error) {
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	defer func() { _ = resp.Body.Close() }()
	return io.ReadAll(resp.Body)
}`,
      `func open(c *http.Client, req *http.Request) (io.ReadCloser, error) {
	resp, err := c.Do(req)
	if err != nil {
		return nil, err
	}
	return resp.Body, nil
}`,
      `func drain(r *http.Response) {
	io.Copy(io.Discard, r.Body)
	r.Body.Close()
}

func ping(c *http.Client, url string) error {
	resp, err := c.Get(url)
	if err != nil {
		return err
	}
	drain(resp)
	return nil
}`,
      `type stream struct{ resp *http.Response }

func dial(c *http.Client, url string) (*stream, error) {
	resp, err := c.Get(url)
	if err != nil {
		return nil, err
	}
	return &stream{resp: resp}, nil
}`,
      `func ping(c *http.Client, url string) {
	resp, err := c.Get(url)
	if err == nil && resp != nil {
		resp.Body.Close()
	}
}`,
      // The helper closes the body before it returns the response.
      `type api struct{ client *http.Client }

func (a *api) do(req *http.Request) (*http.Response, []byte, error) {
	resp, err := a.client.Do(req)
	if err != nil {
		return nil, nil, err
	}
	defer resp.Body.Close()
	body, err := io.ReadAll(resp.Body)
	return resp, body, err
}

func (a *api) ping(req *http.Request) (int, error) {
	resp, _, err := a.do(req)
	if err != nil {
		return 0, err
	}
	return resp.StatusCode, nil
}`,
      // Who made the response is not known: a round tripper may answer from memory.
      `type retry struct{ next http.RoundTripper }

func (r retry) RoundTrip(req *http.Request) (*http.Response, error) {
	resp, err := r.next.RoundTrip(req)
	if err == nil && resp.StatusCode == http.StatusTooManyRequests {
		return r.next.RoundTrip(req)
	}
	return resp, err
}`,
      `func ping(c *http.Client, req *http.Request) error {
	resp, err := c.Do(req)
	switch {
	case errors.Is(err, context.DeadlineExceeded):
		return nil
	case err != nil:
		return fmt.Errorf("ping: %w", err)
	}
	if resp.Body != nil {
		defer resp.Body.Close()
	}
	return nil
}`,
      `func retry(c *http.Client, req *http.Request) (last error) {
	var resp *http.Response
	defer func() {
		if resp != nil {
			resp.Body.Close()
		}
	}()
	for range 3 {
		if resp != nil {
			resp.Body.Close()
		}
		if resp, last = c.Do(req); last == nil {
			return nil
		}
	}
	return last
}`,
      `import "github.com/gorilla/websocket"

func dial(url string) (*websocket.Conn, error) {
	conn, resp, err := websocket.DefaultDialer.Dial(url, nil)
	if err != nil {
		return nil, err
	}
	println(resp.Status)
	return conn, nil
}`,
      `func exists(url string) bool {
	resp, err := http.Head(url)
	return err == nil && resp.StatusCode == http.StatusOK
}

func size(c *http.Client, url string) (int64, error) {
	req, err := http.NewRequest(http.MethodHead, url, nil)
	if err != nil {
		return 0, err
	}
	resp, err := c.Do(req)
	if err != nil {
		return 0, err
	}
	return resp.ContentLength, nil
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const type = file.typeOf(call);
      if (type.kind !== 'tuple' || !type.of[0] || !isNamed(type.of[0], 'net/http', 'Response')) return;
      if (!isAcquired(file, call, 0, isSource) || isHead(file, call, 2)) return;
      const open = leakOf(file, call, {
        releases: RELEASES,
        perProcess: true,
        releasedBy: READ_BY,
        takes: (reader) => isReadToEnd(file, reader) || isReplaced(file, reader),
      });
      const takes = (reader: NodeId) => isReplaced(file, reader);
      const leak = open ?? leakOf(file, call, { releases: RELEASES, perProcess: true, takes });
      if (!leak || isWithoutBody(file, leak)) return;
      report(call, {
        message: messageOf(leak, open !== null),
        evidence: [leak.exit],
        mend: () => deferred(file, leak, { release: (name) => `${name}.Body.Close()` }),
        // Read to its end the connection is free; a failed read ends it, as does the end of the request's context.
        ...(open && !isRequestCancelledOnReturn(file, call) ? {} : { severity: 'low', lane: 'H' as const }),
      });
    },
  },
});

/** It is left under `resp.StatusCode == http.StatusNotModified`, or another answer that has no body. */
function isWithoutBody({ tree }: GoFile, { steps }: Leaked): boolean {
  const last = steps.at(-1)?.node ?? NONE;
  for (let at = tree.ancestor(last, Kind.if_statement); at !== NONE; at = tree.ancestor(at, Kind.if_statement))
    if (
      tree.contains(tree.child(at, Field.consequence), last) &&
      EMPTY.test(tree.textOf(tree.child(at, Field.condition)))
    )
      return true;
  return false;
}

const EMPTY = /^[\w.]*StatusCode == (?:http\.Status(?:NotModified|NoContent)|304|204)$/;

function messageOf({ name, when }: Leaked, open: boolean): string {
  if (name === null)
    return 'The response is thrown away with its body open: unless it was empty or is read to its end, its connection stays open and is not used again.';
  return open
    ? `\`${name}.Body\` is still open ${when}: unless it was empty or is read to its end, its connection stays open and is not used again.`
    : `\`${name}.Body\` is read but still not closed ${when}: its connection goes back to the pool only when the read reached the end.`;
}

/** After the last byte was read, the connection is free even if nobody closes the body. */
function isReadToEnd(file: GoFile, call: NodeId): boolean {
  if (file.isCallTo(call, 'io', 'ReadAll') || file.isCallTo(call, 'io/ioutil', 'ReadAll')) return true;
  const [into = NONE] = file.arguments(call);
  return file.isCallTo(call, 'io', 'Copy') && (file.is(into, 'io', 'Discard') || file.is(into, 'io/ioutil', 'Discard'));
}

/** `httputil.DumpResponse(resp, true)` reads the body, closes it and leaves a copy from memory in its place. */
function isReplaced(file: GoFile, call: NodeId): boolean {
  const [, body = NONE] = file.arguments(call);
  return file.isCallTo(call, 'net/http/httputil', 'DumpResponse') && file.tree.kind(body) === Kind.true;
}

/** An answer to HEAD has no body, so that its connection is free at once. */
function isHead(file: GoFile, call: NodeId, depth: number): boolean {
  return file.arguments(call).some((argument) => {
    if (constantText(file, argument) === '"HEAD"') return true;
    const made = depth > 0 ? lastValue(file, argument) : NONE;
    return made !== NONE && isHead(file, made, depth - 1);
  });
}

/** net/http's own clients, and the interfaces that stand in for them: `Do(*http.Request) (*http.Response, error)`. */
function isSource(origin: Origin, index: GoIndex): boolean {
  const { callee } = origin;
  if (isListed(SOURCES, callee)) return true;
  if (callee.receiver === null || callee.name !== 'Do' || callee.package === 'net/http') return false;
  const [request] = signatureOf(index, callee)?.parameters ?? [];
  return (
    request !== undefined &&
    isNamed(request, 'net/http', 'Request') &&
    isNamed(resultType(index, origin), 'net/http', 'Response')
  );
}
