import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { type Entry, entryAround } from '../support/handlers.ts';
import { startedFunction } from '../support/started-function.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode } from '../support/test-code.ts';

export const goroutineNoRecover = defineStandard({
  id: 'concurrency/goroutine-no-recover',
  severity: 'low',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Goroutine of a request without recover',
  why: 'The server recovers a panic in the handler itself, and the request alone fails. A panic in a goroutine that the handler starts is beyond its reach: it ends the process, and with it every other request in flight.',
  fix: 'Recover at the top of the goroutine, in a helper that all of them use.\n\n```go\ngo func() {\n\tdefer func() {\n\t\tif r := recover(); r != nil {\n\t\t\tslog.Error("audit panicked", "panic", r)\n\t\t}\n\t}()\n\taudit(order)\n}()\n```',
  references: ['https://go.dev/ref/spec#Handling_panics', 'https://pkg.go.dev/net/http#Handler'],
  examples: {
    bad: [
      `func place(w http.ResponseWriter, r *http.Request, audit func(string) error) {
	id := r.PathValue("id")
	go func() { // want
		if err := audit(id); err != nil {
			println(err.Error())
		}
	}()
	w.WriteHeader(http.StatusAccepted)
}`,
      `package service

import web "github.com/gin-gonic/gin"

type orders struct{ names []string }

func (o *orders) place(c *web.Context) {
	go o.notify(0) // want
	c.Status(202)
}

func (o *orders) notify(n int) { println(o.names[n]) }`,
      `package service

import "github.com/IBM/sarama"

func consume(message *sarama.ConsumerMessage, handle func([]byte) error) {
	go func(value []byte) { // want
		_ = handle(value)
	}(message.Value)
}`,
    ],
    good: [
      `func place(w http.ResponseWriter, r *http.Request, audit func(string) error) {
	id := r.PathValue("id")
	go func() {
		defer func() {
			if p := recover(); p != nil {
				println("audit panicked")
			}
		}()
		audit(id)
	}()
}`,
      `func place(w http.ResponseWriter, r *http.Request) {
	go notify("placed")
	done := make(chan struct{})
	var wg sync.WaitGroup
	go func() {
		wg.Wait()
		close(done)
	}()
}

func notify(text string) {
	defer recovered()
	println(text[0])
}

func recovered() {
	if p := recover(); p != nil {
		println("panicked")
	}
}`,
      `func start(run func() error) {
	go func() {
		if err := run(); err != nil {
			println(err.Error())
		}
	}()
}`,
    ],
  },
  go: {
    go_statement(statement, file, report) {
      const entry = entryAround(file, statement);
      if (!entry || isTestCode(file)) return;
      const fn = startedFunction(file, statement);
      if (fn === NONE || recovers(file, fn) || !mayPanic(file, fn)) return;
      report(statement, {
        message: `A panic in this goroutine ends the whole process: ${REACH[entry.entry]} recovers its own goroutine at most, not those it starts.`,
        evidence: [entry.fn],
      });
    },
  },
});

const REACH: Record<Entry, string> = {
  'HTTP handler': 'the HTTP server',
  'RPC method': 'the RPC server',
  'message consumer': 'the consumer',
};

/** A deferred literal or function of the repository calls `recover`, or a helper is named for it. */
function recovers(file: GoFile, fn: NodeId): boolean {
  const { tree } = file;
  for (const defer of tree.descendants(fn, Kind.defer_statement)) {
    const call = tree.children(defer)[0] ?? NONE;
    if (/recover|panic|crash/i.test(tree.textOf(defer))) return true;
    const callee = isCall(tree, call) ? file.callee(call) : null;
    const fact = callee && file.index.functionFact(callee);
    if (fact && tells(fact, 'recovers')) return true;
  }
  return false;
}

const QUIET =
  /^(?:Wait|Done|Add|Unlock|Lock|RLock|RUnlock|close|cancel|Close|Stop|Shutdown|Store|Load|Sleep|len|make|append)$/;

/** It takes an element, or calls something other than what only waits, counts or closes. */
function mayPanic(file: GoFile, fn: NodeId): boolean {
  const { tree } = file;
  const body = tree.child(fn, Field.body);
  if (!tree.descendants(body, Kind.index_expression).next().done) return true;
  return [...tree.descendants(body, Kind.call_expression)].some((call) => {
    const callee = calleeOf(tree, call);
    return !QUIET.test(tree.textOf(tree.child(callee, Field.field) || callee));
  });
}
