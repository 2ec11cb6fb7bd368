import type { GoFile } from '../../go/file.ts';
import { neverReturns } from '../../go/flow/aborts.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import type { CallerContext } from '../support/caller-context.ts';
import { isTraced } from '../support/carries-traces.ts';
import { contextAtHand } from '../support/context-at-hand.ts';
import { isMeantToOutlive } from '../support/detached.ts';
import { declaredName } from '../support/functions.ts';
import { entryOf } from '../support/handlers.ts';
import { isDeclaredBetween } from '../support/mend/names.ts';
import { nextStatement, replaced, statementAround } from '../support/mend/statement.ts';
import { isNetworkCall } from '../support/network.ts';
import { hasOwnDeadline } from '../support/own-life.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Functions whose result or goroutines live by the context, and those that derive another one from it. */
const LASTING =
  /^(?:[nN]ew|[sS]tart|[rR]un|[wW]atch|[sS]ubscribe|[lL]isten|[sS]erve|[wW]ith(?!(?:Context|Value)$)|[rR]egister)(?![a-z])/;

export const backgroundInRequestPath = defineStandard({
  id: 'context/background-in-request-path',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: "Caller's context replaced by a fresh one",
  why: 'A fresh context knows no deadline. When the dependency behind it stalls, the caller times out and retries while this call stays: goroutines and connections pile up until the whole service stalls with the dependency. The trace ends here as well.',
  fix: 'Pass on the context at hand. Work that must outlive the request keeps its values with `context.WithoutCancel` and gets a deadline of its own.\n\n```go\nauditCtx, cancel := context.WithTimeout(context.WithoutCancel(ctx), 5*time.Second)\ndefer cancel()\n```',
  references: [
    'https://pkg.go.dev/context#pkg-overview',
    'https://pkg.go.dev/context#WithoutCancel',
    'https://sre.google/sre-book/addressing-cascading-failures/',
  ],
  subsumes: ['context/todo-left'],
  lasting: true,
  examples: {
    bad: [
      `type store struct{ db *sql.DB }

func (s *store) Place(ctx context.Context, id string) error {
	_, err := s.db.ExecContext(context.Background(), "insert into t values ($1)", id) // want
	return err
}`,
      `package service

import (
	stdctx "context"
	"net/http"
	"time"
)

func place(w http.ResponseWriter, r *http.Request) {
	ctx, cancel := stdctx.WithTimeout(stdctx.Background(), time.Second) // want, no suggestion: a deadline of its own may be meant
	defer cancel()
	save(ctx)
	go func() {
		save(stdctx.TODO()) // want
	}()
	go save(stdctx.Background()) // want
}

func save(ctx stdctx.Context) {}`,
      `func must(ctx context.Context, wait func(context.Context) error) {
	if err := wait(context.Background()); err != nil { // want, no suggestion: the end of the request would crash the program
		panic(err)
	}
	err := wait(context.TODO()) // want, no suggestion: the same
	if err != nil {
		log.Fatal(err)
	}
}

type config struct{}

func (config) NewProvider(ctx context.Context) *http.Client { return nil }

func provider(ctx context.Context, c config) *http.Client {
	return c.NewProvider(context.Background()) // want, no suggestion: what is made may use its context later
}`,
      `func each[T any](ctx context.Context, items []T, do func(context.Context, T) error) error {
	g, _ := errgroup.WithContext(ctx)
	for _, item := range items {
		g.Go(func() error { return do(context.Background(), item) }) // want
	}
	return g.Wait()
}`,
      `package service

import (
	. "context"

	"github.com/gin-gonic/gin"
)

func place(c *gin.Context) {
	var ctx Context = Background() // want
	<-ctx.Done()
}`,
      `func order(w http.ResponseWriter, r *http.Request, cancelOrder func(context.Context)) {
	ctx := context.WithValue(context.Background(), "user", r.Header.Get("User")) // want
	ctx, cancel := context.WithCancel(ctx)
	defer cancel()
	cancelOrder(ctx)
}`,
    ],
    good: [
      `func (s *store) Pull(ctx context.Context, answer func() error) error {
	if err := answer(); err != nil {
		return err
	}
	// The answer is sent, so the request's context may be cancelled already.
	if err := s.mark(context.Background()); err != nil {
		return err
	}
	return nil
}

type store struct{ mark func(context.Context) error }`,
      `func run(ctx context.Context, server *http.Server, flush func(context.Context)) error {
	if ctx == nil {
		ctx = context.Background()
	}
	defer flush(context.Background())
	go server.ListenAndServe()
	<-ctx.Done()
	stopping, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return server.Shutdown(stopping)
}`,
      `func place(ctx context.Context, tx *sql.Tx, unlock func(context.Context), save func(context.Context) error) error {
	go save(context.WithoutCancel(ctx))
	defer func() {
		unlock(context.Background())
	}()
	select {
	case <-ctx.Done():
		func() {
			last, cancel := context.WithTimeout(context.Background(), time.Second)
			defer cancel()
			save(last)
		}()
	default:
	}
	if ctx.Err() != nil {
		return save(context.Background())
	}
	return nil
}`,
      `type poller struct {
	ctx    context.Context
	cancel context.CancelFunc
	stop   func()
}

func start(ctx context.Context) *poller {
	p := &poller{stop: func() { wait(context.Background()) }}
	p.ctx, p.cancel = context.WithCancel(context.Background())
	own, cancel := context.WithCancel(context.Background())
	return &poller{ctx: own, cancel: cancel}
}

func wait(ctx context.Context) {}

func pull(ctx context.Context, receive func(context.Context) error) error {
	own, cancel := context.WithCancel(context.Background())
	go func() {
		<-ctx.Done()
		cancel()
	}()
	return receive(own)
}

type metrics struct{}

func (metrics) Placed(ctx context.Context, ok bool) {}

func place(ctx context.Context, storeMetrics metrics, check func(context.Context)) {
	storeMetrics.Placed(context.Background(), true)
}

func shadow(ctx context.Context, check func(context.Context)) {
	_, span := otel.Tracer("shop").Start(context.Background(), "shadow", trace.WithLinks(trace.LinkFromContext(ctx)))
	span.End()
}

func traceID(r *http.Request, extract func(context.Context, http.Header) context.Context) bool {
	ctx := extract(context.Background(), r.Header)
	return trace.SpanContextFromContext(ctx).IsValid()
}

func detach(ctx context.Context) context.Context {
	return trace.ContextWithSpan(context.Background(), trace.SpanFromContext(ctx))
}`,
      `func load(query func(context.Context) error) error {
	return query(context.Background())
}

func same(_ context.Context, ctx2 *http.Response) bool {
	return wait(context.Background())
}

func wait(ctx context.Context) bool { return ctx == context.Background() }

type watcher struct{}

func (w *watcher) Start(ctx context.Context, checker *watcher) { checker.Run(context.Background()) }
func (w *watcher) Run(ctx context.Context)                     {}
func (w *watcher) Close(ctx context.Context) { wait(context.Background()) }`,
      // Kept for later, shared by several callers, or only around work that has the caller's context.
      `package service

import (
	"context"

	"golang.org/x/sync/semaphore"
	"golang.org/x/sync/singleflight"
)

type scheduler struct{ jobs []func() }

func (s *scheduler) Add(job func()) { s.jobs = append(s.jobs, job) }

func schedule(ctx context.Context, s *scheduler, run func(context.Context)) {
	callback := func() { run(context.Background()) }
	s.Add(callback)
}

func shared(ctx context.Context, group *singleflight.Group, load func(context.Context) (any, error)) (any, error) {
	value, err, _ := group.Do("prices", func() (any, error) { return load(context.Background()) })
	return value, err
}

type retrier interface {
	Do(ctx context.Context, op func() error) error
}

func send(ctx context.Context, r retrier, post func(context.Context) error) error {
	op := func() error { return post(ctx) }
	return r.Do(context.Background(), op)
}

func workers(ctx context.Context, slots *semaphore.Weighted) error {
	return slots.Acquire(context.Background(), 8)
}`,
      // What is made stays, a logger runs nothing, and a goroutine with its own deadline was thought about.
      `type api struct{ deletes *http.Client }

func newClient(ctx context.Context) *http.Client { return nil }

func GetLogger(ctx context.Context) *slog.Logger { return nil }

func (a *api) connect(ctx context.Context, mail func(context.Context)) {
	a.deletes = newClient(context.Background())
	GetLogger(context.Background()).Info("connected")
	go func() {
		sending, cancel := context.WithTimeout(context.Background(), time.Minute)
		defer cancel()
		mail(sending)
	}()
}`,
      `type values struct{}

func (values) Background() int { return 0 }

func load(ctx context.Context) int {
	context := values{}
	return context.Background()
}`,
    ],
  },
  calls: /^(?:Background|TODO)$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'context', 'Background', 'TODO') || isTestCode(file) || isTooling(file)) return;
      const found = contextAtHand(file, call);
      if (found === null || isMeantToOutlive(file, call, found.context) || isExplained(file, call)) return;
      const { expression, fn } = found.context;
      const owner = file.tree.kind(fn) === Kind.func_literal ? 'the function literal' : `\`${declaredName(file, fn)}\``;
      const detached = found.beside || isHandedToDetached(file, call);
      const bounded = hasOwnDeadline(file, call);
      // A goroutine with a deadline of its own was thought about.
      if (detached && bounded) return;
      const text = file.tree.textOf(call);
      const untraced = isTraced(file.index) ? ', and no trace reaches it' : '';
      report(call, {
        message: detached
          ? `The goroutine starts from \`${text}\` though \`${expression}\` of ${owner} is at hand: its work has no deadline and loses the request's values, its trace among them. \`context.WithoutCancel(${expression})\` outlives the request and keeps them; a deadline belongs on top.`
          : bounded
            ? `\`${text}\` stands where \`${expression}\` of ${owner} belongs: until its own deadline this call goes on after its caller has gone${untraced}.`
            : `\`${text}\` stands where \`${expression}\` of ${owner} belongs: this call goes on after its caller has timed out or gone${untraced}.`,
        // Work that outlives the request may be meant, and bookkeeping has to be done when the client is gone.
        ...((detached || bounded || !isReadForRequest(file, call, fn)) && {
          lane: 'H' as const,
          severity: 'low' as const,
        }),
        evidence: [file.tree.child(fn, Field.parameters)],
        mend: () => passedOn(file, call, found.context, detached),
      });
    },
  },
});

const DETACHES =
  /\b(?:contexts?|ctx|cancel\w*|detach\w*|outlive\w*|shutdown|background|independent\w*|regardless|even (?:if|when|after))\b/i;

/** A comment above the statement says why the caller's context is not taken. */
function isExplained(file: GoFile, call: NodeId): boolean {
  const said = remarkAt(file, statementAround(file.tree, call));
  return DETACHES.test(said) && !/\b(?:TODO|FIXME|XXX|HACK)\b/.test(said);
}

/** Who answers a request asks another server or a database for something that only the answer needs. */
function isReadForRequest(file: GoFile, background: NodeId, fn: NodeId): boolean {
  const user = file.tree.parent(file.tree.parent(background));
  if (entryOf(file, fn) === null || !isCall(file.tree, user)) return false;
  return READS.test(file.calledName(user)) && isNetworkCall(file, user);
}

const READS = /^(?:Get|List|Find|Query|Select|Read|Fetch|Load|Search|Count|Lookup|Stat|Head|Scan|Exists)/i;

/** `go save(context.Background())`, `refreshAsync(context.Background())` */
function isHandedToDetached(file: GoFile, background: NodeId): boolean {
  const { tree } = file;
  const user = tree.parent(tree.parent(background));
  return tree.kind(tree.parent(user)) === Kind.go_statement || /Async$/.test(tree.textOf(calleeOf(tree, user)));
}

/**
 * The caller's context, without its end for work beside the request. Null where what is called may live by the context
 * for longer than the caller, where a deadline of its own may be meant, and where the end of the request would now
 * crash the program.
 */
function passedOn(file: GoFile, call: NodeId, context: CallerContext, detached: boolean): Edit[] | null {
  const { tree } = file;
  const { expression, parameter, fn } = context;
  // `ctx := context.Background()` would become `ctx := ctx`.
  const statement = tree.parent(tree.parent(call));
  const given = tree.child(statement, Field.left);
  if ((given && tree.textOf(given) === expression) || isDeclaredBetween(file, fn, parameter, call)) return null;
  if (!detached) {
    const user = tree.parent(tree.parent(call));
    const callee = isCall(tree, user) ? calleeOf(tree, user) : NONE;
    if (LASTING.test(tree.textOf(tree.child(callee, Field.field) || callee)) || isFatal(file, user)) return null;
    return [replaced(tree, call, expression)];
  }
  const name = tree.textOf(tree.child(calleeOf(tree, call), Field.operand));
  if (name === '' || !file.goAtLeast(1, 21)) return null;
  return [replaced(tree, call, `${name}.WithoutCancel(${expression})`)];
}

/** `if err := wait(ctx); err != nil { panic(err) }`, or the check in the next statement. */
function isFatal(file: GoFile, user: NodeId): boolean {
  const { tree } = file;
  const statement = statementAround(tree, user);
  const check = tree.kind(statement) === Kind.if_statement ? statement : nextStatement(tree, statement);
  if (tree.kind(check) !== Kind.if_statement || tree.contains(tree.child(check, Field.consequence), user)) return false;
  const body = tree.child(check, Field.consequence);
  return [...tree.descendants(body, Kind.call_expression)].some((call) => neverReturns(file, call));
}
