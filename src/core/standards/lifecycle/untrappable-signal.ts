import type { GoFile } from '../../go/file.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { quoted } from '../support/quoted.ts';

export const untrappableSignal = defineStandard({
  id: 'lifecycle/untrappable-signal',
  severity: 'low',
  lane: 'D',
  flags: [],
  title: 'SIGKILL or SIGSTOP trapped',
  why: 'The kernel never hands SIGKILL and SIGSTOP to a process, so the shutdown code behind them does not run. Often SIGTERM was meant: the orchestrator sends that one first, it ends the process at once, and its requests in flight are lost.',
  fix: 'Name the signals that ask a process to stop.\n\n```go\nctx, stop := signal.NotifyContext(ctx, os.Interrupt, syscall.SIGTERM)\n```',
  references: [
    'https://pkg.go.dev/os/signal#hdr-Types_of_signals',
    'https://man7.org/linux/man-pages/man7/signal.7.html',
    'https://staticcheck.dev/docs/checks/#SA1016',
  ],
  examples: {
    bad: [
      `func wait() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, os.Kill) // want
	<-stop
}`,
      `func run(ctx context.Context) error {
	ctx, cancel := signal.NotifyContext(ctx,
		syscall.SIGTERM,
		syscall.SIGKILL, // want
		syscall.SIGSTOP, // want
	)
	defer cancel()
	return serve(ctx)
}`,
      `package service

import (
	. "os"
	sig "os/signal"

	"golang.org/x/sys/unix"
)

func quiet() {
	sig.Ignore(unix.SIGSTOP, Kill) // want
}`,
      `func wait() {
	signals := []os.Signal{
		syscall.SIGINT,
		syscall.SIGKILL, // want
	}
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, signals...)
	<-stop
}`,
    ],
    good: [
      `func wait() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt, syscall.SIGTERM, syscall.SIGTSTP)
	<-stop
}`,
      `func end(child *exec.Cmd) error {
	if err := child.Process.Signal(os.Kill); err != nil {
		return err
	}
	return syscall.Kill(child.Process.Pid, syscall.SIGKILL)
}`,
      `type platform struct{ Kill os.Signal }

func wait(stop chan os.Signal, os platform) {
	signal.Notify(stop, os.Kill)
}`,
      `type bus struct{}

func (bus) Notify(c chan os.Signal, s ...os.Signal) {}

func wait(stop chan os.Signal, signal bus) {
	signal.Notify(stop, os.Kill)
}`,
      `func wait(stop chan os.Signal, signals []os.Signal) {
	signal.Notify(stop, signals...)
}`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'os/signal', 'Notify', 'NotifyContext', 'Ignore')) return;
      for (const argument of file.arguments(call)) {
        for (const signal of signalsIn(file, argument)) {
          const name = untrappable(file, signal);
          if (name === null) continue;
          report(signal, {
            message: `${quoted(file.tree, signal)} is ${name}, which the kernel never delivers: nothing that waits for it here will run, and the process ends without its shutdown.`,
            evidence: [call],
          });
        }
      }
    },
  },
});

/** The argument itself, or the elements of the slice that `signals...` spreads. */
function signalsIn(file: GoFile, argument: NodeId): NodeId[] {
  const { tree } = file;
  if (tree.kind(argument) !== Kind.variadic_argument) return [argument];
  const slice = file.initialiser(tree.children(argument)[0] ?? NONE);
  if (tree.kind(slice) !== Kind.composite_literal) return [];
  return tree.children(tree.child(slice, Field.body)).map((element) => tree.children(element)[0] ?? NONE);
}

function untrappable(file: GoFile, signal: NodeId): string | null {
  if (file.is(signal, 'os', 'Kill')) return 'SIGKILL';
  for (const path of ['syscall', 'golang.org/x/sys/unix'])
    for (const name of ['SIGKILL', 'SIGSTOP']) if (file.is(signal, path, name)) return name;
  return null;
}
