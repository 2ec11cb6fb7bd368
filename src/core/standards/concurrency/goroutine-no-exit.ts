import type { GoFile } from '../../go/file.ts';
import { unreachable } from '../../go/flow/paths.ts';
import { enclosingDeclaration, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { callerContext } from '../support/caller-context.ts';
import { declaredName, functionsAround } from '../support/functions.ts';
import { isCommandLine } from '../support/program.ts';
import { startedFunction } from '../support/started-function.ts';
import { isTestCode } from '../support/test-code.ts';

export const goroutineNoExit = defineStandard({
  id: 'concurrency/goroutine-no-exit',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Goroutine without a way out',
  why: 'A goroutine that nothing can stop outlives what it works for. It keeps its memory, its ticker and its connections, and at shutdown it goes on writing to what is being closed. Where it is started more than once, each start adds one.',
  fix: 'Select on the context (or a done channel) in every turn, and return.\n\n```go\nfor {\n\tselect {\n\tcase <-ctx.Done():\n\t\treturn\n\tcase <-ticker.C:\n\t\trefresh()\n\t}\n}\n```',
  references: ['https://go.dev/blog/pipelines', 'https://pkg.go.dev/context#Context'],
  examples: {
    bad: [
      `type cache struct{ refresh func() }

func (c *cache) start() {
	go func() {
		for { // want
			c.refresh()
			time.Sleep(time.Minute)
		}
	}()
}`,
      `package service

import clock "time"

type poller[T any] struct{ poll func() T }

func newPoller[T any](poll func() T) *poller[T] {
	p := &poller[T]{poll: poll}
	go p.loop()
	return p
}

func (p *poller[T]) loop() {
	ticker := clock.NewTicker(clock.Second)
	defer ticker.Stop()
	for range ticker.C { // want
		p.poll()
	}
}`,
      // The break leaves the select, not the loop.
      `func watch(ctx context.Context, events <-chan string) {
	go func() {
		for { // want
			select {
			case <-ctx.Done():
				break
			case e := <-events:
				println(e)
			}
		}
	}()
}`,
    ],
    good: [
      `func watch(ctx context.Context, events <-chan string, refresh func() error) {
	go func() {
		for {
			select {
			case <-ctx.Done():
				return
			case e := <-events:
				println(e)
			}
		}
	}()
	go func() {
		for e := range events {
			println(e)
		}
	}()
	go func() {
		for {
			if err := refresh(); err != nil {
				return
			}
		}
	}()
}`,
      `package main

import "time"

func main() {
	go func() {
		for {
			time.Sleep(time.Minute)
		}
	}()
	select {}
}`,
      `func retry(do func() error) {
	go func() {
		for n := 0; n < 3; n++ {
			if do() == nil {
				break
			}
		}
	}()
}`,
    ],
  },
  go: {
    go_statement(statement, file, report) {
      const { tree } = file;
      const root = enclosingFunction(tree, statement);
      if (root === NONE || isProcess(file, root) || declaredName(file, statement) === 'init' || isTestCode(file))
        return;
      const fn = startedFunction(file, statement);
      const loop = fn === NONE ? NONE : endlessLoop(file, fn);
      if (loop === NONE || isCommandLine(file, statement)) return;
      report(loop, {
        message: `No way leads out of this loop: the goroutine started at line ${tree.line(statement)} runs until the process ends, past the shutdown of what it works for.`,
        evidence: [statement],
        ...(couldStop(file, statement, root) ? {} : { severity: 'low' as const }),
      });
    },
  },
});

/** The loop without a condition from which the function's end cannot be reached; NONE when it ends some way. */
function endlessLoop(file: GoFile, fn: NodeId): NodeId {
  const { tree } = file;
  if (tree.descendants(fn, Kind.for_statement).next().done) return NONE;
  const graph = file.flow(fn);
  const dead = unreachable(graph);
  if (graph.steps.some(({ kind, id }) => kind === 'abort' && !dead.has(id))) return NONE;
  for (const { id, node } of graph.steps) {
    const range = tree.kind(node) === Kind.range_clause;
    const loop = range ? tree.parent(node) : node;
    if (dead.has(id) || tree.kind(loop) !== Kind.for_statement) continue;
    const ticks = range && isTicker(file, tree.child(node, Field.right));
    const bare = tree.children(loop).length === 1;
    if ((bare && dead.has(graph.end)) || (ticks && !leaves(file, fn, loop))) return loop;
  }
  return NONE;
}

/** What the goroutine works for says when to stop: a context at hand, or a method that closes it. */
function couldStop(file: GoFile, statement: NodeId, root: NodeId): boolean {
  if (functionsAround(file, statement).some((fn) => callerContext(file, fn) !== null)) return true;
  const { tree } = file;
  const receiver = tree.child(
    tree.kind(root) === Kind.func_literal ? enclosingDeclaration(tree, root) : root,
    Field.receiver,
  );
  const type = receiver === NONE ? NONE : tree.child(tree.children(receiver)[0] ?? NONE, Field.type);
  if (type === NONE) return tree.ancestor(statement, Kind.for_statement) > root;
  return ['Close', 'Stop', 'Shutdown'].some((name) => findMember(file.index, file.typeAt(type), name)?.method);
}

/** Its channel is never closed. */
function isTicker(file: GoFile, ranged: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(ranged) !== Kind.selector_expression) return file.isCallTo(ranged, 'time', 'Tick');
  return isNamed(file.typeOf(tree.child(ranged, Field.operand)), 'time', 'Ticker');
}

/** Some way leads from the loop's body out of the loop. */
function leaves(file: GoFile, fn: NodeId, loop: NodeId): boolean {
  const { tree } = file;
  const { steps } = file.flow(fn);
  const body = tree.child(loop, Field.body);
  return steps.some(
    (step) =>
      tree.contains(body, step.node) &&
      (step.kind === 'return' || step.next.some(({ to }) => !tree.contains(loop, steps[to]?.node ?? NONE))),
  );
}
