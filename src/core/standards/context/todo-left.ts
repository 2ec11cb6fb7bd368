import { defineStandard } from '../standard.ts';
import { declaredName } from '../support/functions.ts';
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
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'context', 'TODO') || isTestCode(file) || isTooling(file)) return;
      const symbol = file.symbolAt(call);
      report(call, {
        // Work of the start has no caller yet whose context it could take.
        ...(/^(?:init|setup|bootstrap|migrate)(?![a-z])/i.test(declaredName(file, call)) && { lane: 'H' as const }),
        message: `\`context.TODO()\` is still here${symbol ? ` in \`${symbol}\`` : ''}: the call below it has no deadline, ends neither with its request nor at shutdown, and starts a trace of its own.`,
      });
    },
  },
});
