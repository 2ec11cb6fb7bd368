import type { GoFile } from '../../go/file.ts';
import type { Origin } from '../../go/flow/origin.ts';
import { enclosingFunction, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { acquisitionOf, isTaken, leakOf } from '../support/acquisition.ts';
import { deferred } from '../support/mend/deferred.ts';
import { endsWithFunction } from '../support/mend/lasting-context.ts';
import { isAcquired, isListed, type Sources } from '../support/sources.ts';
import { rootOf } from '../support/values.ts';

const RELEASES = new Set(['()']);

const SOURCES: Sources = {
  context: /^With(?:Cancel|Timeout|Deadline)(?:Cause)?$/,
  'golang.org/x/net/context': /^With(?:Cancel|Timeout|Deadline)$/,
  'os/signal': /^NotifyContext$/,
};

export const lostCancel = defineStandard({
  id: 'context/lost-cancel',
  severity: 'high',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Cancel function not called on every path',
  why: 'Until its cancel function is called, a derived context stays registered with its parent and keeps its timer. On a request path that is memory lost per request; on a long-lived parent it is never given back, and work under it goes on for nobody.',
  fix: 'Defer the call as soon as the context is made.\n\n```go\nctx, cancel := context.WithTimeout(ctx, 2*time.Second)\ndefer cancel()\n```',
  references: [
    'https://pkg.go.dev/context#CancelFunc',
    'https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/lostcancel',
  ],
  lasting: true,
  examples: {
    bad: [
      `func call(ctx context.Context, fn func(context.Context) error) error {
	ctx, _ = context.WithTimeout(ctx, time.Second) // want
	return fn(ctx)
}`,
      `func call(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithCancel(ctx) // want
	if err := fn(ctx); err != nil {
		return err
	}
	cancel()
	return nil
}`,
      `import c "context"

func poll(ctx c.Context, fn func(c.Context) bool) {
	var cancel c.CancelFunc
	for {
		ctx, cancel = c.WithTimeout(ctx, time.Second) // want, no suggestion: each turn needs its own end
		if fn(ctx) {
			break
		}
	}
	cancel()
}`,
      `func bounded(ctx context.Context) (context.Context, context.CancelFunc) {
	return context.WithDeadline(ctx, time.Now().Add(time.Second))
}

func run(ctx context.Context) error {
	ctx, done := bounded(ctx) // want
	if ctx.Err() != nil {
		return ctx.Err()
	}
	done()
	return nil
}`,
    ],
    good: [
      // Made only while there is none.
      `func gather(ctx context.Context, work <-chan int, flush func()) {
	var waiting context.Context
	var cancel context.CancelFunc
	done := ctx.Done()
	for {
		if waiting != nil {
			done = waiting.Done()
		}
		select {
		case <-done:
			if waiting == nil {
				return
			}
			cancel()
			waiting, cancel = nil, nil
			flush()
		case <-work:
			if waiting == nil {
				waiting, cancel = context.WithTimeout(ctx, time.Second)
			}
		}
	}
}`,
      `func call(ctx context.Context, fn func(context.Context) error) error {
	ctx, cancel := context.WithTimeout(ctx, time.Second)
	defer cancel()
	return fn(ctx)
}`,
      `type worker struct {
	ctx  context.Context
	stop context.CancelFunc
}

func start(parent context.Context) *worker {
	ctx, cancel := context.WithCancel(parent)
	return &worker{ctx: ctx, stop: cancel}
}

func (w *worker) restart(parent context.Context) {
	w.ctx, w.stop = context.WithCancel(parent)
}`,
      `func wrap(ctx context.Context, d time.Duration) (context.Context, context.CancelFunc) {
	ctx, cancel := context.WithTimeout(ctx, d)
	return ctx, cancel
}`,
      `func later(ctx context.Context, fn func(context.Context)) {
	ctx, cancel := context.WithCancel(ctx)
	go func() {
		defer cancel()
		fn(ctx)
	}()
}`,
      `func maybe(ctx context.Context, d time.Duration, fn func(context.Context) error) error {
	var cancel context.CancelFunc
	if d > 0 {
		ctx, cancel = context.WithTimeout(ctx, d)
	}
	err := fn(ctx)
	if cancel != nil {
		cancel()
	}
	return err
}`,
      `func run(ctx context.Context) {
	ctx, stop := signal.NotifyContext(ctx, os.Interrupt)
	context.AfterFunc(ctx, stop)
	<-ctx.Done()
}`,
      `type server struct{ stop context.CancelFunc }

func serve(parent context.Context) *server {
	var (
		ctx, cancel = context.WithCancel(parent)
		s           = &server{stop: cancel}
	)
	context.AfterFunc(ctx, func() { println("stopped") })
	return s
}

var root context.Context

func boot() {
	root, _ = context.WithTimeout(context.Background(), time.Hour)
}`,
      `package main

import "context"

func main() {
	ctx, cancel := context.WithCancel(context.Background())
	if run(ctx) {
		return
	}
	cancel()
}

func run(context.Context) bool { return true }`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!isTaken(file, call)) return;
      const type = file.typeOf(call);
      if (type.kind !== 'tuple' || type.of.length !== 2 || !type.of[0] || !isContext(type.of[0])) return;
      if (!isAcquired(file, call, 1, isSource)) return;
      const leak = leakOf(file, call, { position: 1, releases: RELEASES });
      if (!leak || isSilenced(file, call) || (leak.name === null && isLasting(file, call))) return;
      report(call, {
        ...(isHeld(file, call) ? {} : { lane: 'H' as const }),
        message:
          leak.name === null
            ? `The cancel function is thrown away: the context${hasTimer(file, call) ? ', with its timer, stays alive until the deadline' : ' stays alive until its parent ends'}, whoever has stopped waiting.`
            : `\`${leak.name}\` is not called ${leak.when}: ${hasTimer(file, call) ? 'the timer of the context runs on until the deadline' : 'the context stays registered with its parent'}, for every call that takes this way.`,
        evidence: [leak.exit],
        mend: () => {
          const context = acquisitionOf(file, call)?.names[0] ?? NONE;
          if (!endsWithFunction(file, call, context)) return null;
          return deferred(file, leak, { release: (name) => `${name}()`, names: ['cancel', 'stop'] });
        },
      });
    },
  },
});

function hasTimer(file: GoFile, call: NodeId): boolean {
  return /Time|Dead/.test(file.callee(call)?.name ?? '');
}

/**
 * A timer runs whatever the parent is. Without one nothing is held below `Background`, and a parent that ends with its
 * request lets go then; in a loop one more is registered each round.
 */
function isHeld(file: GoFile, call: NodeId): boolean {
  if (hasTimer(file, call)) return true;
  const [parent = NONE] = file.arguments(call);
  const loop = file.tree.ancestor(call, Kind.for_statement, ...FUNCTION_KINDS);
  const isRoot = file.isCallTo(file.initialiser(parent), 'context', 'Background', 'TODO');
  return file.tree.kind(loop) === Kind.for_statement && !isRoot && !file.tree.contains(loop, rootOf(file.tree, parent));
}

function isSource({ callee }: Origin): boolean {
  return isListed(SOURCES, callee);
}

/** The context goes to a field or package variable: it is to live on. */
function isLasting(file: GoFile, call: NodeId): boolean {
  const context = acquisitionOf(file, call)?.names[0] ?? NONE;
  return context !== NONE && !file.bindings[context];
}

/** `_ = cancel`: somebody knows. */
function isSilenced(file: GoFile, call: NodeId): boolean {
  const { tree, bindings } = file;
  const name = acquisitionOf(file, call)?.names[1] ?? NONE;
  const variable = name === NONE ? NONE : (bindings[name] as number);
  const root = enclosingFunction(tree, call);
  for (const statement of tree.descendants(root, Kind.assignment_statement)) {
    const [right = NONE] = tree.children(tree.child(statement, Field.right));
    if (variable && bindings[right] === variable && tree.textOf(tree.child(statement, Field.left)) === '_') return true;
  }
  return false;
}
