import type { GoFile } from '../../go/file.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Reported } from '../standard.ts';
import { hasDeadlineAbove } from '../support/deadline-above.ts';
import { CALLS, callOn, callsPlainly, isHarmless } from '../support/default-client-use.ts';
import { defaultClientIsBounded, isCommandLine } from '../support/program.ts';
import { boundOfRequest } from '../support/request-bound.ts';
import { isStartUp } from '../support/start-up.ts';
import { isTestCode } from '../support/test-code.ts';

export const defaultClient = defineStandard({
  id: 'resilience/default-client',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'HTTP call through the default client',
  why: 'The default client waits for an answer without end. When the other side stalls, every request that needs it keeps its goroutine, its connection and its caller waiting, and the stall spreads to this service and to those in front of it.',
  fix: 'Make one client with a timeout, keep it, and pass the context on.\n\n```go\nclient := &http.Client{Timeout: 2 * time.Second}\n\nreq, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)\n…\nresp, err := client.Do(req)\n```',
  references: [
    'https://pkg.go.dev/net/http#Client',
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  subsumes: ['context/no-ctx-call', 'observability/propagation-lost'],
  lasting: true,
  examples: {
    bad: [
      `func price(url string) (*http.Response, error) {
	return http.Get(url) // want
}`,
      `package pay

import (
	"bytes"
	web "net/http"
)

type gateway struct{ client *web.Client }

func newGateway() *gateway {
	return &gateway{client: web.DefaultClient} // want
}

func (g *gateway) send(body []byte) (*web.Response, error) {
	return web.Post("https://pay.example.com", "application/json", bytes.NewReader(body)) // want
}`,
      `func send(r *http.Request, client *http.Client) (*http.Response, error) {
	if client == nil {
		client = http.DefaultClient // want
	}
	req, err := http.NewRequest("GET", "https://stock.example.com", nil)
	if err != nil {
		return nil, err
	}
	if r != nil {
		return http.DefaultClient.Do(req) // want
	}
	return client.Do(req)
}`,
      `package main

import (
	. "net/http"
)

func main() {
	HandleFunc("/", func(w ResponseWriter, r *Request) {
		resp, err := Head("https://stock.example.com") // want
		if err == nil {
			resp.Body.Close()
		}
	})
	ListenAndServe(":80", nil)
}`,
    ],
    good: [
      // Every caller sets a deadline.
      `func load(ctx context.Context, url string) (*http.Response, error) {
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	return http.DefaultClient.Do(req)
}

func refresh(ctx context.Context, url string) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	resp, err := load(ctx, url)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}`,
      `var client = &http.Client{Timeout: time.Second}

func price(url string) (*http.Response, error) {
	return client.Get(url)
}`,
      `func price(ctx context.Context, url string) (*http.Response, error) {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	req, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)
	if err != nil {
		return nil, err
	}
	req.Header.Set("Accept", "text/plain")
	return http.DefaultClient.Do(req)
}

func stock(r *http.Request) (*http.Response, error) {
	limited, cancel := context.WithDeadline(r.Context(), time.Now().Add(time.Second))
	defer cancel()
	traced := context.WithValue(limited, "trace", 1)
	return http.DefaultClient.Do(r.WithContext(traced))
}`,
      `package main

import (
	"fmt"
	"net/http"
)

func main() {
	resp, err := http.Get("https://example.com/release")
	fmt.Println(resp, err)
}`,
      {
        'a/a.go': `package a

import "net/http"

func load() (*http.Response, error) { return http.Get("https://example.com") }`,
        'cmd/api/main.go': `package main

import (
	"net/http"
	"time"
)

func main() {
	http.DefaultClient.Timeout = 5 * time.Second
	http.ListenAndServe(":80", nil)
}`,
      },
      `func fetch(cmd *cobra.Command, url string) (*http.Response, error) { return http.Get(url) }

func copied() *http.Client {
	c := *http.DefaultClient
	c.Timeout = time.Second
	http.DefaultClient.CloseIdleConnections()
	return &c
}`,
      `type fetcher struct{}

func (fetcher) Get(url string) error { return nil }

func isDefault(c *http.Client) bool { return c == http.DefaultClient }

func load(http fetcher) error { return http.Get("https://example.com") }`,
      `package fetchtest

import (
	"net/http"
	"testing"
)

func Fetch(t *testing.T, url string) *http.Response {
	resp, err := http.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	return resp
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'net/http', ...CALLS) || isQuiet(file, call)) return;
      report(call, {
        ...claim(`\`http.${file.callee(call)?.name}\` uses \`http.DefaultClient\`, which has no timeout`),
        // A stall there shows before anything is served.
        ...(isStartUp(file, call) ? { lane: 'H' } : {}),
      });
    },
    selector_expression: (node, file, report) => judge(node, file, report),
    identifier(node, file, report) {
      if (file.tree.textOf(node) === 'DefaultClient') judge(node, file, report);
    },
  },
});

function judge(node: NodeId, file: GoFile, report: (node: NodeId, claim: Reported) => void): void {
  if (!file.is(node, 'net/http', 'DefaultClient') || isQuiet(file, node) || isHarmless(file, node)) return;
  const call = callOn(file, node);
  if (call === NONE) {
    report(node, {
      ...claim(
        '`http.DefaultClient` has no timeout, and what is given it here calls without one, save with a context that ends',
      ),
      lane: callsPlainly(file, node) ? 'D' : 'H',
    });
    return;
  }
  const bound = boundOfRequest(file, call);
  if (bound === 'deadline') return;
  if (bound === 'caller' && hasDeadlineAbove(file, call)) return;
  if (bound === 'caller')
    report(call, {
      message:
        '`http.DefaultClient` has no timeout, so only a deadline that every caller puts on the context ends this call; one caller without it waits for ever on a stalled server.',
      lane: 'H',
    });
  else report(call, claim(`\`${file.tree.textOf(node)}\` has no timeout, nor has the context of this request`));
}

function claim(subject: string): Reported {
  return { message: `${subject}: while the other side stalls, each call keeps its goroutine and its caller waiting.` };
}

function isQuiet(file: GoFile, node: NodeId): boolean {
  return isTestCode(file) || isCommandLine(file, node) || defaultClientIsBounded(file);
}
