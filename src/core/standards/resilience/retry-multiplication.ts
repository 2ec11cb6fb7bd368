import type { GoFile } from '../../go/file.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { NONE } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { declaredName } from '../support/functions.ts';
import { calledText } from '../support/ignorable.ts';
import { retryBehind } from '../support/inner-retry.ts';
import { retriedAt, triesSome } from '../support/retried.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const retryMultiplication = defineStandard({
  id: 'resilience/retry-multiplication',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Retries at two layers of one call chain',
  why: 'Attempts multiply: three of the outer layer with four each of the inner one are twelve calls for one request, and every service on the way that does the same adds a factor. A dependency that was merely slow gets many times its load just when it has least to give, and the caller waits for all of it.',
  fix: 'Retry at one layer, the one that knows whether another attempt is worth it, and let the others hand the error on at once. Where both must stay, let the inner one fail fast with an error that the outer one does not retry.\n\n```go\nreturn backoff.Permanent(err)\n```',
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  examples: {
    bad: [
      `package prices

import (
	"context"
	"net/http"
	"time"
)

func fetch(ctx context.Context, client *http.Client, req *http.Request) (resp *http.Response, err error) {
	for attempt := 0; attempt < 4; attempt++ {
		if resp, err = client.Do(req); err == nil {
			return resp, nil
		}
		time.Sleep(time.Second << attempt)
	}
	return nil, err
}

func refresh(ctx context.Context, client *http.Client, req *http.Request) error {
	for i := 0; i < 3; i++ {
		resp, err := fetch(ctx, client, req) // want
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second << i)
	}
	return context.DeadlineExceeded
}`,
      `package prices

import (
	again "github.com/cenkalti/backoff/v4"
)

type client struct{}

func (c *client) send() error { return nil }

func (c *client) post() error {
	return again.Retry(func() error { return c.send() }, again.NewExponentialBackOff())
}

func (c *client) update() error {
	return again.Retry(func() error {
		return c.post() // want
	}, again.NewExponentialBackOff())
}`,
      {
        'store/store.go': `package store

import "github.com/avast/retry-go/v4"

type Store struct{}

func write() error { return nil }

func (s *Store) Save() error { return retry.Do(write) }
`,
        'orders/orders.go': `package orders

import (
	"example.com/service/store"
	"github.com/avast/retry-go/v4"
)

func place(s *store.Store) error {
	save := func() error {
		return s.Save() // want
	}
	return retry.Do(save, retry.Attempts(3))
}
`,
        'go.mod': 'module example.com/service\n\ngo 1.24\n',
      },
    ],
    good: [
      `package prices

import (
	"context"
	"net/http"
	"time"
)

func fetch(client *http.Client, req *http.Request) (*http.Response, error) { return client.Do(req) }

func refresh(ctx context.Context, client *http.Client, req *http.Request) error {
	for i := 0; i < 3; i++ {
		resp, err := fetch(client, req)
		if err == nil {
			return resp.Body.Close()
		}
		time.Sleep(time.Second << i)
	}
	return context.DeadlineExceeded
}`,
      `package prices

import "github.com/cenkalti/backoff/v4"

type client struct{}

func (c *client) send() error { return nil }

func (c *client) reconnect() error {
	return backoff.Retry(c.send, backoff.NewExponentialBackOff())
}

func (c *client) connect() error {
	go c.reconnect()
	return nil
}

func (c *client) start() error {
	return backoff.Retry(func() error { return c.connect() }, backoff.NewExponentialBackOff())
}`,
      `package prices

import "github.com/cenkalti/backoff/v4"

type client struct{}

func (c *client) send() error { return nil }

func (c *client) post() error {
	return backoff.Retry(c.send, backoff.NewExponentialBackOff())
}

func (c *client) update() error {
	return backoff.Retry(func() error {
		if err := c.post(); err != nil {
			return backoff.Permanent(err)
		}
		return nil
	}, backoff.NewExponentialBackOff())
}

func waitReady(c *client) {
	for c.post() != nil {
	}
}`,
      `type retrier struct{}

func (retrier) Do(work func() error) error { return work() }

func place(retry retrier) error {
	return retry.Do(func() error {
		return retry.Do(func() error { return nil })
	})
}`,
    ],
  },
  go: { for_statement: judge, call_expression: judge },
});

/** Rounds that ask whether something is ready, and loops that live as long as the process. */
const POLLS = /wait|ready|poll|watch|reconnect|health|loop|consume|^(?:main|run|serve|start|init)$/i;

function judge(node: NodeId, file: GoFile, report: Report): void {
  const retried = retriedAt(file, node);
  if (
    !retried ||
    isTestCode(file) ||
    isTooling(file) ||
    POLLS.test(declaredName(file, node)) ||
    triesSome(file, retried)
  )
    return;
  const { tree } = file;
  for (const call of retried.calls) {
    const inner = retryBehind(file, call);
    if (!inner || inner.at === node) continue;
    const outer = retried.loop ? 'the loop' : `\`${calledText(file, node)}\``;
    const way = inner.way.length > 0 ? ` (\`${inner.way.join('` → `')}\`)` : '';
    report(call, {
      message: `\`${calledText(file, call)}\` is tried again by ${outer} of line ${tree.line(node)}, and tries again itself by ${inner.at === NONE || !inner.by.startsWith('the') ? `\`${inner.by}\`` : inner.by}${way}: when what it asks is down, the attempts of both multiply.`,
      evidence: [node, ...(inner.at === NONE ? [] : [inner.at])],
    });
    return;
  }
}
