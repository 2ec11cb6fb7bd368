import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { valuesGiven } from '../support/assigned.ts';
import { constantDuration } from '../support/durations.ts';
import { declaredName } from '../support/functions.ts';
import { isNetworkCall } from '../support/network.ts';
import { type RetryLoop, retryLoopAt } from '../support/retry.ts';
import { waitOf } from '../support/retry-wait.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const retryNoBackoff = defineStandard({
  id: 'resilience/retry-no-backoff',
  severity: 'high',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Retry without backoff',
  why: 'A server that fails because it is overloaded gets every request again at once, from every instance, in step. The retries are a multiple of the load that broke it, and keep it down when it could recover.',
  fix: 'Wait longer after each failure, with a random part, and give up.\n\n```go\nfor attempt := range 4 {\n\tif err = call(ctx); err == nil {\n\t\treturn nil\n\t}\n\twait := time.Duration(rand.Int64N(int64(100*time.Millisecond) << attempt))\n\tselect {\n\tcase <-time.After(wait):\n\tcase <-ctx.Done():\n\t\treturn ctx.Err()\n\t}\n}\nreturn err\n```',
  references: [
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  lasting: true,
  examples: {
    bad: [
      `func load(client *http.Client, req *http.Request) (resp *http.Response, err error) {
	for range 5 { // want
		resp, err = client.Do(req)
		if err == nil {
			return resp, nil
		}
		log.Print(err)
	}
	return nil, err
}`,
      `func connect(dsn string) *sql.DB {
	db, _ := sql.Open("postgres", dsn)
	for { // want
		if err := db.Ping(); err != nil {
			log.Print("not yet", err)
			continue
		}
		return db
	}
}`,
      `package shop

import (
	"context"
	pause "time"

	"google.golang.org/grpc"
)

type stub interface {
	Place(ctx context.Context, id *string, opts ...grpc.CallOption) (*string, error)
}

const wait = 100 * pause.Millisecond

func place(ctx context.Context, c stub, id string) (err error) {
	for { // want
		_, err = c.Place(ctx, &id)
		if err == nil {
			break
		}
		pause.Sleep(wait)
	}
	return err
}`,
    ],
    good: [
      `func load(client *http.Client, req *http.Request) (resp *http.Response, err error) {
	delay := 100 * time.Millisecond
	for range 5 {
		resp, err = client.Do(req)
		if err == nil {
			return resp, nil
		}
		time.Sleep(delay)
		delay *= 2
	}
	return nil, err
}`,
      `import "github.com/cenkalti/backoff/v4"

func load(client *http.Client, req *http.Request) (resp *http.Response, err error) {
	b := backoff.NewExponentialBackOff()
	for {
		if resp, err = client.Do(req); err == nil {
			return resp, nil
		}
		time.Sleep(b.NextBackOff())
	}
}`,
      // A poll, a consumer, and other work in each round.
      `func poll(db *sql.DB, done func() bool) error {
	for {
		if err := db.Ping(); err != nil {
			return err
		}
		if done() {
			return nil
		}
	}
}

func consume(r *kafka.Reader, handle func(kafka.Message)) {
	for {
		m, err := r.ReadMessage(context.Background())
		if err != nil {
			log.Print(err)
			continue
		}
		handle(m)
	}
}

func first(addresses []string) (conn net.Conn, err error) {
	for _, address := range addresses {
		if conn, err = net.Dial("tcp", address); err == nil {
			return conn, nil
		}
	}
	return nil, err
}

func balance(client *http.Client, req *http.Request, next func() string) (resp *http.Response, err error) {
	for range 3 {
		req.URL.Host = next()
		if resp, err = client.Do(req); err == nil {
			return resp, nil
		}
	}
	return nil, err
}`,
      // Nothing remote, and one error that asks for it at once.
      `func unique(make func() (string, error)) string {
	for {
		if id, err := make(); err == nil {
			return id
		}
	}
}

func save(db *sql.DB, conflict error) (err error) {
	for range 3 {
		_, err = db.Exec("update item set n = n + 1")
		if err == nil || !errors.Is(err, conflict) {
			return err
		}
	}
	return err
}`,
    ],
  },
  go: {
    for_statement(loop, file, report) {
      const retry = retryLoopAt(file, loop);
      if (!retry || isTestCode(file) || isTooling(file) || !isNetworkCall(file, retry.attempt)) return;
      const wait = waitOf(file, loop);
      if (wait.kind === 'other' || isSelective(file, retry) || isVaried(file, retry) || isRedirected(file, loop))
        return;
      if (wait.kind === 'none' ? doesMore(file, retry) : isPoll(file, retry)) return;
      const { tree } = file;
      const what = `\`${tree.textOf(calleeOf(tree, retry.attempt))}\``;
      // A context that is asked ends it, and the own machine is waited for so.
      const bounded = retry.givesUp || /\.(?:Done|Err)\(\)|127\.0\.0\.1|localhost/.test(tree.textOf(loop));
      if (wait.kind === 'none')
        report(loop, {
          message: `${what} is tried again at once when it fails${bounded ? '' : ', without end'}: a server that is down or overloaded gets this service's whole load several times over.`,
          evidence: [retry.attempt],
          // A second try at once does little harm.
          ...(bounded ? { severity: 'medium', lane: 'H' } : {}),
        });
      else
        report(loop, {
          message: `${what} is tried again every \`${tree.textOf(wait.delay)}\`${bounded ? '' : ', without end'}: all instances that failed together come back together, and never slower.`,
          evidence: [wait.call, retry.attempt],
          severity: bounded ? 'low' : 'medium',
          // Less than a second is as good as none for who has to come up again.
          ...(bounded || (constantDuration(file, wait.delay) ?? 1) >= 1 ? { lane: 'H' } : {}),
        });
    },
  },
});

/** Only some errors are tried again: a conflict, a stale connection. */
function isSelective(file: GoFile, { between, error, attempt }: RetryLoop): boolean {
  const { tree, bindings } = file;
  return between.some(({ kind, node }) => {
    if (kind !== 'branch') return false;
    let asks = false;
    for (let at = node; at < tree.next(node); at++)
      asks ||= bindings[at] === error && tree.kind(at) === Kind.identifier;
    return asks && node > attempt;
  });
}

const NOTES =
  /log|print|debug|info|warn|error|fatal|metric|inc|observe|add|append|sprint|wrap|string|close|len$|field|with/i;

/** Between the rounds something else is done, which takes its time or mends what failed. */
function doesMore(file: GoFile, { between, attempt }: RetryLoop): boolean {
  const { tree } = file;
  return between.some(({ node, evaluates }) => {
    if (!evaluates || tree.contains(node, attempt)) return false;
    for (let at = node; at < tree.next(node); at++)
      if (isCall(tree, at) && !NOTES.test(tree.textOf(calleeOf(tree, at)))) return true;
    return false;
  });
}

/** It is asked whether something is ready yet, until a time or by name: that is no load to speak of. */
function isPoll(file: GoFile, { loop, attempt }: RetryLoop): boolean {
  const { tree } = file;
  const head = tree.text.slice(tree.start(loop), tree.start(tree.child(loop, Field.body)));
  if (/time\.|deadline|timeout/i.test(head)) return true;
  return POLLS.test(declaredName(file, loop)) || POLLS.test(tree.textOf(calleeOf(tree, attempt)));
}

const POLLS = /wait|ready|check|probe|ping|health|alive/i;

/** Each round asks somebody else: `addrs[i%len(addrs)]`, at once or through a variable. */
function isVaried(file: GoFile, retry: RetryLoop, expression: NodeId = retry.attempt, depth = 4): boolean {
  const { tree } = file;
  const { loop } = retry;
  const body = tree.child(loop, Field.body);
  const end = tree.next(expression);
  for (let node = expression; node < end; node++) {
    const declaration = tree.kind(node) === Kind.identifier ? (file.bindings[node] as number) : NONE;
    if (!declaration || !tree.contains(loop, declaration)) continue;
    if (!tree.contains(body, declaration)) return true;
    const values = depth > 0 ? valuesGiven(file, declaration).map(({ value }) => value) : [];
    if (values.some((value) => value !== NONE && isVaried(file, retry, value, depth - 1))) return true;
  }
  return false;
}

/** Each round sends the request elsewhere: `req.URL.Host = node.Address`. */
function isRedirected(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  for (const statement of tree.descendants(loop, Kind.assignment_statement)) {
    const left = tree.child(statement, Field.left);
    if (/\.(?:Host|URL|Addr(?:ess)?|Endpoint|Target)$/.test(tree.textOf(left))) return true;
  }
  return false;
}
