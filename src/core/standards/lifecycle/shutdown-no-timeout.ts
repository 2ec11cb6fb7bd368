import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { statementAround } from '../support/mend/statement.ts';
import { quoted } from '../support/quoted.ts';
import { hasOwnBound, isUnawaited } from '../support/shutdown.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const shutdownNoTimeout = defineStandard({
  id: 'lifecycle/shutdown-no-timeout',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Shutdown without a deadline',
  why: '`Shutdown` waits until every connection is idle. One client that never finishes keeps it waiting until the orchestrator kills the process: what should run afterwards (closing stores, flushing traces and messages) does not, and each rollout takes the whole grace period.',
  fix: 'Give it less time than the orchestrator gives the process, then cut what is left.\n\n```go\nctx, cancel := context.WithTimeout(context.Background(), 20*time.Second)\ndefer cancel()\nif err := srv.Shutdown(ctx); err != nil {\n\tsrv.Close()\n}\n```',
  references: [
    'https://pkg.go.dev/net/http#Server.Shutdown',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  ],
  lasting: true,
  examples: {
    bad: [
      `func stop(srv *http.Server) error {
	return srv.Shutdown(context.Background()) // want
}`,
      `package service

import (
	stdctx "context"
	"net/http"
)

type api struct{ server *http.Server }

func (a *api) run(ctx stdctx.Context) error {
	done := make(chan struct{})
	go func() {
		<-ctx.Done()
		never := stdctx.WithoutCancel(ctx)
		a.server.Shutdown(never) // want
		close(done)
	}()
	a.server.ListenAndServe()
	<-done
	return nil
}`,
      `type server struct{ http.Server }

func (s *server) stop() {
	ctx := context.TODO()
	if err := s.Shutdown(ctx); err != nil { // want
		log.Print(err)
	}
}`,
      `func run(e *echo.Echo, stop <-chan struct{}) {
	go e.Start(":80")
	<-stop
	e.Shutdown(context.Background()) // want
}`,
    ],
    good: [
      `func stop(srv *http.Server) error {
	ctx, cancel := context.WithTimeout(context.Background(), time.Second)
	defer cancel()
	return srv.Shutdown(ctx)
}

func stopWithin(ctx context.Context, srv *http.Server) error { return srv.Shutdown(ctx) }`,
      // Cut by another hand.
      `func stop(srv *http.Server) error {
	timer := time.AfterFunc(time.Second, func() { srv.Close() })
	defer timer.Stop()
	return srv.Shutdown(context.Background())
}`,
      `func stop(srv *http.Server) {
	done := make(chan struct{})
	go func() {
		srv.Shutdown(context.Background())
		close(done)
	}()
	select {
	case <-done:
	case <-time.After(time.Second):
	}
}`,
      // Nothing waits with it.
      `func run(ctx context.Context, srv *http.Server) error {
	go func() {
		<-ctx.Done()
		srv.Shutdown(context.Background())
	}()
	return srv.ListenAndServe()
}`,
      // Its own bound is not known.
      `type provider struct{}

func (provider) Shutdown(ctx context.Context) error { return nil }

func stop(p provider, http provider) error {
	p.Shutdown(context.Background())
	return http.Shutdown(context.Background())
}`,
    ],
  },
  calls: /^Shutdown$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const callee = calleeOf(tree, call);
      if (tree.kind(callee) !== Kind.selector_expression) return;
      if (tree.textOf(tree.child(callee, Field.field)) !== 'Shutdown' || !waitsForRequests(file, call)) return;
      const [ctx = NONE] = file.arguments(call);
      if (!isEndless(file, ctx)) return;
      if (isTestCode(file) || isTooling(file) || isUnawaited(file, call)) return;
      const server = tree.child(callee, Field.operand);
      if (hasOwnBound(file, enclosingDeclaration(tree, call), server)) return;
      report(call, {
        message: `${quoted(tree, ctx)} has no deadline: one client that keeps its connection busy holds ${quoted(tree, callee)} until the process is killed, and nothing after it runs.`,
        evidence: [file.initialiser(ctx) || ctx],
        // With nothing to come, the process is killed where it would have ended.
        // `if conf.MaxShutdown <= 0`: whoever runs it may have asked for that.
        ...(isFollowed(file, call) && !isAskedFor(file, call) ? {} : { lane: 'H' as const }),
      });
    },
  },
});

/** Something more than a log line comes after it in the function. */
function isFollowed(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const statement = statementAround(tree, call);
  if (tree.ancestor(statement, Kind.defer_statement) !== NONE) return false;
  const end = tree.next(enclosingFunction(tree, call));
  for (let node = tree.next(statement); node < end; node++)
    if (isCall(tree, node) && !NOTES.test(tree.textOf(calleeOf(tree, node)))) return true;
  return false;
}

const NOTES = /log|print|debug|info|warn|error|fatal|panic|exit|sprint|string|wrap|\bIs$|\bAs$/i;

const WAITS: readonly [path: RegExp, type: string][] = [
  [/^net\/http$/, 'Server'],
  [/^github\.com\/labstack\/echo\/v\d+$/, 'Echo'],
];

function waitsForRequests(file: GoFile, call: NodeId): boolean {
  const found = file.callee(call);
  return found !== null && WAITS.some(([path, type]) => path.test(found.package) && type === found.receiver);
}

/** `context.Background()`, or a context made of it that gets no deadline and that nobody can cancel. */
function isEndless(file: GoFile, expression: NodeId): boolean {
  const made = file.initialiser(unparenthesized(file.tree, expression));
  if (made === NONE || !isCall(file.tree, made)) return false;
  if (file.isCallTo(made, 'context', 'Background', 'TODO', 'WithoutCancel')) return true;
  return file.isCallTo(made, 'context', 'WithValue') && isEndless(file, file.arguments(made)[0] ?? NONE);
}

function isAskedFor({ tree }: GoFile, call: NodeId): boolean {
  const guard = tree.ancestor(call, Kind.if_statement);
  const condition = guard ? tree.child(guard, Field.condition) : NONE;
  return (
    condition !== NONE &&
    !tree.contains(condition, call) &&
    /timeout|duration|grace|wait|shutdown/i.test(tree.textOf(condition))
  );
}
