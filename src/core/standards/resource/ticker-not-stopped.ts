import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isProcess, leakOf } from '../support/acquisition.ts';
import { entryAround, reachOf } from '../support/handlers.ts';
import { deferred } from '../support/mend/deferred.ts';
import { isTestCode } from '../support/test-code.ts';

const RELEASES = new Set(['.Stop()']);

export const tickerNotStopped = defineStandard({
  id: 'resource/ticker-not-stopped',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Ticker or timer never stopped',
  why: 'Before Go 1.23 a ticker that is not stopped stays in the runtime for good: every call adds one, and the processor time spent on them grows until the service is restarted. Since 1.23 it is collected some time after it was lost.',
  fix: 'Defer the stop where it is made.\n\n```go\nticker := time.NewTicker(time.Second)\ndefer ticker.Stop()\n```',
  references: ['https://pkg.go.dev/time#NewTicker', 'https://go.dev/doc/go1.23#timer-changes'],
  lasting: true,
  examples: {
    bad: [
      {
        'go.mod': 'module example.com/old\n\ngo 1.22\n',
        'poll.go': `func poll(ctx context.Context, fn func()) {
	ticker := time.NewTicker(time.Second) // want
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			fn()
		}
	}
}`,
      },
      {
        'go.mod': 'module example.com/old\n\ngo 1.21\n',
        'wait.go': `import clock "time"

func wait(done <-chan struct{}) bool {
	for range clock.Tick(clock.Second) { // want, no suggestion: it needs a ticker of its own
		select {
		case <-done:
			return true
		default:
		}
	}
	return false
}`,
      },
      {
        'go.mod': 'module example.com/old\n\ngo 1.20\n',
        'timeout.go': `func within(done <-chan struct{}, d time.Duration) bool {
	t := time.NewTimer(d) // want
	select {
	case <-done:
		return true
	case <-t.C:
		return false
	}
}`,
      },
      `func poll(done <-chan struct{}) {
	t := time.NewTicker(time.Minute) // want
	select {
	case <-done:
	case <-t.C:
	}
}`,
    ],
    good: [
      // A context that is never done.
      `func record() {
	ctx := context.Background()
	ticker := time.NewTicker(time.Second)
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			print("tick")
		}
	}
}`,
      `func poll(ctx context.Context, fn func()) {
	ticker := time.NewTicker(time.Second)
	defer ticker.Stop()
	for {
		select {
		case <-ctx.Done():
			return
		case <-ticker.C:
			fn()
		}
	}
}`,
      // Ticks as long as the process lives.
      `func watch(fn func()) {
	ticker := time.NewTicker(time.Minute)
	for range ticker.C {
		fn()
	}
}

func beat(fn func()) {
	for range time.Tick(time.Second) {
		fn()
	}
}`,
      // It has fired.
      {
        'go.mod': 'module example.com/old\n\ngo 1.20\n',
        'sleep.go': `func sleep(d time.Duration) {
	t := time.NewTimer(d)
	<-t.C
}`,
      },
      `type loop struct{ ticker *time.Ticker }

func newLoop() *loop {
	t := time.NewTicker(time.Second)
	return &loop{ticker: t}
}`,
      `package main

import "time"

func main() {
	t := time.NewTicker(time.Second)
	println(<-t.C)
}`,
    ],
  },
  calls: /^(?:NewTicker|NewTimer|Tick)$/,
  go: {
    call_expression(call, file, report) {
      const old = !file.goAtLeast(1, 23);
      const weight = old ? {} : { severity: 'low' as const, lane: 'H' as const };
      const cost = old ? 'the runtime keeps it for good' : 'it ticks on until the garbage collector finds it';
      if (file.isCallTo(call, 'time', 'NewTicker', 'NewTimer')) {
        const isTimer = file.callee(call)?.name === 'NewTimer';
        if (isTimer && !old) return;
        const leak = leakOf(file, call, {
          releases: RELEASES,
          perProcess: true,
          // Its channel is never closed: a loop over it does not end.
          ends: ({ node }, when) => when === false && file.tree.kind(node) === Kind.range_clause,
          ...(isTimer ? { fields: ['.C'] } : {}),
        });
        if (leak?.name && !waitsForEver(file, call, leak.exit.line))
          report(call, {
            message: `\`${leak.name}\` still runs ${leak.when}: ${isTimer ? 'the runtime keeps it until it fires' : cost}.`,
            evidence: [leak.exit],
            mend: () => deferred(file, leak, { release: (name) => `${name}.Stop()` }),
            ...weight,
            // A worker that ends with its process leaves nothing behind: only what requests start comes again and again.
            ...((entryAround(file, call) ?? reachOf(file, call)) ? {} : { lane: 'H' }),
            ...(isTimer ? { severity: 'low', lane: 'H' } : {}),
          });
      } else if (old && file.isCallTo(call, 'time', 'Tick') && returns(file, call)) {
        report(call, { message: `Nothing can stop this \`time.Tick\` when its function returns: ${cost}.` });
      }
    },
  },
});

/** The function can be left: some path leads from the call to its end. */
function returns(file: GoFile, call: NodeId): boolean {
  const { tree } = file;
  const root = enclosingFunction(tree, call);
  if (root === NONE || isProcess(file, root) || isTestCode(file)) return false;
  // A loop over the channel itself never ends by itself.
  const range = tree.parent(call);
  const graph = file.flow(root);
  const start = graph.steps.find(({ node, evaluates }) => evaluates && tree.contains(node, call));
  if (!start) return false;
  const endless = tree.kind(range) === Kind.range_clause && tree.field(call) === Field.right;
  const seen = new Set<number>([start.id]);
  const open = [start.id];
  for (let id = open.pop(); id !== undefined; id = open.pop())
    for (const { to, when } of graph.steps[id]?.next ?? []) {
      if (seen.has(to) || (endless && id === start.id && when === false)) continue;
      if (to === graph.end) return true;
      seen.add(to);
      open.push(to);
    }
  return false;
}

/** The way out is `case <-ctx.Done()` with `ctx := context.Background()`, which is never done. */
function waitsForEver(file: GoFile, call: NodeId, line: number): boolean {
  const { tree } = file;
  for (const way of tree.descendants(enclosingFunction(tree, call), Kind.communication_case)) {
    if (line < tree.line(way) || line > tree.line(tree.next(way) - 1)) continue;
    const waited = /<-\s*(\w+)\.Done\(\)/.exec(tree.lineText(tree.line(way)))?.[1];
    if (waited === undefined) continue;
    for (const name of tree.descendants(way, Kind.identifier))
      if (tree.textOf(name) === waited)
        return /^context\.(?:Background|TODO)\(\)$/.test(tree.textOf(file.initialiser(name)));
  }
  return false;
}
