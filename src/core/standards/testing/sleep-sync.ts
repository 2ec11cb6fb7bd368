import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { parameterNodes } from '../support/functions.ts';
import { quoted } from '../support/quoted.ts';
import { startedFunction } from '../support/started-function.ts';

export const sleepSync = defineStandard({
  id: 'testing/sleep-sync',
  severity: 'low',
  lane: 'H',
  flags: [],
  title: 'Test that sleeps until a goroutine is hopefully done',
  why: 'On a busy machine the goroutine is not done when the sleep is over: the test fails now and then, people run it again until it is green, and soon nobody believes a red one. A longer sleep only makes every run slower.',
  fix: 'Wait for the work itself.\n\n```go\ndone := make(chan error, 1)\ngo func() { done <- worker.report(refunds) }()\nif err := <-done; err != nil {\n\tt.Fatal(err)\n}\n```\n\nWhere time is what is tested, `testing/synctest` runs the clock.',
  references: [
    'https://go.dev/blog/synctest',
    'https://pkg.go.dev/sync#WaitGroup',
    'https://testing.googleblog.com/2016/05/flaky-tests-at-google-and-how-we.html',
  ],
  tests: 'only',
  examples: {
    bad: [
      {
        'a_test.go': `package a

import (
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	folder := t.TempDir()
	go func() {
		if err := report(folder); err != nil {
			t.Error(err)
		}
	}()
	time.Sleep(100 * time.Millisecond) // want
	if !written(folder) {
		t.Error("no report")
	}
}

func report(string) error { return nil }
func written(string) bool { return true }`,
      },
      {
        'a_test.go': `package a

import (
	check "testing"
	clock "time"
)

const settle = clock.Second

func TestCases(t *check.T) {
	for _, name := range []string{"a", "b"} {
		t.Run(name, func(t *check.T) {
			var sum int
			go add(&sum)
			clock.Sleep(settle) // want
			if sum != 1 {
				t.Fatal(sum)
			}
		})
	}
}

func add(sum *int) { *sum++ }`,
      },
      {
        'a_test.go': `package a

import (
	"sync/atomic"
	"testing"
	"time"
)

func TestEach(t *testing.T) {
	var calls atomic.Int32
	for range 3 {
		go func() { calls.Add(1) }()
	}
	time.Sleep(10 * time.Millisecond) // want
	if calls.Load() != 3 {
		t.Error("calls")
	}
}`,
      },
    ],
    good: [
      // The goroutine tells that it is done, or the test asks until it is.
      {
        'a_test.go': `package a

import (
	"sync"
	"testing"
	"time"
)

func TestReport(t *testing.T) {
	done := make(chan error, 1)
	go func() { done <- report() }()
	time.Sleep(time.Millisecond)
	if err := <-done; err != nil {
		t.Fatal(err)
	}
}

func TestWait(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		report()
	}()
	time.Sleep(time.Millisecond)
	wg.Wait()
	t.Log("waited")
}

func TestPoll(t *testing.T) {
	go report()
	for !written() {
		time.Sleep(time.Millisecond)
	}
	t.Log("written")
}

func report() error { return nil }
func written() bool { return true }`,
      },
      // A server runs on; the time that passes is what is tested.
      {
        'a_test.go': `package a

import (
	"testing"
	"testing/synctest"
	"time"
)

func TestClock(t *testing.T) {
	synctest.Test(t, func(t *testing.T) {
		go report()
		time.Sleep(time.Hour)
		t.Log("reported")
	})
}

func report() {}`,
        'b_test.go': `package a

import (
	"net/http"
	"testing"
	"time"
)

func TestServe(t *testing.T) {
	server := &http.Server{Addr: "127.0.0.1:0"}
	go func() { server.ListenAndServe() }()
	time.Sleep(time.Millisecond)
	server.Close()
}

func TestExpires(t *testing.T) {
	entry := time.Now()
	time.Sleep(time.Millisecond)
	if time.Since(entry) == 0 {
		t.Error("no time passed")
	}
}`,
      },
      {
        'a_test.go': `package a

import "testing"

type clock struct{}

func (clock) Sleep(int) {}

func TestFake(t *testing.T) {
	var time clock
	go t.Log("started")
	time.Sleep(5)
	t.Log("slept")
}`,
      },
    ],
  },
  calls: /^Sleep$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'time', 'Sleep')) return;
      const { tree } = file;
      const statement = tree.parent(call);
      const list = tree.parent(statement);
      const test = enclosingFunction(tree, call);
      if (tree.parent(list) !== tree.child(test, Field.body) || !isTest(file, test)) return;
      const start = soleStart(file, list, statement);
      if (start === NONE || waitsElsewhere(file, test)) return;
      report(call, {
        message: `Only this sleep of ${quoted(tree, file.arguments(call)[0] ?? NONE)} puts the checks below after the goroutine of line ${tree.line(start)}, which tells nobody that it is done: on a busy machine they run first, and the test fails now and then.`,
        evidence: [start],
      });
    },
  },
});

/** A test, or a part of one that `t.Run` runs: it has the `*testing.T`. */
function isTest(file: GoFile, fn: NodeId): boolean {
  if (file.facts.imports.some(({ path }) => path === 'testing/synctest')) return false;
  const parameters = parameterNodes(file, fn);
  return parameters.length === 1 && isNamed(file.typeAt(parameters[0]?.type ?? NONE), 'testing', 'T');
}

/** The goroutine that the statements before the sleep start, where it comes to an end by itself; NONE otherwise. */
function soleStart(file: GoFile, list: NodeId, sleep: NodeId): NodeId {
  const { tree } = file;
  const before = tree.children(list).filter((each) => each < sleep);
  const after = tree.children(list).filter((each) => each > sleep);
  const last = before.at(-1) ?? NONE;
  const start =
    tree.kind(last) === Kind.for_statement ? ([...tree.descendants(last, Kind.go_statement)][0] ?? NONE) : last;
  if (after.length === 0 || tree.kind(start) !== Kind.go_statement) return NONE;
  const fn = startedFunction(file, start);
  return fn !== NONE && endsByItself(file, tree.child(fn, Field.body)) ? start : NONE;
}

const RUNS_ON = /serve|listen|start|run|loop|watch|consume|subscribe|accept|poll|sleep|wait|block|lock|work/i;

/** Nothing in the body goes on for ever or waits for its turn. */
function endsByItself(file: GoFile, body: NodeId): boolean {
  const { tree } = file;
  for (let node = body; node < tree.next(body); node++) {
    const kind = tree.kind(node);
    if (kind === Kind.for_statement || kind === Kind.select_statement || isReceive(tree, node)) return false;
    if (isCall(tree, node) && RUNS_ON.test(file.calledName(node))) return false;
  }
  return true;
}

/** The test knows another way to wait: a channel, a group, a condition that it asks for again. */
function waitsElsewhere({ tree }: GoFile, test: NodeId): boolean {
  for (let node = test; node < tree.next(test); node++) {
    const kind = tree.kind(node);
    if (kind === Kind.send_statement || kind === Kind.select_statement || isReceive(tree, node)) return true;
    if (
      isCall(tree, node) &&
      /^(?:.*\.)?(?:close|Done|Wait\w*|Eventually\w*|Signal|Broadcast)$/.test(tree.textOf(calleeOf(tree, node)))
    )
      return true;
  }
  return false;
}

function isReceive(tree: GoFile['tree'], node: NodeId): boolean {
  return tree.kind(node) === Kind.unary_expression && tree.kind(tree.child(node, Field.operator)) === Token['<-'];
}
