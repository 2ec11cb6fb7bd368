import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { contradictsItself, feasiblePath } from '../support/feasible.ts';
import { callsWithin } from '../support/goroutine.ts';
import { isCommandLine } from '../support/program.ts';
import {
  isCounted,
  isLeavingSignal,
  type ResultChannel,
  receivedFrom,
  resultChannels,
} from '../support/result-channel.ts';
import { isTestCode } from '../support/test-code.ts';

export const goroutineResultLeak = defineStandard({
  id: 'concurrency/goroutine-result-leak',
  severity: 'high',
  lane: 'H',
  flags: [],
  title: 'Goroutine blocked for ever on its result',
  why: 'A send on an unbuffered channel waits for a receiver. When the receiver has left, on a timeout or an early error, the goroutine waits for the rest of the process with all that it holds. Each timeout adds one: under an outage of a dependency the memory grows until the service is killed.',
  fix: 'Give the channel room for every sender, so that a send never waits.\n\n```go\nresult := make(chan reply, 1)\ngo func() { result <- fetch() }()\n```',
  references: ['https://go.dev/ref/spec#Send_statements', 'https://go.dev/blog/pipelines'],
  lasting: true,
  examples: {
    bad: [
      `func fetch(ctx context.Context, load func() int) (int, error) {
	result := make(chan int)
	go func() {
		result <- load() // want
	}()
	select {
	case n := <-result:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}`,
      `package service

import clock "time"

type reply[T any] struct {
	value T
	err   error
}

func within[T any](d clock.Duration, load func() (T, error)) (got T, ok bool) {
	replies := make(chan reply[T], 0)
	go func(out chan<- reply[T]) {
		v, err := load()
		out <- reply[T]{v, err} // want
	}(replies)
	select {
	case r := <-replies:
		return r.value, r.err == nil
	case <-clock.After(d):
	}
	return got, false
}`,
      // The first error ends it; the others are still to come.
      `func all(work []func() error) error {
	errs := make(chan error)
	for _, do := range work {
		go func() { errs <- do() }() // want
	}
	for range work {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}`,
      `func place(validate func() error, price func() int) (int, error) {
	prices := make(chan int)
	go func() { prices <- price() }() // want
	if err := validate(); err != nil {
		return 0, err
	}
	return <-prices, nil
}`,
    ],
    good: [
      // It is left when both have come.
      `func both(first, second func()) {
	a, b := make(chan struct{}), make(chan struct{})
	go func() { first(); a <- struct{}{} }()
	go func() { second(); b <- struct{}{} }()
	come := 0
	for {
		select {
		case <-a:
			come++
		case <-b:
			come++
		default:
			if come == 2 {
				return
			}
		}
	}
}`,
      // Leaving closes what the goroutine reads, which ends it.
      `func sizes(add func(chan<- int) error) (int, error) {
	events := make(chan int)
	defer close(events)
	size := make(chan int)
	go func() {
		for n := range events {
			if n > 0 {
				size <- n
			}
		}
	}()
	if err := add(events); err != nil {
		return 0, err
	}
	return <-size, nil
}`,
      // On the early way it waits for the end of another channel, not at its send.
      `func load(ctx context.Context, rows func(chan<- int) error) error {
	read := make(chan int, 10)
	done := make(chan bool)
	go func() {
		for n := range read {
			println(n)
		}
		done <- true
	}()
	if err := rows(read); err != nil {
		return err
	}
	close(read)
	<-done
	return nil
}`,
      `func fetch(ctx context.Context, load func() int) (int, error) {
	result := make(chan int, 1)
	go func() {
		result <- load()
	}()
	select {
	case n := <-result:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}`,
      `func fetch(ctx context.Context, load func() int) (int, error) {
	result := make(chan int)
	go func() {
		select {
		case result <- load():
		case <-ctx.Done():
		}
	}()
	select {
	case n := <-result:
		return n, nil
	case <-ctx.Done():
		return 0, ctx.Err()
	}
}`,
      // Room for every sender; all are received; the rest is drained.
      `func all(work []func() error) error {
	errs := make(chan error, len(work))
	for _, do := range work {
		go func() { errs <- do() }()
	}
	for range work {
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func each(work []func() error) (last error) {
	errs := make(chan error)
	for _, do := range work {
		go func() { errs <- do() }()
	}
	for range work {
		if err := <-errs; err != nil {
			last = err
		}
	}
	return last
}

func inTurn(work []func() error) error {
	errs := make(chan error)
	for _, do := range work {
		go func() { errs <- do() }()
		if err := <-errs; err != nil {
			return err
		}
	}
	return nil
}

func first(work []func() error) error {
	errs := make(chan error)
	for _, do := range work {
		go func() { errs <- do() }()
	}
	defer func() {
		go func() {
			for range errs {
			}
		}()
	}()
	return <-errs
}`,
      // The goroutine itself says that nothing is to come.
      `func run(do func() error) error {
	failed := make(chan error)
	done := make(chan struct{})
	go func() {
		defer close(done)
		if err := do(); err != nil {
			failed <- err
		}
	}()
	select {
	case err := <-failed:
		return err
	case <-done:
		return nil
	}
}`,
      `package main

import "os"

func main() {
	failed := make(chan error)
	go func() { failed <- serve() }()
	select {
	case <-failed:
	case <-signals():
		os.Exit(1)
	}
}

func serve() error                { return nil }
func signals() chan os.Signal     { return nil }
func handOn(c chan error)         { println(<-c) }
func started(work func() error) chan error {
	failed := make(chan error)
	go func() { failed <- work() }()
	return failed
}`,
    ],
  },
  go: {
    go_statement(statement, file, report) {
      const { tree } = file;
      const literal = calleeOf(tree, tree.children(statement)[0] ?? NONE);
      if (tree.kind(literal) !== Kind.func_literal || !tree.childOfKind(literal, Kind.block)) return;
      if (tree.descendants(literal, Kind.send_statement).next().done) return;
      const root = enclosingFunction(tree, statement);
      if (root === NONE || isProcess(file, root) || isTestCode(file) || isCommandLine(file, statement)) return;
      if (/(?:^|\/)(?:cli|commands?)(?:\/|$)/.test(file.dir) || servesForLife(file, literal)) return;
      for (const channel of resultChannels(file, statement, literal, root)) {
        const exit = leftBy(file, file.flow(root), statement, channel);
        if (!exit) continue;
        const where =
          exit.kind === 'return'
            ? `has returned at line ${tree.line(exit.node)}`
            : `has ended at line ${tree.endLine(root)}`;
        const name = tree.textOf(channel.declaration);
        const around =
          tree.kind(root) === Kind.func_literal
            ? `the function literal of line ${tree.line(root)}`
            : `\`${file.symbolAt(root) ?? 'the function'}\``;
        report(channel.send, {
          message: `\`${name}\` has no buffer, and its receiver can leave first: what is sent here once ${around} ${where} waits for ever, and its goroutine is never freed.`,
          evidence: [channel.made, ...(exit.kind === 'return' ? [exit.node] : [])],
        });
      }
    },
  },
});

/** The goroutine is one for the life of the process: it runs a server. */
function servesForLife(file: GoFile, literal: NodeId): boolean {
  for (const call of callsWithin(file, literal)) {
    const callee = calleeOf(file.tree, call);
    const name = file.tree.textOf(file.tree.child(callee, Field.field) || callee);
    if (/^(?:run|start)$|serve|listen/i.test(name)) return true;
  }
  return false;
}

/** The step that leaves the function while the goroutine still wants to send; null when there is none. */
function leftBy(file: GoFile, graph: FlowGraph, statement: NodeId, channel: ResultChannel): Step | null {
  const { tree } = file;
  const start = graph.steps.find(({ node }) => node === statement);
  if (!start) return null;
  const path = leaving(file, graph, start, channel);
  if (path) return path.at(-2) ?? start;
  const loop = loopAround(file, graph, statement);
  return loop === NONE || tree.contains(loop, channel.declaration) ? null : leftEarly(file, graph, channel, loop);
}

/**
 * A loop started many senders: after one of their results was received, behind the loop, the function is left while
 * others are still to come.
 */
function leftEarly(file: GoFile, graph: FlowGraph, channel: ResultChannel, loop: NodeId): Step | null {
  for (const received of graph.steps.filter((step) => receives(file, step, channel))) {
    if (file.tree.contains(loop, received.node)) continue;
    const path = leaving(file, graph, received, channel);
    if (path) return path.at(-2) ?? received;
  }
  return null;
}

/**
 * A way to the function's end without another receive, which nothing of the goroutine has to open. A loop that receives
 * is left from within: what ends it by its head has had as many turns as there are results.
 */
function leaving(file: GoFile, graph: FlowGraph, start: Step, channel: ResultChannel): readonly Step[] | null {
  const { tree } = file;
  const loops = channel.receives.map((use) => loopAround(file, graph, use));
  const path = feasiblePath(
    file,
    graph,
    start,
    (step) => {
      if (step.kind === 'end') return 'found';
      return receives(file, step, channel) || waits(file, step) ? 'stop' : 'pass';
    },
    (step, edge) => {
      if (edge.when === true && isCounted(file, graph.root, step.node)) return false;
      if (step.kind !== 'branch' || tree.ancestor(step.node, Kind.block) > tree.ancestor(step.node, Kind.for_statement))
        return true;
      const loop = tree.ancestor(step.node, Kind.for_statement);
      const next = graph.steps[edge.to];
      return !loops.includes(loop) || (next !== undefined && next.kind !== 'end' && tree.contains(loop, next.node));
    },
  );
  return path && !contradictsItself(file, start, path) ? path : null;
}

function loopAround(file: GoFile, graph: FlowGraph, node: NodeId): NodeId {
  const loop = file.tree.ancestor(node, Kind.for_statement);
  return loop > graph.root ? loop : NONE;
}

function receives(file: GoFile, step: Step, { receives: uses }: ResultChannel): boolean {
  return step.evaluates && uses.some((use) => file.tree.contains(step.node, use));
}

/** The step waits for something that may well be the goroutine. */
function waits(file: GoFile, step: Step): boolean {
  const { tree } = file;
  for (const node of evaluatedNodes(tree, step)) {
    const source = receivedFrom(tree, node);
    if (source !== NONE && !isLeavingSignal(file, source)) return true;
    if (
      tree.kind(node) === Kind.call_expression &&
      /(?:^|\.)(?:\w*Wait\w*|Join|Do)$/.test(tree.textOf(calleeOf(tree, node)))
    )
      return true;
  }
  return false;
}
