import type { GoFile } from '../../go/file.ts';
import { calleeOf, FUNCTION_KINDS } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { lineBefore, withoutLines } from '../support/mend/statement.ts';
import { isSamePath, rootOf } from '../support/values.ts';

export const wgAddInside = defineStandard({
  id: 'concurrency/wg-add-inside',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'WaitGroup.Add inside the goroutine that it counts',
  why: '`Wait` may run before the goroutine reaches `Add`. It then sees zero and returns at once: results are read half-written, or the process exits with work in flight. It happens under load, when goroutines start late, and never in a test.',
  fix: 'Add before `go`, or let `WaitGroup.Go` (Go 1.25) do both.\n\n```go\nwg.Add(1)\ngo func() {\n\tdefer wg.Done()\n\twork()\n}()\n```',
  references: [
    'https://pkg.go.dev/sync#WaitGroup.Add',
    'https://pkg.go.dev/sync#WaitGroup.Go',
    'https://staticcheck.dev/docs/checks/#SA2000',
  ],
  examples: {
    bad: [
      `func all(work []func()) {
	var wg sync.WaitGroup
	for _, do := range work {
		go func() {
			wg.Add(1) // want
			defer wg.Done()
			do()
		}()
	}
	wg.Wait()
}`,
      `package service

import locks "sync"

type server struct{ pending *locks.WaitGroup }

func (s *server) serve(work chan func()) {
	for do := range work {
		go func(do func()) {
			s.pending.Add(1) // want
			defer func() { s.pending.Done() }()
			do()
		}(do)
	}
}

func (s *server) close() { s.pending.Wait() }`,
      `type pool[T any] struct {
	sync.WaitGroup
	in chan T
}

func (p *pool[T]) start(do func(T)) {
	go func() {
		p.Add(1) // want
		for item := range p.in {
			do(item)
		}
		p.Done()
	}()
	p.Wait()
}`,
      `func work(wg *sync.WaitGroup, do func()) {
	wg.Add(1) // want, no suggestion: whoever starts it must add
	defer wg.Done()
	do()
}

func all(do func()) {
	var wg sync.WaitGroup
	go work(&wg, do)
	wg.Wait()
}`,
    ],
    good: [
      `func all(work []func()) {
	var wg sync.WaitGroup
	for _, do := range work {
		wg.Add(1)
		go func() {
			defer wg.Done()
			do()
		}()
	}
	wg.Go(func() {})
	wg.Wait()
}`,
      `func walk(wg *sync.WaitGroup, children func() []string) {
	wg.Add(1)
	go func() {
		defer wg.Done()
		for range children() {
			wg.Add(1)
			go func() { defer wg.Done() }()
		}
	}()
	wg.Wait()
}`,
      `func all(work []func()) {
	go func() {
		var wg sync.WaitGroup
		for _, do := range work {
			wg.Add(1)
			go func() {
				defer wg.Done()
				do()
			}()
		}
		wg.Wait()
	}()
}`,
      `type counter struct{}

func (counter) Add(int) {}
func (counter) Done()   {}

func count(wg counter) {
	go func() {
		wg.Add(1)
		defer wg.Done()
	}()
}

func drain(wg *sync.WaitGroup) {
	go func() {
		wg.Add(-1)
		wg.Done()
	}()
}`,
      `func work(wg *sync.WaitGroup) {
	wg.Add(1)
	defer wg.Done()
}

func all() {
	var wg sync.WaitGroup
	work(&wg)
	wg.Wait()
}`,
    ],
  },
  go: {
    go_statement(statement, file, report) {
      const { tree } = file;
      const body = startedBy(file, statement);
      if (body === NONE) return;
      for (const add of tree.descendants(body, Kind.call_expression)) {
        const group = groupOf(file, add, 'Add');
        if (group === NONE || runsIn(file, add) !== body || /^-/.test(tree.textOf(file.arguments(add)[0] ?? NONE)))
          continue;
        if (
          !isShared(file, group, body) ||
          !isCountedHere(file, add, group, body) ||
          isCoveredBefore(file, statement, group)
        )
          continue;
        const name = tree.textOf(group);
        report(add, {
          message: `\`${name}.Add\` runs only once the goroutine does: a \`${name}.Wait\` that comes first sees nothing to wait for and returns with this work unfinished.`,
          evidence: [statement],
          mend: () => moved(file, add, group, statement, body),
        });
      }
    },
  },
});

/** The function that the statement starts: its literal, or a declaration in the same file. */
function startedBy(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  const call = tree.children(statement)[0] ?? NONE;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) === Kind.func_literal) return callee;
  const found = file.callee(call);
  if (found === null || found.package !== file.package?.path) return NONE;
  for (let node = 1; node < tree.size; node = tree.next(node)) {
    const method = tree.kind(node) === Kind.method_declaration;
    if (!method && tree.kind(node) !== Kind.function_declaration) continue;
    if (tree.textOf(tree.child(node, Field.name)) !== found.name) continue;
    const receiver = method ? /(\w+)(?:\[.*)?\)$/s.exec(tree.textOf(tree.child(node, Field.receiver)))?.[1] : undefined;
    if ((receiver ?? null) === found.receiver) return node;
  }
  return NONE;
}

/** What the WaitGroup's method is called on; NONE for other calls. */
function groupOf(file: GoFile, call: NodeId, method: string): NodeId {
  if (!file.isMethodCall(call, 'sync', 'WaitGroup', method)) return NONE;
  return file.tree.child(calleeOf(file.tree, call), Field.operand);
}

/** The function that the call runs in, deferred literals counted to the one around them. */
function runsIn(file: GoFile, node: NodeId): NodeId {
  const { tree } = file;
  let fn = tree.ancestor(node, ...FUNCTION_KINDS);
  while (tree.kind(fn) === Kind.func_literal && tree.kind(tree.parent(tree.parent(fn))) === Kind.defer_statement)
    fn = tree.ancestor(fn, ...FUNCTION_KINDS);
  return fn;
}

/** Declared outside the goroutine, so that somebody else can wait for it. */
function isShared(file: GoFile, group: NodeId, body: NodeId): boolean {
  const { tree } = file;
  const declaration = file.bindings[rootOf(tree, group)] as number;
  return declaration === NONE || !tree.contains(tree.child(body, Field.body), declaration);
}

/** The goroutine ends with Done; it neither waits itself nor starts, after the Add, another that is counted instead. */
function isCountedHere(file: GoFile, add: NodeId, group: NodeId, body: NodeId): boolean {
  const { tree } = file;
  // In a loop it counts pieces of work, each begun when the goroutine already runs.
  if (tree.ancestor(add, Kind.for_statement) > body) return false;
  let done = false;
  for (const call of tree.descendants(body, Kind.call_expression)) {
    const same = (method: string) => {
      const other = groupOf(file, call, method);
      return other !== NONE && isSamePath(file, other, group);
    };
    if (same('Wait')) return false;
    if (runsIn(file, call) === body && same('Done')) done = true;
  }
  return done && ![...tree.descendants(body, Kind.go_statement)].some((inner) => inner > add);
}

/** Another Add of the group stands before the statement in its function. */
function isCoveredBefore(file: GoFile, statement: NodeId, group: NodeId): boolean {
  const { tree } = file;
  const around = tree.ancestor(statement, ...FUNCTION_KINDS);
  const name = tree.textOf(group);
  return [...tree.descendants(around, Kind.call_expression)].some((call) => {
    if (call >= statement) return false;
    const other = groupOf(file, call, 'Add');
    return (
      other !== NONE &&
      (tree.textOf(other) === name ||
        tree.kind(calleeOf(tree, tree.children(statement)[0] ?? NONE)) !== Kind.func_literal)
    );
  });
}

/** The Add before the statement; null where the goroutine calls the group by a name of its own, or counts at run time. */
function moved(file: GoFile, add: NodeId, group: NodeId, statement: NodeId, body: NodeId): Edit[] | null {
  const { tree } = file;
  const line = tree.parent(add);
  const [count = NONE] = file.arguments(add);
  if (tree.kind(line) !== Kind.expression_statement || tree.kind(count) !== Kind.int_literal) return null;
  if (!tree.contains(statement, body) || tree.contains(body, file.bindings[rootOf(tree, group)] as number)) return null;
  const [before, without] = [lineBefore(tree, statement, tree.textOf(add)), withoutLines(tree, line)];
  return before && without && [before, without];
}
