import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { retriedShop } from '../support/examples/retried-shop.ts';
import { declaredName } from '../support/functions.ts';
import { retryLoopAt } from '../support/retry.ts';
import { retriedHops } from '../support/retry-hops.ts';
import { callsIn, isRetryCall, retryBelow } from '../support/retry-layers.ts';
import { isStartUp } from '../support/start-up.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Loops that keep a process going start over what ended, and retry no request. */
const SUPERVISES =
  /^(?:run|serve|loop|consume|listen|watch|work|subscribe|receive|daemon|keepalive|monitor|reconnect)|(?:Run|Serve|Loop|Consume|Listen|Watch|Worker|Subscribe|Receive|Daemon|KeepAlive|Monitor|Reconnect)/;

const AVAST = 'github.com/avast/retry-go/v4';

export const retryMultiplication = defineStandard({
  id: 'resilience/retry-multiplication',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Retries around what retries already',
  why: 'Layers of retries multiply: three attempts around a client that makes five of its own are fifteen requests for one that failed. They come when the other side has the least to spare, keep it down when it would recover, and the caller waits for all of them.',
  fix: 'Retry in one layer, the lowest that knows whether trying again can help, and let the others pass the error on. Where a client tries again by itself, set how often it does in place of a loop around it.\n\n```go\nclient := retryablehttp.NewClient()\nclient.RetryMax = 2\nresponse, err := client.Do(request) // no loop here\n```',
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  examples: {
    bad: [
      retriedShop(true, true),
      `import "github.com/hashicorp/go-retryablehttp"

func price(client *retryablehttp.Client, req *retryablehttp.Request) (*http.Response, error) {
	var err error
	for attempt := 0; attempt < 3; attempt++ { // want
		var resp *http.Response
		if resp, err = client.Do(req); err == nil {
			return resp, nil
		}
		time.Sleep(time.Second << attempt)
	}
	return nil, err
}`,
      `import again "${AVAST}"

func reserve(ask func() error) error {
	return again.Do(ask)
}

func place(ask func() error) error {
	return again.Do(func() error { return reserve(ask) }) // want
}`,
      // A helper of the repository around one of a library, in another package.
      {
        'stock/stock.go': `package stock

import "github.com/cenkalti/backoff/v4"

type Client struct{}

func (c *Client) Reserve(ask func() error) error {
	return c.send(ask)
}

func (c *Client) send(ask func() error) error { return backoff.Retry(ask, backoff.NewExponentialBackOff()) }
`,
        'orders/orders.go': `package orders

import "example.com/service/stock"

func withRetry(attempts int, work func() error) error {
	var err error
	for range attempts {
		if err = work(); err == nil {
			return nil
		}
	}
	return err
}

func Place(client *stock.Client, ask func() error) error {
	return withRetry(3, func() error { // want
		return client.Reserve(ask)
	})
}
`,
      },
    ],
    good: [
      // One layer alone.
      retriedShop(true, false),
      retriedShop(false, true),
      `import "github.com/hashicorp/go-retryablehttp"

func price(client *retryablehttp.Client, req *retryablehttp.Request) (*http.Response, error) {
	return client.Do(req)
}`,
      // One after the other.
      `import again "${AVAST}"

func place(first, second func() error) error {
	if err := again.Do(first); err != nil {
		return err
	}
	return again.Do(func() error { return second() })
}`,
      // The loop keeps a consumer going, and what it runs retries its requests.
      `import again "${AVAST}"

func consume(ask func() error) error { return again.Do(ask) }

func runConsumer(ask func() error) {
	for {
		if err := consume(ask); err != nil {
			time.Sleep(time.Second)
			continue
		}
		return
	}
}`,
      // Of a name alone nothing is said, nor of what it asks about retries.
      `type policy struct{}

func (policy) shouldRetry(check func() bool) bool { return check() }

func call(p policy, ask func() error) error {
	var err error
	for range 3 {
		if err = ask(); err == nil || !p.shouldRetry(func() bool { return true }) {
			break
		}
	}
	return err
}`,
    ],
  },
  services: retriedHops,
  calls: /Do|Retr|Run|retr|[Bb]ack[oO]ff|^(?:Exponential|Constant|Fibonacci)$/,
  go: {
    for_statement(loop, file, report) {
      const retry = retryLoopAt(file, loop);
      if (retry) judge(file, loop, retry.attempt, [retry.attempt], report);
    },
    call_expression(call, file, report) {
      const work = file.arguments(call).filter((argument) => file.tree.kind(argument) === Kind.func_literal);
      if (work.length === 0 || !isRetryCall(file, call)) return;
      judge(
        file,
        call,
        call,
        work.flatMap((literal) => callsIn(file, literal)),
        report,
      );
    },
  },
});

function judge(file: GoFile, layer: NodeId, does: NodeId, calls: readonly NodeId[], report: Report): void {
  if (isTestCode(file) || isTooling(file) || isStartUp(file, layer) || SUPERVISES.test(declaredName(file, layer)))
    return;
  for (const call of calls) {
    const below = SUPERVISES.test(file.calledName(call)) ? null : retryBelow(file, call);
    if (!below) continue;
    const what = file.tree.kind(layer) === Kind.for_statement ? 'This loop' : `\`${nameOf(file, does)}\``;
    const way = below.way.length > 0 ? ` below it (\`${below.way.join('` → `')}\`)` : '';
    const also =
      below.tries === undefined
        ? `so does \`${below.by}\`${way}`
        : `\`${below.by}\`${way} tries ${below.tries} by itself unless told otherwise`;
    report(layer, {
      message: `${what} tries \`${nameOf(file, call)}\` again after an error, and ${also}: both counts multiply, just when the other side is in trouble, and the caller waits for all of it.`,
      evidence: [call],
    });
    return;
  }
}

function nameOf(file: GoFile, call: NodeId): string {
  return file.tree.textOf(calleeOf(file.tree, call)).replace(/\s+/g, '');
}
