import type { GoFile } from '../../go/file.ts';
import { canReach } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { EXIT_CALLS, isExit } from '../support/exits.ts';
import { hasSomething, lossOf, matters } from '../support/held-back.ts';
import { calledText } from '../support/ignorable.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const exitSkipsDefer = defineStandard({
  id: 'lifecycle/exit-skips-defer',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Process ended with deferred work pending',
  why: '`os.Exit` and `log.Fatal` run no deferred call. What was put off until the end never happens on this path: the traces and messages of the failure that would explain it are lost, buffered output is cut, temporary files stay.',
  fix: 'Return the error to a `main` that defers nothing and exits.\n\n```go\nfunc main() {\n\tif err := run(); err != nil {\n\t\tlog.Fatal(err)\n\t}\n}\n```',
  references: [
    'https://pkg.go.dev/os#Exit',
    'https://pkg.go.dev/log#Fatal',
    'https://go.dev/ref/spec#Defer_statements',
  ],
  examples: {
    bad: [
      `package main

import (
	"context"
	"log"
	"net/http"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
)

func main() {
	tp := sdktrace.NewTracerProvider()
	defer tp.Shutdown(context.Background())
	log.Fatal(http.ListenAndServe(":80", nil)) // want
}`,
      `func report(path string, lines []string) {
	f, err := os.Create(path)
	if err != nil {
		os.Exit(1)
	}
	w := bufio.NewWriter(f)
	defer func() {
		w.Flush()
		f.Close()
	}()
	for _, line := range lines {
		if line == "" {
			os.Exit(2) // want
		}
		if line == "-" {
			os.Exit(3)
		}
		w.WriteString(line)
	}
}`,
      `package main

import (
	. "os"
	"path/filepath"

	"github.com/sirupsen/logrus"
)

func main() {
	dir, err := MkdirTemp("", "build")
	if err != nil {
		logrus.Fatal(err)
	}
	defer RemoveAll(dir)
	if err := WriteFile(filepath.Join(dir, "a"), nil, 0o600); err != nil {
		logrus.WithError(err).Fatal("write") // want
	}
}`,
      `func run(start func() func()) {
	flush := start()
	defer flush()
	if len(os.Args) < 2 {
		log.Fatalf("usage: %s FILE", os.Args[0]) // want
	}
}`,
    ],
    good: [
      // Nothing was traced yet.
      `package main

import (
	"context"
	"log"
	"os"

	sdktrace "go.opentelemetry.io/otel/sdk/trace"
	"google.golang.org/grpc"
)

func main() {
	tp := sdktrace.NewTracerProvider()
	defer func() {
		ctx, shutdownCancel := context.WithCancel(context.Background())
		defer shutdownCancel()
		tp.Shutdown(ctx)
	}()
	conn, err := grpc.NewClient(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	serve(conn)
}

func serve(conn *grpc.ClientConn) {}`,
      // The end of the process does these too.
      `func main() {
	ctx, cancel := context.WithCancel(context.Background())
	defer cancel()
	f, err := os.Open(os.Args[1])
	if err != nil {
		log.Fatal(err)
	}
	defer f.Close()
	var mu sync.Mutex
	mu.Lock()
	defer mu.Unlock()
	if ctx.Err() != nil {
		log.Fatal(ctx.Err())
	}
}`,
      `func run(w *bufio.Writer, err error) error {
	if err != nil {
		log.Fatal(err)
	}
	defer w.Flush()
	return nil
}`,
      `func serve(w *bufio.Writer, srv *http.Server) {
	defer w.Flush()
	go func() {
		log.Fatal(srv.ListenAndServe())
	}()
}`,
      `type logger struct{}

func (logger) Fatal(args ...any) {}

func run(w *bufio.Writer, log logger) {
	defer w.Flush()
	log.Fatal("not the process")
}`,
      `func run(w *bufio.Writer, err error) {
	defer w.Flush()
	if err != nil {
		w.Flush()
		os.Exit(1)
	}
}`,
    ],
  },
  calls: EXIT_CALLS,
  go: {
    call_expression(call, file, report) {
      if (!/^(?:Exit|Fatal)/.test(file.calledName(call))) return;
      const callee = file.callee(call);
      if (callee === null || !isExit(callee) || isTestCode(file) || isTooling(file)) return;
      const root = enclosingFunction(file.tree, call);
      const lost = root === NONE ? NONE : pendingAt(file, root, call);
      // One mend, a function of its own, serves all the exits of a function.
      if (lost === NONE || exitsBefore(file, root, call).some((other) => pendingAt(file, root, other) === lost)) return;
      const line = file.tree.line(lost);
      report(call, {
        message: `\`${calledText(file, call)}\` ends the process here without the deferred \`${calledText(file, lost)}\` of line ${line}: ${lossOf(file, lost)}.`,
        evidence: [lost],
      });
    },
  },
});

/** Exits of the function that stand above this one. */
function exitsBefore(file: GoFile, root: NodeId, call: NodeId): NodeId[] {
  return [...file.tree.descendants(root, Kind.call_expression)].filter((other) => {
    if (other >= call || !/^(?:Exit|Fatal)/.test(file.calledName(other))) return false;
    const callee = file.callee(other);
    return callee !== null && isExit(callee) && enclosingFunction(file.tree, other) === root;
  });
}

/** The deferred call that matters and is registered on every way that leads to the exit; NONE where there is none. */
function pendingAt(file: GoFile, root: NodeId, exit: NodeId): NodeId {
  const { tree } = file;
  const defers = [...tree.descendants(root, Kind.defer_statement)].filter(
    (node) => node < exit && enclosingFunction(tree, node) === root && !tree.contains(node, exit),
  );
  const lost = defers.flatMap((node) => deferred(file, node)).filter(([, call]) => matters(file, call));
  if (lost.length === 0) return NONE;
  const graph = file.flow(root);
  const stepOf = (node: NodeId) => graph.steps.find((step) => step.evaluates && tree.contains(step.node, node));
  const end = stepOf(exit);
  if (end === undefined) return NONE;
  for (const [statement, call] of lost) {
    const start = stepOf(statement);
    if (!start || !canReach(graph, start.id, ({ id }) => id === end.id)) continue;
    if (!isDoneBefore(file, root, call, exit) && hasSomething(file, statement, call, exit)) return call;
  }
  return NONE;
}

/** Calls that a `defer` makes: its own, or those of its literal. */
function deferred(file: GoFile, statement: NodeId): [statement: NodeId, call: NodeId][] {
  const { tree } = file;
  const call = tree.children(statement)[0] ?? NONE;
  const literal = calleeOf(tree, call);
  if (tree.kind(literal) !== Kind.func_literal) return isCall(tree, call) ? [[statement, call]] : [];
  // What a literal defers itself is of its own time.
  return [...tree.descendants(literal, Kind.call_expression)]
    .filter((inner) => !tree.contains(literal, tree.ancestor(inner, Kind.defer_statement)))
    .map((inner) => [statement, inner]);
}

/** The same is called by hand in the block of the exit. */
function isDoneBefore(file: GoFile, root: NodeId, call: NodeId, exit: NodeId): boolean {
  const { tree } = file;
  const wanted = tree.textOf(calleeOf(tree, call));
  const block = tree.ancestor(exit, Kind.statement_list, Kind.block);
  for (const other of tree.descendants(block || root, Kind.call_expression)) {
    if (other >= exit) return false;
    if (!tree.ancestor(other, Kind.defer_statement) && tree.textOf(calleeOf(tree, other)) === wanted) return true;
  }
  return false;
}
