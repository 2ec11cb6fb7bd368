import type { GoFile } from '../../go/file.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { rememberedBy } from '../../go/remember.ts';
import { calleeOf, enclosingDeclaration } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { answersRequests } from '../support/program.ts';
import { quoted } from '../support/quoted.ts';
import { signalName, signalsIn } from '../support/signals.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const noSigterm = defineStandard({
  id: 'lifecycle/no-sigterm',
  severity: 'medium',
  lane: 'H',
  flags: ['no-degradation'],
  title: 'Server that does not handle SIGTERM',
  why: 'Kubernetes, Docker and systemd stop a service with SIGTERM. A process that waits only for the interrupt of a terminal is ended by it on the spot: its shutdown never runs, and every deployment and every node that is drained cuts the requests in flight.',
  fix: 'Take both signals.\n\n```go\nctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)\ndefer stop()\n```',
  references: [
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
    'https://pkg.go.dev/os/signal#hdr-Default_behavior_of_signals_in_Go_programs',
  ],
  lasting: true,
  examples: {
    bad: [
      `func run(srv *http.Server) error {
	go srv.ListenAndServe()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt) // want
	<-stop
	return srv.Shutdown(context.TODO())
}

func build(h http.Handler) *http.Server { return &http.Server{Handler: h} }`,
      `package main

import (
	"context"
	"net"
	. "os"
	sig "os/signal"
	unix "syscall"

	"google.golang.org/grpc"
)

func main() {
	s := grpc.NewServer()
	ctx, stop := sig.NotifyContext(context.Background(), Interrupt, unix.SIGHUP) // want
	defer stop()
	go func() {
		<-ctx.Done()
		s.GracefulStop()
	}()
	l, _ := net.Listen("tcp", ":80")
	s.Serve(l)
}`,
      {
        'go.mod': 'module example.com/shop\n\ngo 1.25\n',
        'cmd/api/main.go': `package main

import (
	"os"
	"os/signal"

	"example.com/shop/internal/server"
)

func main() {
	signals := []os.Signal{os.Interrupt}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, signals...) // want
	go server.Run()
	<-stop
}`,
        'internal/server/server.go':
          'package server\n\nimport "net/http"\n\nfunc Run() error { return http.ListenAndServe(":80", nil) }\n',
      },
    ],
    good: [
      `func run(srv *http.Server) error {
	go srv.ListenAndServe()
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	<-ctx.Done()
	return srv.Close()
}`,
      // A tool for a person at a terminal.
      `package main

import (
	"context"
	"net/http"
	"os"
	"os/signal"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	req, _ := http.NewRequestWithContext(ctx, http.MethodGet, os.Args[1], nil)
	http.DefaultClient.Do(req)
}`,
      `package main

import (
	"net/http"
	"os"
	"os/signal"
	"syscall"
)

func main() {
	c := make(chan os.Signal, 1)
	signal.Notify(c, syscall.SIGINT)
	signal.Notify(c, syscall.SIGTERM)
	go http.ListenAndServe(":80", nil)
	<-c
}`,
      // Every signal, a signal of another purpose, signals that cannot be seen.
      `func watch(srv *http.Server, all []os.Signal) {
	c := make(chan os.Signal, 1)
	signal.Notify(c)
	signal.Notify(c, syscall.SIGHUP)
	signal.Notify(c, all...)
	go http.ListenAndServe(":80", nil)
	<-c
}`,
      `type bus struct{}

func (bus) Notify(c chan os.Signal, s ...os.Signal) {}

func serve(signal bus, c chan os.Signal) error {
	signal.Notify(c, os.Interrupt)
	return http.ListenAndServe(":80", nil)
}`,
    ],
  },
  calls: /^Notify(?:Context)?$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'os/signal', 'Notify', 'NotifyContext')) return;
      const signals = file
        .arguments(call)
        .slice(1)
        .flatMap((argument) => signalsIn(file, argument));
      const names = signals.map((signal) => signalName(file, signal));
      const at = names.indexOf('SIGINT');
      const interrupt = signals[at];
      if (interrupt === undefined || names.some((name) => name === null || name === 'SIGTERM')) return;
      if (isTestCode(file) || isTooling(file) || namesSigterm(file) || !answersRequests(file)) return;
      const asked = file.tree.textOf(calleeOf(file.tree, call));
      report(call, {
        // A child process is stopped by its parent, which may send what this one asks for.
        ...(shutsDown(file, call) && !INTERRUPTS(file.index).found ? {} : { lane: 'H' as const }),
        message: `\`${asked}\` asks for ${others(file, signals)} only. An orchestrator stops this server with SIGTERM, which ends it at once: the shutdown behind this wait never runs, and requests in flight are cut off.`,
        evidence: [interrupt],
      });
    },
  },
});

/** The function ends a server behind the wait, or in what it defers. */
function shutsDown(file: GoFile, call: NodeId): boolean {
  return [...file.tree.descendants(enclosingDeclaration(file.tree, call), Kind.call_expression)].some((other) =>
    /^(?:Shutdown\w*|GracefulStop|Stop|Close|Drain)$/.test(file.calledName(other)),
  );
}

function others(file: GoFile, signals: readonly NodeId[]): string {
  return signals.map((signal) => quoted(file.tree, signal)).join(' and ');
}

/** Another place of the package, or a main that imports it, names the signal: it may well be handled there. */
function namesSigterm(file: GoFile): boolean {
  const own = file.package;
  const files = own ? [...own.files, ...file.index.importers(own.path)] : [];
  return files.some(
    ({ path, facts }) =>
      !path.endsWith('_test.go') &&
      [...facts.functions, ...facts.values].some(({ uses }) => uses.some((use) => /(?:^|\.)SIGTERM$/.test(use))),
  );
}

/** Some function sends `os.Interrupt` to a process, as a parent does that ends its child. */
const INTERRUPTS = rememberedBy((index: GoIndex) => {
  for (const file of index.allFiles()) {
    if (file.path.endsWith('_test.go') || file.mentions?.('os.Interrupt') === false) continue;
    if (file.facts.functions.some(({ uses }) => uses.includes('.Signal') && uses.includes('os.Interrupt')))
      return { found: true };
  }
  return { found: false };
});
