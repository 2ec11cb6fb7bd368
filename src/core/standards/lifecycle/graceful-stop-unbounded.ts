import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingDeclaration, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { fieldOf } from '../support/composite.ts';
import { functionsAround } from '../support/functions.ts';
import { quoted } from '../support/quoted.ts';
import { hasOwnBound } from '../support/shutdown.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const GRPC = 'google.golang.org/grpc';

export const gracefulStopUnbounded = defineStandard({
  id: 'lifecycle/graceful-stop-unbounded',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'GracefulStop that nothing bounds',
  why: '`GracefulStop` waits for every call, and a stream ends only when its client lets go. One watcher keeps the process until the orchestrator kills it: what should run afterwards (closing stores, flushing traces and messages) does not, and each rollout takes the whole grace period.',
  fix: 'Cut what is left when the time is up.\n\n```go\ntimer := time.AfterFunc(20*time.Second, server.Stop)\ndefer timer.Stop()\nserver.GracefulStop()\n```',
  references: [
    'https://pkg.go.dev/google.golang.org/grpc#Server.GracefulStop',
    'https://grpc.io/docs/guides/server-graceful-stop/',
  ],
  examples: {
    bad: [
      `func run(ctx context.Context, s *grpc.Server, l net.Listener) error {
	go func() {
		<-ctx.Done()
		s.GracefulStop() // want
	}()
	return s.Serve(l)
}`,
      `package service

import (
	"context"

	rpc "google.golang.org/grpc"
)

type server struct{ grpc *rpc.Server }

func (s *server) Shutdown(ctx context.Context) error {
	s.grpc.GracefulStop() // want
	return ctx.Err()
}`,
      `type server struct{ *grpc.Server }

func (s *server) close() {
	defer s.GracefulStop() // want
	log.Print("stopping")
}`,
    ],
    good: [
      `func stop(s *grpc.Server) {
	timer := time.AfterFunc(time.Second, s.Stop)
	defer timer.Stop()
	s.GracefulStop()
}`,
      `func stop(ctx context.Context, s *grpc.Server) {
	done := make(chan struct{})
	go func() {
		s.GracefulStop()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		s.Stop()
	}
}`,
      {
        'rpc/server.go': `package rpc

import "google.golang.org/grpc"

type server struct{ grpc *grpc.Server }

func (s *server) drain() { s.grpc.GracefulStop() }`,
        'rpc/stop.go': `package rpc

import (
	"context"

	_ "google.golang.org/grpc"
)

func (s *server) stop(ctx context.Context) {
	done := make(chan struct{})
	go func() {
		s.drain()
		close(done)
	}()
	select {
	case <-done:
	case <-ctx.Done():
		s.grpc.Stop()
	}
}`,
      },
      `type drainer struct{}

func (drainer) GracefulStop() {}

func stop(s drainer, grpc drainer) {
	s.GracefulStop()
	grpc.GracefulStop()
}`,
      `package service

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/keepalive"
)

func build() *grpc.Server {
	return grpc.NewServer(grpc.KeepaliveParams(keepalive.ServerParameters{MaxConnectionAge: age, MaxConnectionAgeGrace: grace}))
}

func stop(s *grpc.Server) { s.GracefulStop() }`,
    ],
  },
  calls: /^GracefulStop$/,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const callee = calleeOf(tree, call);
      if (tree.kind(callee) !== Kind.selector_expression) return;
      if (tree.textOf(tree.child(callee, Field.field)) !== 'GracefulStop') return;
      if (!file.isMethodCall(call, GRPC, 'Server', 'GracefulStop') || isTestCode(file) || isTooling(file)) return;
      const server = tree.child(callee, Field.operand);
      if (isHandedOn(file, call) || hasOwnBound(file, enclosingDeclaration(tree, call), server)) return;
      if (isLetGo(file, call) || isStoppedInPackage(file) || agesConnections(file)) return;
      report(call, {
        message: `${quoted(tree, callee)} waits for the last call, and nothing bounds that wait: one client that keeps a stream open, or one stuck call, holds the shutdown until the process is killed, and nothing after it runs.`,
      });
    },
  },
});

/** The literal around the call is a hook, or an argument: what takes it may run it against the clock. */
function isHandedOn(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  return functionsAround(file, call).some((fn) => {
    if (tree.kind(fn) !== Kind.func_literal) return false;
    return tree.kind(tree.parent(fn)) === Kind.argument_list || fieldOf(tree, fn) !== null;
  });
}

/** The group that the process waits for is told before the wait: it does not hold the shutdown. */
function isLetGo(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, call);
  for (const before of tree.descendants(root, Kind.call_expression)) {
    if (before >= call) return false;
    const plain = tree.kind(tree.parent(before)) === Kind.expression_statement;
    if (plain && file.isMethodCall(before, 'sync', 'WaitGroup', 'Done')) return true;
  }
  return false;
}

/** Another function of the package may call `Stop` on the server. */
function isStoppedInPackage(file: GoFile): boolean {
  const files = file.package?.files ?? [];
  return files.some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') &&
      facts.imports.some((spec) => spec.path === GRPC) &&
      facts.functions.some(({ uses }) => uses.includes('.Stop')),
  );
}

/** Connections are cut at an age: then every stream ends. */
function agesConnections(file: GoFile): boolean {
  return file.index
    .importers(`${GRPC}/keepalive`)
    .some(({ facts }) =>
      [...facts.functions, ...facts.values].some(({ uses }) => uses.includes('.MaxConnectionAgeGrace')),
    );
}
