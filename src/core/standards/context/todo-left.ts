import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { isNetworkCall } from '../support/network.ts';
import { hasOwnDeadline } from '../support/own-life.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const todoLeft = defineStandard({
  id: 'context/todo-left',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'context.TODO left in the code',
  why: '`context.TODO()` marks a call whose context is still to be wired. Until then the call has no deadline, is not cancelled with its request or at shutdown, and breaks the trace: during an incident it is the work that nobody can stop.',
  fix: 'Take the context as first parameter and pass it on; where the work really has no caller, say so with `context.Background()`.\n\n```go\nfunc (s *Store) Load(ctx context.Context, id string) (*Order, error) {\n\treturn s.query(ctx, id)\n}\n```',
  references: ['https://pkg.go.dev/context#TODO'],
  lasting: true,
  examples: {
    bad: [
      `func load(query func(context.Context) error) error {
	return query(context.TODO()) // want
}`,
      `package service

import (
	ctxpkg "context"
	"time"
)

var base = ctxpkg.TODO() // want

func wait() {
	ctx, cancel := ctxpkg.WithTimeout(
		ctxpkg.TODO(), // want
		time.Second,
	)
	defer cancel()
	<-ctx.Done()
}`,
      `package service

import . "context"

func each[T any](items []T, do func(Context, T)) {
	for _, item := range items {
		do(TODO(), item) // want
	}
}`,
      // Hints: the form for callers without a context, and the root of a process.
      `func Dial(url string) error {
	return DialContext(context.TODO(), url) // want
}

func DialContext(ctx context.Context, url string) error { return ctx.Err() }`,
      `package main

import "context"

func (s service) Execute() error {
	ctx, cancel := context.WithCancel(context.TODO()) // want
	defer cancel()
	return s.run(ctx)
}

type service struct{ run func(context.Context) error }`,
    ],
    good: [
      `func load(query func(context.Context) error) error {
	return query(context.Background())
}`,
      `type plans struct{}

func (plans) TODO() []string { return nil }

func load() []string {
	context := plans{}
	return context.TODO()
}`,
      {
        'service/service_test.go':
          'package service\n\nimport (\n\t"context"\n\t"testing"\n)\n\nfunc TestLoad(t *testing.T) { load(context.TODO()) }\n',
        'service/testutil/server.go': 'package testutil\n\nimport "context"\n\nvar Context = context.TODO()\n',
      },
    ],
  },
  calls: /^TODO$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'context', 'TODO') || isTestCode(file) || isTooling(file)) return;
      const symbol = file.symbolAt(call);
      const bounded = hasOwnDeadline(file, call);
      const here = `\`context.TODO()\` is still here${symbol ? ` in \`${symbol}\`` : ''}`;
      report(call, {
        // What waits for nobody, and what no request is seen to come to, has little to lose.
        ...((bounded || !isServing(file, call)) && { lane: 'H' as const }),
        message: bounded
          ? `${here}: until its own deadline the call below it goes on after its caller has gone.`
          : `${here}: the call that is given it has no deadline from its caller, and does not end with it.`,
      });
    },
  },
});

/** A call that waits for somebody else is given it, where a request is answered. */
function isServing(file: GoFile, call: NodeId): boolean {
  const user = file.tree.parent(file.tree.parent(call));
  if (!isCall(file.tree, user) || !isNetworkCall(file, user)) return false;
  return entryAround(file, call) !== null || reachOf(file, call) !== null;
}
