import type { GoFile } from '../../go/file.ts';
import type { NodeId, SyntaxTree } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { imported } from '../support/mend/imported.ts';
import { replaced } from '../support/mend/statement.ts';
import { quoted } from '../support/quoted.ts';
import { signalName, signalsIn } from '../support/signals.ts';

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
	sig.Ignore(unix.SIGSTOP, Kill) // want, no suggestion: an empty list means all signals
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
  calls: /^(?:Notify(?:Context)?|Ignore)$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'os/signal', 'Notify', 'NotifyContext', 'Ignore')) return;
      const signals = file.arguments(call).flatMap((argument) => signalsIn(file, argument));
      for (const signal of signals) {
        const name = untrappable(file, signal);
        if (name === null) continue;
        report(signal, {
          message: `${quoted(file.tree, signal)} is ${name}, which the kernel never delivers: nothing that waits for it here will run, and the process ends without its shutdown.`,
          evidence: [call],
          mend: () => listed(file, call, signal, signals),
        });
      }
    },
  },
});

function untrappable(file: GoFile, signal: NodeId): string | null {
  const name = signalName(file, signal);
  return name === 'SIGKILL' || name === 'SIGSTOP' ? name : null;
}

/** SIGTERM where nothing in the list asks for it, else the list without the signal; never an empty one, which means all. */
function listed(file: GoFile, call: NodeId, signal: NodeId, signals: readonly NodeId[]): Edit[] | null {
  const { tree } = file;
  const first = signals.find((one) => untrappable(file, one) !== null);
  const asked = signals.some((one) => signalName(file, one) === 'SIGTERM');
  if (!asked && first === signal && file.callee(call)?.name !== 'Ignore') {
    const syscall = imported(file, 'syscall', signal);
    return syscall && [...syscall.edits, replaced(tree, signal, `${syscall.name}.SIGTERM`)];
  }
  const isSignal = (node: NodeId) =>
    untrappable(file, node) === null && /(?:SIG[A-Z]+|Interrupt)$/.test(tree.textOf(node));
  return signals.some(isSignal) ? [withoutElement(tree, signal)] : null;
}

/** The element with its comma; its whole line where it has one of its own. */
function withoutElement(tree: SyntaxTree, element: NodeId): Edit {
  const [start, end] = [tree.start(element), tree.end(element)];
  const [before = ''] = /[ \t]*$/.exec(tree.text.slice(0, start)) ?? [];
  const own = /^,[ \t]*\n/.exec(tree.text.slice(end));
  if (own && tree.text[start - before.length - 1] === '\n')
    return { start: start - before.length, end: end + own[0].length, text: '' };
  const [comma = ''] = /,\s*$/.exec(tree.text.slice(0, start)) ?? [];
  if (comma !== '') return { start: start - comma.length, end, text: '' };
  const [behind = ''] = /^,[ \t]*/.exec(tree.text.slice(end)) ?? [];
  return { start, end: end + behind.length, text: '' };
}
