import type { GoFile } from '../../go/file.ts';
import type { Step } from '../../go/flow/graph.ts';
import { canReach } from '../../go/flow/paths.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { findMember } from '../../go/types/members.ts';
import { isContext, isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { declarationCalled } from '../support/declarations.ts';
import { declaredName } from '../support/functions.ts';
import { startedBy } from '../support/goroutine.ts';
import { type Entry, entryOf } from '../support/handlers.ts';
import { isRequestContext } from '../support/request-context.ts';
import { tells } from '../support/telling-uses.ts';
import { isTestCode } from '../support/test-code.ts';

export const requestCtxInGoroutine = defineStandard({
  id: 'context/request-ctx-in-goroutine',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: "Request's context in a goroutine that outlives it",
  why: "The server cancels the request's context as soon as the handler has answered. What the goroutine does with it then fails with `context canceled`: the mail is not sent, the row not written. On a fast machine with a slow client it works, so tests pass and production loses work.",
  fix: 'Keep the values, drop the end, and set a deadline.\n\n```go\nctx := context.WithoutCancel(r.Context())\ngo func() {\n\tctx, cancel := context.WithTimeout(ctx, 10*time.Second)\n\tdefer cancel()\n\tnotify(ctx, order)\n}()\n```\n\nWork that must not be lost belongs in a queue.',
  references: ['https://pkg.go.dev/net/http#Request.Context', 'https://pkg.go.dev/context#WithoutCancel'],
  lasting: true,
  examples: {
    bad: [
      `type server struct{ db *sql.DB }

func (s *server) place(w http.ResponseWriter, r *http.Request) {
	go func() {
		s.db.ExecContext(r.Context(), "insert into audit values (1)") // want
	}()
	w.WriteHeader(http.StatusAccepted)
}`,
      `package api

import (
	"context"
	web "net/http"
	"time"
)

func notify(ctx context.Context, id string) error { return nil }

type order struct{ ID string }

func place(w web.ResponseWriter, req *web.Request) {
	o := &order{ID: req.URL.Path}
	ctx, cancel := context.WithTimeout(req.Context(), time.Second)
	defer cancel()
	if req.Method != "POST" {
		return
	}
	for _, id := range []string{o.ID, req.Host} {
		go notify(ctx, id) // want
	}
	w.Write([]byte(o.ID))
}`,
      `func route(r *gin.Engine, save func(context.Context) error) {
	r.POST("/orders", func(c *gin.Context) {
		ctx := c.Request.Context()
		go func() {
			if err := save(ctx); err != nil { // want
				log.Print(err)
			}
		}()
		c.JSON(202, nil)
	})
}`,
    ],
    good: [
      `func place(w http.ResponseWriter, r *http.Request, save func(context.Context) error) {
	ctx := context.WithoutCancel(r.Context())
	go save(ctx)
	w.WriteHeader(http.StatusAccepted)
}`,
      // Waited for.
      `func place(w http.ResponseWriter, r *http.Request, save func(context.Context) error) {
	done := make(chan error, 1)
	go func() { done <- save(r.Context()) }()
	if err := <-done; err != nil {
		http.Error(w, "failed", http.StatusInternalServerError)
	}
}

func all(w http.ResponseWriter, r *http.Request, save func(context.Context) error) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		save(r.Context())
	}()
	wg.Wait()
}`,
      // Ends with the request on purpose; the handler stays as long.
      `type conn struct{}

func (*conn) write(ctx context.Context) {}
func (*conn) read()                     {}

func (*conn) Close() error              { return nil }

func socket(w http.ResponseWriter, r *http.Request) {
	c := &conn{}
	go c.write(r.Context())
	c.read()
}

func watch(w http.ResponseWriter, r *http.Request, release func(context.Context)) {
	go func() {
		<-r.Context().Done()
		release(r.Context())
	}()
	w.WriteHeader(http.StatusOK)
}`,
      `func save(ctx context.Context) {}

func place(ctx context.Context, w http.ResponseWriter, r *http.Request) {
	user := r.Header.Get("User")
	go save(ctx)
	go func(r *http.Request) { println(user, r.Context()) }(nil)
	w.WriteHeader(http.StatusAccepted)
}`,
    ],
  },
  go: {
    go_statement(statement, file, report) {
      const { tree } = file;
      const fn = enclosingFunction(tree, statement);
      const entry = fn === NONE ? null : entryOf(file, fn);
      if ((entry !== 'HTTP handler' && entry !== 'RPC method') || isTestCode(file)) return;
      const use = workWith(file, statement, fn, entry);
      if (use === NONE || watchesEnd(file, statement) || isWaitedFor(file, statement, fn)) return;
      const call = tree.parent(tree.parent(use));
      report(use, {
        message: `\`${tree.textOf(use)}\` is cancelled as soon as ${entry === 'RPC method' ? `\`${declaredName(file, fn)}\`` : 'the handler'} returns, which does not wait for this goroutine: \`${tree.textOf(calleeOf(tree, call))}\` then fails with \`context canceled\`, and what it was to do is left undone.`,
        evidence: [statement],
        // What a function does with it that stands elsewhere may be to look something up.
        ...(tree.parent(call) === statement && !worksWith(file, call) ? { lane: 'H' as const } : {}),
      });
    },
  },
});

/** Calls that only read from a context, or detach from it. */
const HARMLESS = /^(?:WithoutCancel|Value)$|FromContext$|[Ll]og|[Mm]etrics?\b|[Dd]etach|[Cc]lone|[Cc]opy/;

/** The function that is started stands in the file and hands a context to a call that works with it. */
function worksWith(file: GoFile, started: NodeId): boolean {
  const { tree } = file;
  const body = tree.child(declarationCalled(file, started), Field.body);
  if (body === NONE) return false;
  for (const call of tree.descendants(body, Kind.call_expression)) {
    const args = file.arguments(call);
    const name = file.calledName(call);
    if (HARMLESS.test(name) || HARMLESS.test(tree.textOf(calleeOf(tree, call)))) continue;
    if (args.length === 1 && /^Get[A-Z]/.test(name)) continue;
    if (args.some((argument) => isContext(file.typeOf(argument)))) return true;
  }
  return false;
}

/** The request's context where the goroutine hands it to a call that works with it; NONE where it does not. */
function workWith(file: GoFile, statement: NodeId, fn: NodeId, entry: Entry): NodeId {
  const { tree } = file;
  const end = tree.next(statement);
  for (let node = statement + 1; node < end; node++) {
    if (tree.kind(node) !== Kind.identifier && !isCall(tree, node)) continue;
    const call = tree.parent(tree.parent(node));
    if (tree.kind(tree.parent(node)) !== Kind.argument_list || !isCall(tree, call)) continue;
    const callee = calleeOf(tree, call);
    const name = tree.textOf(tree.child(callee, Field.field) || callee);
    if (tree.kind(callee) === Kind.func_literal || HARMLESS.test(name) || HARMLESS.test(tree.textOf(callee))) continue;
    if (isContext(file.typeOf(node)) && isRequestContext(file, node, fn, entry)) return node;
  }
  return NONE;
}

/** The goroutine, or the function that it runs, looks out for the context's end, or drops it. */
function watchesEnd(file: GoFile, statement: NodeId): boolean {
  const { tree } = file;
  const call = startedBy(file, statement)?.call ?? NONE;
  const callee = call === NONE ? null : file.callee(call);
  const fact = callee && file.index.functionFact(callee);
  if (fact && tells(fact, 'watchesEnd')) return true;
  return [...tree.descendants(statement, Kind.field_identifier)].some((field) => {
    const name = tree.textOf(field);
    if (name === 'WithoutCancel') return true;
    return /^(?:Done|Err)$/.test(name) && isContext(file.typeOf(tree.child(tree.parent(field), Field.operand)));
  });
}

/** Code that runs after the goroutine's start, or at the function's end, may wait for it. */
function isWaitedFor(file: GoFile, statement: NodeId, fn: NodeId): boolean {
  const graph = file.flow(fn);
  const start = graph.steps.find(({ node, evaluates }) => evaluates && file.tree.contains(node, statement));
  if (!start) return true;
  const shared = sharedWith(file, statement, fn);
  // Who reads the other end of a pipe waits for its writer.
  if ([...shared].some((variable) => isNamed(file.typeOf(variable), 'io', 'PipeWriter'))) return true;
  const waits = (step: Step) => mayWait(file, step, shared);
  return graph.steps.some((step) => step.kind === 'defer' && waits(step)) || canReach(graph, start.id, waits);
}

/** Local variables that the goroutine has too, and by which it may be waited for. */
function sharedWith(file: GoFile, statement: NodeId, fn: NodeId): Set<NodeId> {
  const { tree, bindings } = file;
  const shared = new Set<NodeId>();
  const body = tree.child(fn, Field.body);
  const end = tree.next(statement);
  for (let node = statement; node < end; node++) {
    const declaration = tree.kind(node) === Kind.identifier ? (bindings[node] as number) : NONE;
    if (declaration === NONE || !tree.contains(body, declaration) || tree.contains(statement, declaration)) continue;
    if (!isContext(file.typeOf(node)) && maySignal(file, file.typeOf(node))) shared.add(declaration);
  }
  return shared;
}

const SIGNALS = ['Wait', 'Close', 'Read', 'Recv', 'Receive', 'Next', 'ReadMessage', 'Lock', 'Stop'];

/** A channel, a group, a connection, and what is not known: one side can learn of the other by it. */
function maySignal(file: GoFile, type: Type): boolean {
  if (type.kind === 'chan' || type.kind === 'func' || type.kind === 'unknown') return true;
  return SIGNALS.some((name) => findMember(file.index, type, name) !== null);
}

/** The step receives, waits, loops, or hands something that the goroutine has to a call. */
function mayWait(file: GoFile, { node, kind, evaluates }: Step, shared: ReadonlySet<NodeId>): boolean {
  const { tree, bindings } = file;
  if (WAITS.has(tree.kind(node)) || isReceiving(file, node)) return true;
  if (!evaluates || kind === 'end') return false;
  const end = tree.next(node);
  for (let at = node; at < end; at++) {
    const found = tree.kind(at);
    if (found === Kind.unary_expression && tree.kind(tree.child(at, Field.operator)) === Token['<-']) return true;
    if (found === Kind.go_statement) at = tree.next(at) - 1;
    else if (
      found === Kind.identifier &&
      shared.has(bindings[at] as number) &&
      tree.ancestor(at, Kind.call_expression) >= node
    )
      return true;
    else if (found === Kind.field_identifier && /^(?:Wait|Join|Lock|ServeHTTP)$/.test(tree.textOf(at))) return true;
  }
  return false;
}

const WAITS = new Set<number>([Kind.for_statement, Kind.select_statement, Kind.send_statement]);

/** A range that is not over plain data. */
function isReceiving(file: GoFile, node: NodeId): boolean {
  if (file.tree.kind(node) !== Kind.range_clause) return false;
  const { kind } = file.typeOf(file.tree.child(node, Field.right));
  return kind === 'chan' || kind === 'func' || kind === 'unknown';
}
