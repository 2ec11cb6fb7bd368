import type { GoFile } from '../../go/file.ts';
import { findPath } from '../../go/flow/paths.ts';
import { calleeOf, enclosingDeclaration, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { quoted } from '../support/quoted.ts';
import { serverCall } from '../support/serving.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isSamePath, rootOf } from '../support/values.ts';

export const shutdownAfterWait = defineStandard({
  id: 'lifecycle/shutdown-after-wait',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Shutdown that waits for what it should end',
  why: 'A server serves until it is told to stop. Told only after it has stopped serving, it is never told: SIGTERM ends the process on the spot or hangs it until it is killed, requests in flight are cut off with every deployment, and the shutdown that the code seems to have has never run.',
  fix: 'Serve in a goroutine, wait for the signal, then shut down.\n\n```go\ngo func() { failed <- srv.ListenAndServe() }()\nselect {\ncase err := <-failed:\n\treturn err\ncase <-ctx.Done():\n}\nreturn srv.Shutdown(stopping)\n```',
  references: ['https://pkg.go.dev/net/http#Server.Shutdown', 'https://pkg.go.dev/google.golang.org/grpc#Server.Serve'],
  lasting: true,
  examples: {
    bad: [
      `func run(ctx context.Context, srv *http.Server) error {
	if err := srv.ListenAndServe(); err != nil {
		log.Print(err)
	}
	return srv.Shutdown(ctx) // want
}`,
      `package service

import (
	"net"

	rpc "google.golang.org/grpc"
)

func run(l net.Listener) error {
	server := rpc.NewServer()
	defer server.GracefulStop() // want
	return server.Serve(l)
}`,
      `func run(ctx context.Context, srv *http.Server) error {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		srv.ListenAndServe()
	}()
	wg.Wait()
	return srv.Shutdown(ctx) // want
}`,
      `func run(ctx context.Context, srv *http.Server) error {
	g, ctx := errgroup.WithContext(ctx)
	g.Go(func() error { return srv.ListenAndServe() })
	if err := g.Wait(); err != nil {
		log.Print(err)
	}
	return srv.Shutdown(ctx) // want
}`,
      `func run(ctx context.Context, srv *http.Server) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	log.Print(<-failed)
	return srv.Shutdown(ctx) // want
}`,
    ],
    good: [
      `func run(ctx context.Context, srv *http.Server) error {
	failed := make(chan error, 1)
	go func() { failed <- srv.ListenAndServe() }()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	return srv.Shutdown(context.WithoutCancel(ctx))
}`,
      // Another hand ends it first.
      `func run(ctx context.Context, srv *http.Server) error {
	defer srv.Shutdown(ctx)
	go func() {
		<-ctx.Done()
		srv.Close()
	}()
	return srv.ListenAndServe()
}`,
      `func run(ctx context.Context, srv *http.Server, l net.Listener, stopWith func(*http.Server)) error {
	stopWith(srv)
	defer srv.Shutdown(ctx)
	return srv.Serve(l)
}`,
      `func run(ctx context.Context, public, admin *http.Server) error {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		admin.ListenAndServe()
	}()
	<-ctx.Done()
	admin.Shutdown(ctx)
	wg.Wait()
	return public.Shutdown(ctx)
}`,
      `func run(ctx context.Context, srv *http.Server, l net.Listener) error {
	go func() {
		<-ctx.Done()
		l.Close()
	}()
	err := srv.Serve(l)
	srv.Shutdown(ctx)
	return err
}`,
      `type loop struct{}

func (loop) Serve() error                 { return nil }
func (loop) Shutdown(context.Context) error { return nil }

func run(ctx context.Context, http loop) error {
	http.Serve()
	return http.Shutdown(ctx)
}`,
    ],
  },
  calls: /^(?:Shutdown|Close|(?:Graceful)?Stop)$/,
  go: {
    call_expression(call, file, report) {
      const ended = serverCall(file, call);
      if (ended?.does !== 'end' || isTestCode(file) || isTooling(file)) return;
      const wait = waitBefore(file, call, ended.server);
      if (wait === NONE || isEndedElsewhere(file, call, ended.server)) return;
      const { tree } = file;
      const line = tree.line(wait);
      report(call, {
        message: `This runs only after ${quoted(tree, wait)} at line ${line} has returned, and that returns only once ${quoted(tree, ended.server)} is told to stop, which nothing else does: the shutdown never takes place, and requests in flight are cut off.`,
        evidence: [wait],
      });
    },
  },
});

/** What blocks until the server stops and stands on every way to the call; NONE where there is a way around it. */
function waitBefore(file: GoFile, call: NodeId, server: NodeId): NodeId {
  const { tree } = file;
  const own = enclosingFunction(tree, call);
  const deferred = tree.ancestor(call, Kind.defer_statement);
  const root = deferred && tree.contains(own, deferred) ? own : deferred ? enclosingFunction(tree, deferred) : own;
  if (root === NONE || (deferred === NONE && own !== root)) return NONE;
  const graph = file.flow(root);
  const at = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, deferred || call));
  if (at === undefined) return NONE;
  for (const wait of waitsFor(file, root, server)) {
    const step = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, wait));
    if (step === undefined || step.id === at.id) continue;
    // A deferred call runs last: the wait needs to come at all.
    const around = deferred
      ? wait < deferred
      : findPath(graph, graph.entry, {
          at: ({ id }) => (id === step.id ? 'stop' : id === at.id ? 'found' : 'pass'),
        }) !== null;
    if (!around) return wait;
  }
  return NONE;
}

/** Calls and receives in the function's own goroutine that end when the server does, and not before. */
function* waitsFor(file: GoFile, root: NodeId, server: NodeId): Generator<NodeId> {
  const { tree } = file;
  const end = tree.next(root);
  for (let node = root + 1; node < end; node++) {
    const operator = tree.kind(node) === Kind.unary_expression ? tree.kind(tree.child(node, Field.operator)) : 0;
    if (!isCall(tree, node) && operator !== Token['<-']) continue;
    if (enclosingFunction(tree, node) !== root || tree.kind(tree.parent(node)) === Kind.go_statement) continue;
    if (isOneOfSeveral(file, node)) continue;
    if (operator ? isOnlyToldBy(file, tree.child(node, Field.operand), server) : endsWith(file, node, server))
      yield node;
  }
}

/** A case of a select: another may come first. */
function isOneOfSeveral(file: GoFile, node: NodeId): boolean {
  const around = file.tree.ancestor(node, Kind.communication_case, Kind.statement_list);
  return file.tree.kind(around) === Kind.communication_case;
}

/** `srv.Serve()`, or the wait for a group of which one goroutine serves. */
function endsWith(file: GoFile, call: NodeId, server: NodeId): boolean {
  const serves = serverCall(file, call);
  if (serves) return serves.does === 'serve' && isSamePath(file, serves.server, server);
  const waits =
    file.isMethodCall(call, 'sync', 'WaitGroup', 'Wait') ||
    file.isMethodCall(call, 'golang.org/x/sync/errgroup', 'Group', 'Wait');
  if (!waits) return false;
  const group = file.tree.child(calleeOf(file.tree, call), Field.operand);
  return servingLiterals(file, call, server).some((literal) => isCounted(file, literal, group));
}

/** The group waits for the literal: `g.Go(func…)`, or it calls `wg.Done()`. */
function isCounted(file: GoFile, literal: NodeId, group: NodeId): boolean {
  const { tree } = file;
  const around = tree.parent(tree.parent(literal));
  const isOfGroup = (call: NodeId, method: string) => {
    const callee = calleeOf(tree, call);
    if (tree.kind(callee) !== Kind.selector_expression) return false;
    return (
      tree.textOf(tree.child(callee, Field.field)) === method &&
      isSamePath(file, tree.child(callee, Field.operand), group)
    );
  };
  if (isCall(tree, around) && isOfGroup(around, 'Go')) return true;
  return [...tree.descendants(literal, Kind.call_expression)].some((call) => isOfGroup(call, 'Done'));
}

/** Every send on the channel stands in a goroutine after the server has stopped serving. */
function isOnlyToldBy(file: GoFile, channel: NodeId, server: NodeId): boolean {
  const { tree, bindings } = file;
  const name = unparenthesized(tree, channel);
  const declaration = tree.kind(name) === Kind.identifier ? (bindings[name] as number) : NONE;
  if (!declaration) return false;
  const literals = servingLiterals(file, channel, server);
  const around = enclosingDeclaration(tree, declaration);
  let told = false;
  for (let node = declaration + 1; node < tree.next(around); node++) {
    if (bindings[node] !== declaration || tree.kind(node) !== Kind.identifier) continue;
    const parent = tree.parent(node);
    if (tree.kind(parent) === Kind.unary_expression) continue;
    const sends = tree.kind(parent) === Kind.send_statement && tree.field(node) === Field.channel;
    if (!sends || !literals.some((literal) => tree.contains(literal, node))) return false;
    told = true;
  }
  return told;
}

/** Function literals of the declaration in which the server serves. */
function servingLiterals(file: GoFile, at: NodeId, server: NodeId): NodeId[] {
  return servesOf(file, at, server).flatMap((call) => file.tree.ancestor(call, Kind.func_literal) || []);
}

/** Calls in the declaration that have the server serve. */
function servesOf(file: GoFile, at: NodeId, server: NodeId): NodeId[] {
  const around = enclosingDeclaration(file.tree, at);
  return [...file.tree.descendants(around, Kind.call_expression)].filter((call) => {
    const serves = serverCall(file, call);
    return serves?.does === 'serve' && isSamePath(file, serves.server, server);
  });
}

/** Other code can end the server, or the listener below it: it is handed on, or ended in another function. */
function isEndedElsewhere(file: GoFile, call: NodeId, server: NodeId): boolean {
  const { tree, bindings } = file;
  const around = enclosingDeclaration(tree, call);
  const own = enclosingFunction(tree, call);
  const ended = [server, ...servesOf(file, call, server).flatMap((serve) => file.arguments(serve))];
  const root = bindings[rootOf(tree, server)] as number;
  const isLocal = tree.kind(server) === Kind.identifier && root !== NONE;
  for (let node = around + 1; node < tree.next(around); node++) {
    if (isCall(tree, node) && enclosingFunction(tree, node) !== own && endsOneOf(file, node, ended)) return true;
    if (isLocal && tree.kind(node) === Kind.identifier && bindings[node] === root && !isOwnUse(file, node)) return true;
  }
  return !isLocal && isEndedInPackage(file, around);
}

function endsOneOf(file: GoFile, call: NodeId, ended: readonly NodeId[]): boolean {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (tree.kind(callee) !== Kind.selector_expression) return false;
  if (!/^(?:Close|Shutdown|Stop|GracefulStop)$/.test(tree.textOf(tree.child(callee, Field.field)))) return false;
  const on = tree.child(callee, Field.operand);
  return ended.some((each) => isSamePath(file, each, on));
}

/** A use that keeps the variable here: its declaration, a method called, a field taken, a service registered on it. */
function isOwnUse(file: GoFile, name: NodeId): boolean {
  const { tree } = file;
  const parent = tree.parent(name);
  const kind = tree.kind(parent);
  if (kind === Kind.selector_expression) {
    const value = tree.field(name) === Field.operand;
    const called = isCall(tree, tree.parent(parent)) || tree.kind(tree.parent(parent)) === Kind.expression_list;
    return value && called;
  }
  if (kind === Kind.argument_list) {
    const callee = calleeOf(tree, tree.parent(parent));
    return /^Register/.test(tree.textOf(tree.child(callee, Field.field) || callee));
  }
  return (
    kind === Kind.parameter_declaration ||
    kind === Kind.var_spec ||
    (kind === Kind.expression_list && tree.field(parent) === Field.left)
  );
}

/** `s.server` is ended by another function of the package, as far as its facts tell. */
function isEndedInPackage(file: GoFile, around: NodeId): boolean {
  const own = file.tree.textOf(file.tree.child(around, Field.name));
  const files = file.package?.files ?? [];
  return files.some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') &&
      facts.functions.some(
        ({ name, uses }) => name !== own && uses.some((use) => /^\.(?:Close|Shutdown|Stop|GracefulStop)$/.test(use)),
      ),
  );
}
