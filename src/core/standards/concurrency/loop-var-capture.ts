import type { GoFile } from '../../go/file.ts';
import { findPath } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { mayWait } from '../support/concurrent-use.ts';
import { STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { isTestCode } from '../support/test-code.ts';

export const loopVarCapture = defineStandard({
  id: 'concurrency/loop-var-capture',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Loop variable captured by a function that runs later',
  why: 'Before Go 1.22 all turns of a loop share one variable. By the time the goroutine or deferred call looks at it, it mostly holds the last element: one item is handled many times, the others never, and nothing reports it.',
  fix: 'Raise the `go` line of go.mod to 1.22 or above, or give every turn a variable of its own.\n\n```go\nfor _, item := range items {\n\titem := item\n\tgo func() { save(item) }()\n}\n```',
  references: ['https://go.dev/blog/loopvar-preview', 'https://go.dev/doc/faq#closures_and_goroutines'],
  examples: {
    bad: [
      {
        'go.mod': 'module example.com/old\n\ngo 1.21\n',
        'all.go': `func all(items []string, save func(string)) {
	for _, item := range items {
		go func() {
			save(item) // want
		}()
	}
}`,
      },
      {
        'go.mod': 'module example.com/old\n\ngo 1.19\n',
        'group.go': `package old

import group "golang.org/x/sync/errgroup"

func all[T any](items []T, save func(int, T) error) error {
	var g group.Group
	for i, item := range items {
		item := item
		g.Go(func() error {
			return save(i, item) // want
		})
	}
	return g.Wait()
}`,
      },
      {
        'go.mod': 'module example.com/old\n\ngo 1.20\n',
        'close.go': `func closeAll(files map[string]*os.File, retries int) {
	for name, file := range files {
		defer func() {
			println(name) // want
			file.Close() // want
		}()
	}
	for n := 0; n < retries; n++ {
		go func(s string) { println(s, n) }("retry") // want
	}
}`,
      },
    ],
    good: [
      {
        'go.mod': 'module example.com/new\n\ngo 1.22\n',
        'all.go': `func all(items []string, save func(string)) {
	for _, item := range items {
		go func() {
			save(item)
		}()
	}
}`,
      },
      {
        'go.mod': 'module example.com/old\n\ngo 1.21\n',
        'all.go': `func all(items []string, save func(string)) {
	for _, item := range items {
		item := item
		go func() { save(item) }()
	}
	for _, item := range items {
		go func(item string) { save(item) }(item)
	}
	for _, item := range items {
		go save(item)
	}
	var item string
	for _, item = range items {
		save(item)
	}
}`,
      },
      // Waited for within the turn, or the last turn.
      {
        'go.mod': 'module example.com/old\n\ngo 1.21\n',
        'turns.go': `func inTurn(items []string, save func(string) error) error {
	for _, item := range items {
		done := make(chan error)
		go func() { done <- save(item) }()
		if err := <-done; err != nil {
			return err
		}
		func() { save(item) }()
	}
	for _, item := range items {
		if item != "" {
			go func() { save(item) }()
			break
		}
	}
	return nil
}`,
      },
    ],
  },
  calls: STARTING_CALLS,
  go: {
    go_statement: visit,
    call_expression: visit,
    defer_statement: visit,
  },
});

function visit(start: NodeId, file: GoFile, report: Report): void {
  if (!file.module?.go || file.goAtLeast(1, 22)) return;
  const { tree } = file;
  const loop = tree.ancestor(start, Kind.for_statement);
  const literal = loop === NONE ? NONE : literalOf(file, start);
  if (literal === NONE || isTestCode(file)) return;
  const root = enclosingFunction(tree, start);
  const variables = loopVariables(file, start, root);
  if (variables.size === 0) return;
  const lines = new Set<number>();
  const end = tree.next(literal);
  for (let node = tree.child(literal, Field.body); node < end; node++) {
    const declared = file.bindings[node] as number;
    const around = tree.kind(node) === Kind.identifier ? variables.get(declared) : undefined;
    if (around === undefined || lines.has(tree.line(node)) || !comesRound(file, start, literal, around, root)) continue;
    lines.add(tree.line(node));
    report(node, {
      message: `All turns of the loop at line ${tree.line(around)} share \`${tree.textOf(node)}\` (go ${file.module.go}): when this runs, it is mostly the last one's.`,
      evidence: [declared],
    });
  }
}

/** The literal that a `go`, a `defer` or a group's `Go` runs later. */
function literalOf(file: GoFile, start: NodeId): NodeId {
  const { tree } = file;
  if (tree.kind(start) !== Kind.defer_statement) return startedBy(file, start)?.literal ?? NONE;
  const literal = calleeOf(tree, tree.children(start)[0] ?? NONE);
  return tree.kind(literal) === Kind.func_literal ? literal : NONE;
}

/** Variables that the loops around declare, within the function, each with its loop. */
function loopVariables({ tree, bindings }: GoFile, start: NodeId, root: NodeId): Map<NodeId, NodeId> {
  const found = new Map<NodeId, NodeId>();
  for (
    let loop = tree.ancestor(start, Kind.for_statement);
    loop > root;
    loop = tree.ancestor(loop, Kind.for_statement)
  ) {
    const range = tree.childOfKind(loop, Kind.range_clause);
    const clause = tree.childOfKind(loop, Kind.for_clause);
    const header = range || (clause ? tree.child(clause, Field.initializer) : NONE);
    if (header === NONE || (range && !tree.childOfKind(range, Token[':=']))) continue;
    if (!range && tree.kind(header) !== Kind.short_var_declaration) continue;
    const left = tree.child(header, Field.left);
    if (left === NONE) continue;
    for (const name of tree.children(left)) if (bindings[name] === name) found.set(name, loop);
  }
  return found;
}

/** Another turn of the loop begins without anything that waits for the goroutine. */
function comesRound(file: GoFile, start: NodeId, literal: NodeId, loop: NodeId, root: NodeId): boolean {
  const { tree } = file;
  const graph = file.flow(root);
  const begin = graph.steps.find((step) => step.evaluates && tree.contains(step.node, start));
  if (!begin) return false;
  const deferred = tree.kind(start) === Kind.defer_statement;
  const path = findPath(graph, begin.id, {
    at: (step) => {
      if (step === begin) return 'found';
      if (step.kind === 'end' || !tree.contains(loop, step.node)) return 'stop';
      return !deferred && mayWait(file, step, literal) ? 'stop' : 'pass';
    },
  });
  return path !== null;
}
