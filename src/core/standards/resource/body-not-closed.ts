import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { leakOf } from '../support/acquisition.ts';

const RELEASES = new Set(['.Body.Close()']);

export const bodyNotClosed = defineStandard({
  id: 'resource/body-not-closed',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Response body not closed on every path',
  why: 'An open body keeps its connection out of the pool. Each leak costs a socket and two goroutines, until the process runs out of file descriptors and every outbound call fails.',
  fix: 'Defer the close as soon as the error is checked.\n\n```go\nresp, err := client.Do(req)\nif err != nil {\n\treturn fmt.Errorf("get stock: %w", err)\n}\ndefer resp.Body.Close()\n```',
  references: ['https://pkg.go.dev/net/http#Response'],
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
	resp, err := a.fetch(url) // want
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
    ],
    good: [
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
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!returnsResponse(file, call)) return;
      const leak = leakOf(file, call, 0, RELEASES);
      if (!leak) return;
      report(call, {
        message: `\`${leak.name}.Body\` is still open when the function returns at line ${leak.exit.line}: its connection never goes back to the pool.`,
        evidence: [leak.exit],
      });
    },
  },
});

function returnsResponse(file: GoFile, call: NodeId): boolean {
  const type = file.typeOf(call);
  const first = type.kind === 'tuple' ? type.of[0] : type;
  return first?.kind === 'pointer' && isNamed(first, 'net/http', 'Response');
}
