import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext, isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { fieldsOf } from '../support/composite.ts';
import { constantDuration } from '../support/durations.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { sendsOf } from '../support/http-client.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const timeoutInversion = defineStandard({
  id: 'resilience/timeout-inversion',
  severity: 'high',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Inner timeout no shorter than the outer one',
  why: 'The outer limit always fires first. The inner one never does what it is there for: no fallback runs and no answer is written. The client sees a broken connection and retries, and under load the retries add to the work that was too slow.',
  fix: 'Give each layer less time than the one around it, with room to answer.\n\n```go\nsrv := &http.Server{Handler: h, WriteTimeout: 10 * time.Second}\nclient := &http.Client{Timeout: 3 * time.Second}\n```',
  references: [
    'https://pkg.go.dev/context#WithTimeout',
    'https://pkg.go.dev/net/http#Server',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  lasting: true,
  examples: {
    bad: [
      `func place(parent context.Context, charge func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, 2*time.Second)
	defer cancel()
	payment, stop := context.WithTimeout(ctx, 5*time.Second) // want
	defer stop()
	return charge(payment)
}`,
      `package main

import (
	"net/http"
	clock "time"
)

const limit = 10 * clock.Second

var stock = &http.Client{Timeout: clock.Minute} // want

func list(w http.ResponseWriter, r *http.Request) {
	resp, err := stock.Get("http://stock/items")
	if err != nil {
		http.Error(w, "stock", http.StatusBadGateway)
		return
	}
	defer resp.Body.Close()
}

func main() {
	http.HandleFunc("/items", list)
	srv := &http.Server{Addr: ":80", ReadHeaderTimeout: limit, WriteTimeout: limit}
	srv.ListenAndServe()
}`,
      `type api struct{ load func(context.Context) error }

func (a *api) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := context.WithTimeout(r.Context(), 30*time.Second) // want
	defer cancel()
	if err := a.load(ctx); err != nil {
		http.Error(w, "late", http.StatusGatewayTimeout)
	}
}

func serve(a *api) error {
	srv := http.Server{Addr: ":80", Handler: a, ReadTimeout: time.Second, WriteTimeout: 15 * time.Second}
	return srv.ListenAndServe()
}`,
    ],
    good: [
      `func place(parent context.Context, charge func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, 5*time.Second)
	defer cancel()
	payment, stop := context.WithTimeout(ctx, 2*time.Second)
	defer stop()
	return charge(payment)
}`,
      `func place(parent context.Context, limit time.Duration, charge func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(parent, limit)
	defer cancel()
	payment, stop := context.WithTimeout(ctx, 5*time.Second)
	defer stop()
	detached, end := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer end()
	_ = charge(detached)
	return charge(payment)
}`,
      `var stock = &http.Client{Timeout: time.Second}

var batch = &http.Client{Timeout: time.Hour}

func list(w http.ResponseWriter, r *http.Request) {
	resp, err := stock.Get("http://stock/items")
	if err == nil {
		resp.Body.Close()
	}
}

func nightly() (*http.Response, error) { return batch.Get("http://stock/dump") }

func run(h http.Handler) error {
	srv := &http.Server{Handler: h, ReadTimeout: time.Second, WriteTimeout: 10 * time.Second}
	return srv.ListenAndServe()
}`,
    ],
  },
  calls: /^WithTimeout$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'context', 'WithTimeout') || isTestCode(file)) return;
      const [parent = NONE, limit = NONE] = file.arguments(call);
      const inner = constantDuration(file, limit);
      if (inner === null) return;
      const text = file.tree.textOf(limit);
      const around = outerOf(file, parent);
      const server = around ? null : serverAround(file, call);
      if (around && inner >= around.seconds)
        report(call, {
          message: `\`${text}\` is never reached: the context that this one is made of ends after \`${file.tree.textOf(around.limit)}\`, and what follows has no time left to deal with the failure.`,
          evidence: [around.limit],
        });
      else if (server && inner >= server.seconds)
        report(call, {
          message: `This allows \`${text}\` within a handler whose answer can be written for \`${file.tree.textOf(server.limit)}\` only (\`WriteTimeout\`): work that takes its time ends in a broken connection, not in an answer.`,
          evidence: [server.limit],
        });
    },
    composite_literal(literal, file, report) {
      if (!isNamed(file.typeOf(literal), 'net/http', 'Client') || isTestCode(file)) return;
      const limit = fieldsOf(file.tree, literal).get('Timeout') ?? NONE;
      const inner = limit === NONE ? null : constantDuration(file, limit);
      if (inner === null) return;
      for (const sent of sendsOf(file, literal) ?? []) {
        const server = serverAround(file, sent);
        if (!server || inner < server.seconds) continue;
        report(literal, {
          message: `This client waits for \`${file.tree.textOf(limit)}\` within a handler whose answer is cut off after \`${file.tree.textOf(server.limit)}\` (\`WriteTimeout\`): when the other side is slow, no error is ever written, the connection just breaks.`,
          evidence: [server.limit, sent],
        });
        return;
      }
    },
  },
});

/** A limit that lies around a call. */
interface Outer {
  seconds: number;
  /** The expression that sets it. */
  limit: NodeId;
}

/** The deadline of the context that a context is made of, set in the same function. */
function outerOf(file: GoFile, context: NodeId, depth = 4): Outer | null {
  const node = unparenthesized(file.tree, context);
  const made = file.tree.kind(node) === Kind.identifier ? lastValue(file, node) : node;
  if (made === NONE || depth === 0) return null;
  const [parent = NONE, limit = NONE] = file.arguments(made);
  if (file.isCallTo(made, 'context', 'WithTimeout')) {
    const seconds = constantDuration(file, limit);
    if (seconds !== null) return { seconds, limit };
  }
  const derives = file.isCallTo(made, 'context', 'WithTimeout', 'WithCancel', 'WithValue', 'WithDeadline');
  return derives && isContext(file.typeOf(parent)) ? outerOf(file, parent, depth - 1) : null;
}

/** The one server of the file, where the node runs in a handler: past `WriteTimeout` no answer can be written. */
function serverAround(file: GoFile, node: NodeId): Outer | null {
  const limits = writeTimeouts(file);
  const [only] = limits;
  if (!only || limits.length > 1 || enclosingFunction(file.tree, node) === NONE) return null;
  const entry = entryAround(file, node)?.entry ?? reachOf(file, node)?.entry;
  return entry === 'HTTP handler' ? only : null;
}

const SERVERS = new WeakMap<GoFile, Outer[]>();

function writeTimeouts(file: GoFile): Outer[] {
  const known = SERVERS.get(file);
  if (known) return known;
  const found: Outer[] = [];
  SERVERS.set(file, found);
  const { tree } = file;
  for (const literal of tree.descendants(NONE, Kind.composite_literal)) {
    if (!isNamed(file.typeOf(literal), 'net/http', 'Server')) continue;
    const limit = fieldsOf(tree, literal).get('WriteTimeout') ?? NONE;
    const seconds = limit === NONE ? null : constantDuration(file, limit);
    // A server without the limit, or with one that is set elsewhere, may be the one that serves.
    found.push({ seconds: seconds || Number.POSITIVE_INFINITY, limit });
  }
  return found;
}
