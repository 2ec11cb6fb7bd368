import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { underlyingOf } from '../../go/types/operations.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard, type Report } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { callsWithin, STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { grownBy } from '../support/grown-by.ts';
import { isLimited } from '../support/limited.ts';
import { isCommandLine } from '../support/program.ts';
import { startedName } from '../support/started-function.ts';
import { isTestCode } from '../support/test-code.ts';

export const unboundedGoroutines = defineStandard({
  id: 'concurrency/unbounded-goroutines',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'A goroutine per item without a limit',
  why: 'The number of goroutines is then up to whoever sends the data. A request with ten thousand ids, or a backlog of messages after an outage, opens as many calls at once: connection pools run dry, the dependency is flooded while it recovers, and memory grows until the service is killed.',
  fix: 'Set a limit on the group, or start a fixed number of workers that read from a channel.\n\n```go\ng, ctx := errgroup.WithContext(ctx)\ng.SetLimit(16)\n```',
  references: [
    'https://pkg.go.dev/golang.org/x/sync/errgroup#Group.SetLimit',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  examples: {
    bad: [
      `func all(ctx context.Context, ids []string, load func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, id := range ids {
		g.Go(func() error { // want
			return load(ctx, id)
		})
	}
	return g.Wait()
}`,
      `package service

import (
	"context"

	mq "github.com/rabbitmq/amqp091-go"
)

func consume(ctx context.Context, deliveries <-chan mq.Delivery, handle func(context.Context, []byte)) {
	for d := range deliveries {
		go handle(ctx, d.Body) // want
	}
}`,
      `type store[T any] struct{ list func(context.Context) ([]T, error) }

func (s *store[T]) refresh(ctx context.Context, load func(context.Context, T)) error {
	items, err := s.list(ctx)
	if err != nil {
		return err
	}
	var wg sync.WaitGroup
	for _, item := range items {
		wg.Add(1)
		go func() { // want
			defer wg.Done()
			load(ctx, item)
		}()
	}
	wg.Wait()
	return nil
}`,
    ],
    good: [
      // Settings, as many as were written.
      `func check(ctx context.Context, settings map[string]string, one func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, setting := range settings {
		g.Go(func() error { return one(ctx, setting) })
	}
	return g.Wait()
}

func race(ctx context.Context, groups [][]string, ask func(context.Context, []string)) {
	for _, group := range groups {
		go ask(ctx, group)
	}
}`,
      `func all(ctx context.Context, ids []string, load func(context.Context, string) error) error {
	g, ctx := errgroup.WithContext(ctx)
	g.SetLimit(16)
	for _, id := range ids {
		g.Go(func() error {
			return load(ctx, id)
		})
	}
	return g.Wait()
}`,
      // A semaphore, outside or inside; a pool of workers; a constant number.
      `func each(ctx context.Context, ids []string, load func(context.Context, string)) {
	slots := make(chan struct{}, 16)
	for _, id := range ids {
		slots <- struct{}{}
		go func() {
			defer func() { <-slots }()
			load(ctx, id)
		}()
	}
	for _, id := range ids {
		go func() {
			slots <- struct{}{}
			load(ctx, id)
			<-slots
		}()
	}
	work := make(chan string)
	for n := 0; n < 16; n++ {
		go func() {
			for id := range work {
				load(ctx, id)
			}
		}()
	}
	for _, kind := range []string{"orders", "payments"} {
		go load(ctx, kind)
	}
}`,
      // Parts of the service, which run as long as it does.
      `type part interface{ Run(context.Context) error }

type server struct{ parts []part }

func (s *server) start(ctx context.Context, more []part) {
	for _, p := range s.parts {
		go p.Run(ctx)
	}
	for _, p := range more {
		go func() { p.Run(ctx) }()
	}
}`,
      `func send(done chan<- string, ids []string) {
	for _, id := range ids {
		go func() { done <- id }()
	}
}`,
    ],
  },
  calls: STARTING_CALLS,
  go: {
    go_statement: visit,
    call_expression: visit,
  },
});

function visit(start: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  const started = startedBy(file, start);
  if (!started || isTestCode(file)) return;
  const root = enclosingFunction(tree, start);
  const loop = tree.ancestor(start, Kind.for_statement);
  if (loop <= root || enclosingFunction(tree, loop) !== root) return;
  const source = grownBy(file, loop);
  if (source === NONE || isProcess(file, root) || isCommandLine(file, start)) return;
  if (!worksOutside(file, start, started.literal) || isLimited(file, loop, root)) return;
  const text = tree.textOf(source);
  const per = underlyingOf(file.index, file.typeOf(source)).kind === 'chan' ? 'message' : 'element';
  report(start, {
    message: `One goroutine per ${per} of \`${text}\`, with no limit: as many calls go out at once as ${per}s come in.`,
    evidence: [loop],
  });
}

const LASTING =
  /^(?:run|start|serve|listen|watch|loop|work|worker|consume|process(?:or)?s?loop|monitor|poll)(?:[A-Z_]\w*)?$|(?:Run|Loop|Worker|Watcher|Listener)$/i;

/** The goroutine calls something with a context, so out of the process as likely as not; and not for life. */
function worksOutside(file: GoFile, start: NodeId, literal: NodeId): boolean {
  const { tree } = file;
  if (LASTING.test(startedName(file, start))) return false;
  if (literal === NONE) {
    const call = tree.children(start)[0] ?? NONE;
    return (
      tree.kind(start) === Kind.go_statement &&
      file.arguments(call).some((argument) => isContext(file.typeOf(argument)))
    );
  }
  let outside = false;
  for (const call of callsWithin(file, tree.child(literal, Field.body))) {
    const callee = calleeOf(tree, call);
    if (LASTING.test(tree.textOf(tree.child(callee, Field.field) || callee))) return false;
    outside ||= file.arguments(call).some((argument) => isContext(file.typeOf(argument)));
  }
  return outside;
}
