import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { quoted } from '../support/quoted.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

const GRPC = 'google.golang.org/grpc';
const HEALTH = 'google.golang.org/grpc/health';

export const noDrain = defineStandard({
  id: 'lifecycle/no-drain',
  severity: 'medium',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Server that says it is ready while it stops',
  why: 'Whoever balances the load goes by the health service. While that answers SERVING during the shutdown, new calls are sent to a server that has closed its listener, and fail with every deployment; a client that watches the health keeps its stream open, for which the graceful stop waits.',
  fix: 'Take the server out of the rotation first, then stop it.\n\n```go\nhealthServer.Shutdown() // NOT_SERVING, and stays so\ngrpcServer.GracefulStop()\n```',
  references: [
    'https://pkg.go.dev/google.golang.org/grpc/health#Server.Shutdown',
    'https://grpc.io/docs/guides/health-checking/',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  ],
  examples: {
    bad: [
      `package main

import (
	"context"
	"net"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
	healthpb "google.golang.org/grpc/health/grpc_health_v1"
)

func run(ctx context.Context, l net.Listener) error {
	server := grpc.NewServer()
	healthpb.RegisterHealthServer(server, health.NewServer())
	go func() {
		<-ctx.Done()
		server.GracefulStop() // want
	}()
	return server.Serve(l)
}`,
      `package service

import (
	rpc "google.golang.org/grpc"
	checks "google.golang.org/grpc/health"
	"google.golang.org/grpc/health/grpc_health_v1"
)

type Server struct {
	grpc   *rpc.Server
	health *checks.Server
}

func New() *Server {
	s := &Server{grpc: rpc.NewServer(), health: checks.NewServer()}
	s.health.SetServingStatus("orders", grpc_health_v1.HealthCheckResponse_SERVING)
	return s
}

func (s *Server) Stop() {
	s.grpc.GracefulStop() // want
}`,
      `package service

import (
	"time"

	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
)

var checks = health.NewServer()

func stop(server *grpc.Server) {
	timer := time.AfterFunc(time.Second, server.Stop)
	defer timer.Stop()
	server.GracefulStop() // want
}`,
    ],
    good: [
      `package service

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
)

var checks = health.NewServer()

func stop(server *grpc.Server) {
	checks.Shutdown()
	server.GracefulStop()
}`,
      {
        'rpc/server.go': `package rpc

import (
	"google.golang.org/grpc"
	"google.golang.org/grpc/health"
)

type server struct {
	grpc   *grpc.Server
	health *health.Server
}

func (s *server) open() { s.health = health.NewServer() }

func (s *server) stop() {
	s.drain()
	s.grpc.GracefulStop()
}`,
        'rpc/drain.go': `package rpc

import healthpb "google.golang.org/grpc/health/grpc_health_v1"

func (s *server) drain() {
	s.health.SetServingStatus("", healthpb.HealthCheckResponse_NOT_SERVING)
}`,
      },
      // No health service is at hand here, and another server of that name.
      `package service

import "google.golang.org/grpc"

type health struct{}

func (health) NewServer() {}

func stop(server *grpc.Server, health health) {
	health.NewServer()
	server.GracefulStop()
}`,
    ],
  },
  calls: /^GracefulStop$/,
  go: {
    call_expression(call, file, report) {
      if (file.calledName(call) !== 'GracefulStop') return;
      const imports = file.facts.imports.some(({ path }) => path === HEALTH);
      if (!imports || !file.isMethodCall(call, GRPC, 'Server', 'GracefulStop')) return;
      if (isTestCode(file) || isTooling(file)) return;
      const made = healthServer(file);
      if (made === NONE || isTakenDown(file)) return;
      const { tree } = file;
      report(call, {
        message: `The health service of line ${tree.line(made)} still answers SERVING while ${quoted(tree, calleeOf(tree, call))} stops the server: nothing calls its \`Shutdown\` or sets NOT_SERVING, so whoever goes by it sends new calls here, which fail, and a client that watches it holds up the stop.`,
        evidence: [made],
      });
    },
  },
});

/** `health.NewServer()`, which starts as SERVING; NONE where the file makes none. */
function healthServer(file: GoFile): NodeId {
  for (const call of file.tree.descendants(NONE, Kind.call_expression))
    if (file.isCallTo(call, HEALTH, 'NewServer')) return call;
  return NONE;
}

/** Some code of the package has the health service say that it stops. */
function isTakenDown(file: GoFile): boolean {
  const { tree } = file;
  for (const call of tree.descendants(NONE, Kind.call_expression))
    if (file.isMethodCall(call, HEALTH, 'Server', 'Shutdown')) return true;
  // A method value: `defer`, hooks of a framework.
  for (const selector of tree.descendants(NONE, Kind.selector_expression))
    if (/health/i.test(tree.textOf(tree.child(selector, Field.operand))) && /\.Shutdown$/.test(tree.textOf(selector)))
      return true;
  return (file.package?.files ?? []).some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') &&
      facts.functions.some(({ uses }) =>
        uses.some((use) => /NOT_SERVING$/.test(use) || (path !== file.path && /^\.(?:Shutdown|Drain)$/.test(use))),
      ),
  );
}
