import type { GoFile } from '../../go/file.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard } from '../standard.ts';
import { replaced } from '../support/mend/statement.ts';

export const signalUnbuffered = defineStandard({
  id: 'lifecycle/signal-unbuffered',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Signals delivered on an unbuffered channel',
  why: 'The runtime never waits to deliver a signal: when the receiver is busy at that moment, SIGTERM is dropped, and the orchestrator kills the process after the grace period with its requests in flight.',
  fix: 'Give the channel room for the signal, or let a context carry it.\n\n```go\nstop := make(chan os.Signal, 1)\nsignal.Notify(stop, os.Interrupt, syscall.SIGTERM)\n```',
  references: ['https://pkg.go.dev/os/signal#Notify'],
  examples: {
    bad: [
      `func wait() {
	stop := make(chan os.Signal)
	signal.Notify(stop, os.Interrupt) // want
	<-stop
}`,
      `func wait() {
	var stop = make(chan os.Signal, 0)
	signal.Notify(stop, syscall.SIGTERM) // want
	<-stop
}`,
      `package service

import (
	"os"
	sig "os/signal"
)

func wait() {
	sig.Notify(make(chan os.Signal), os.Interrupt) // want
}`,
    ],
    good: [
      `func wait() {
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, os.Interrupt)
	<-stop
}`,
      `func wait(stop chan os.Signal) {
	signal.Notify(stop, os.Interrupt)
}`,
      `type notifier struct{}

func (notifier) Notify(c chan os.Signal) {}

func wait() {
	signal := notifier{}
	stop := make(chan os.Signal)
	signal.Notify(stop)
}`,
    ],
  },
  calls: /^Notify$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'os/signal', 'Notify')) return;
      const channel = file.arguments(call)[0] ?? NONE;
      const made = file.initialiser(channel);
      if (!isUnbufferedMake(file, made)) return;
      report(call, {
        message: `\`${file.tree.textOf(channel)}\` has no buffer, so a signal that arrives while nothing receives is lost.`,
        evidence: [made],
        mend: () => buffered(file, made),
      });
    },
  },
});

function isUnbufferedMake(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(node) !== Kind.call_expression || !file.isCallTo(node, '', 'make')) return false;
  const [type, capacity] = file.arguments(node);
  if (type === undefined || tree.kind(type) !== Kind.channel_type) return false;
  return capacity === undefined || (tree.kind(capacity) === Kind.int_literal && tree.textOf(capacity) === '0');
}

function buffered(file: GoFile, made: NodeId): Edit[] {
  const [type = made, capacity] = file.arguments(made);
  const end = file.tree.end(type);
  return [capacity === undefined ? { start: end, end, text: ', 1' } : replaced(file.tree, capacity, '1')];
}
