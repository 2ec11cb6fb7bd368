import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { helperBody, helperEndsTest, isFromOutside, testEndedBy } from '../support/fatal.ts';
import { callsWithin, STARTING_CALLS, startedBy } from '../support/goroutine.ts';
import { quoted } from '../support/quoted.ts';
import { isLastOf, strandedBy } from '../support/stranded.ts';

export const fatalInGoroutine = defineStandard({
  id: 'testing/fatal-in-goroutine',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Test ended from another goroutine',
  why: '`FailNow`, and so `Fatal` and every `require` check, ends the goroutine that calls it. Called elsewhere than in the test it ends that goroutine only. The test goes on without the rest of its work and fails later for another reason; where it waits for what the goroutine was to send, it hangs until the whole run times out, and the pipeline says "timeout", not which check failed.',
  fix: 'Report without ending, or send the error to the test.\n\n```go\ngo func() {\n\terrs <- serve(l)\n}()\n…\nif err := <-errs; err != nil {\n\tt.Fatal(err)\n}\n```\n\n`t.Error` and `assert` are safe in any goroutine.',
  references: [
    'https://pkg.go.dev/testing#T.FailNow',
    'https://pkg.go.dev/github.com/stretchr/testify/require',
    'https://pkg.go.dev/golang.org/x/tools/go/analysis/passes/testinggoroutine',
  ],
  tests: 'only',
  examples: {
    bad: [
      {
        'a_test.go': `package a

import "testing"

func TestServe(t *testing.T) {
	done := make(chan error)
	go func() {
		defer close(done)
		if err := serve(); err != nil {
			t.Fatalf("serve: %v", err) // want
		}
	}()
	<-done
}

func serve() error { return nil }`,
      },
      {
        'a_test.go': `package a

import (
	"sync"
	"testing"

	check "github.com/stretchr/testify/require"
	"golang.org/x/sync/errgroup"
)

func TestAll(t *testing.T) {
	var wg sync.WaitGroup
	must := check.New(t)
	for range 3 {
		wg.Go(func() {
			must.NoError(serve()) // want
		})
	}
	var g errgroup.Group
	g.Go(func() error {
		func() {
			defer func() {
				check.NoError(t, serve()) // want
			}()
		}()
		return nil
	})
	check.NoError(t, g.Wait())
	wg.Wait()
}

func serve() error { return nil }`,
      },
      {
        'a_test.go': `package a

import "testing"

func BenchmarkServe(b *testing.B) {
	go run(b) // want
	go other(b) // want
	work := func() { b.Skip("no network") } // want
	go work()
	go func(tb testing.TB) {
		tb.FailNow() // want
	}(b)
}

func run[T testing.TB](tb T) {
	var t testing.TB = tb
	t.FailNow()
}`,
        'b_test.go': `package a

import "testing"

func other(tb testing.TB) {
	tb.Helper()
	tb.Fatal("no")
}`,
      },
      // Somebody waits for a step behind the check; with the step deferred, or at the end, nobody hangs.
      {
        'a_test.go': `package a

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestHang(t *testing.T) {
	closed := make(chan struct{})
	go func() {
		require.NoError(t, serve()) // want
		close(closed)
	}()
	<-closed
	bounded := make(chan error, 1)
	go func() {
		require.NoError(t, serve()) // want
		bounded <- nil
	}()
	select {
	case <-bounded:
	case <-time.After(time.Second):
	}
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		defer func() {
			if r := recover(); r != nil {
				t.Fatal(r) // want
			}
		}()
		serve()
	}()
	wg.Wait()
}

func serve() error { return nil }`,
      },
    ],
    good: [
      {
        'a_test.go': `package a

import (
	"testing"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestServe(t *testing.T) {
	errs := make(chan error)
	go func() {
		if err := serve(); err != nil {
			t.Errorf("serve: %v", err)
		}
		assert.NoError(t, serve())
		errs <- serve()
	}()
	require.NoError(t, <-errs)
}

func serve() error { return nil }`,
      },
      {
        'a_test.go': `package a

import (
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/assert"
	"github.com/stretchr/testify/require"
)

func TestEach(t *testing.T) {
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		t.Run("inner", func(t *testing.T) {
			require.True(t, true)
			t.Fatal("in its own goroutine")
		})
		require.EventuallyWithT(&testing.T{}, func(c *assert.CollectT) {
			require.True(c, true)
		}, time.Second, time.Second)
	}()
	wg.Wait()
	func() { t.Fatal("in the goroutine of the test") }()
}`,
      },
      {
        'a_test.go': `package a

import (
	"log"
	"testing"
)

type server struct{}

func (server) Fatal(args ...any) {}

func TestServe(test *testing.T) {
	var t server
	go func() {
		t.Fatal("a method of ours")
		log.Fatal("ends the process")
	}()
	go wait(test)
}

func wait(t *testing.T) { t.Log("waiting") }`,
      },
    ],
  },
  calls: STARTING_CALLS,
  go: {
    go_statement: (statement, file, report) => judge(statement, file, report),
    call_expression: (call, file, report) => judge(call, file, report),
  },
});

function judge(node: NodeId, file: GoFile, report: Report): void {
  const started = startedBy(file, node);
  if (!started) return;
  if (started.literal) {
    const ends = [...callsWithin(file, started.literal)].filter((call) => {
      const test = testEndedBy(file, call);
      return test !== NONE && isFromOutside(file, test, started.literal);
    });
    const [first, ...others] = ends;
    if (first !== undefined) claim(first, [node, ...others], file, report, node);
    return;
  }
  const helper = helperBody(file, started.call);
  const inHelper = helper ? [...callsWithin(file, helper)].filter((call) => testEndedBy(file, call)) : [];
  if (inHelper.length > 0 || helperEndsTest(file, started.call)) claim(started.call, inHelper, file, report, node);
}

/**
 * `FailNow` in another goroutine is against its contract wherever it stands. What comes of it differs: somebody waits
 * for ever for what the goroutine had yet to send; or only its own work stays undone, which may be all the same, so that
 * is a hint.
 */
function claim(call: NodeId, evidence: readonly NodeId[], file: GoFile, report: Report, start: NodeId): void {
  const { tree } = file;
  const literal = startedBy(file, start)?.literal ?? NONE;
  const hang = literal === NONE ? null : strandedBy(file, literal, call);
  const ended = `${quoted(tree, calleeOf(tree, call))} ends only the goroutine started at line ${tree.line(start)}, not \`${file.symbolAt(call)}\``;
  if (hang) {
    report(call, {
      message: `${ended}, and ends it before \`${hang.step}\` in line ${tree.line(hang.at)}: what waits for that in line ${tree.line(hang.waiter)} hangs until the run times out.`,
      evidence: [hang.at, hang.waiter, ...evidence].slice(0, 4),
    });
    return;
  }
  const last = literal !== NONE && isLastOf(file, literal, call);
  report(call, {
    severity: 'low',
    message: last
      ? `${ended}: \`FailNow\` may only be called from the goroutine of the test. Here nothing is left to end; \`Error\` or \`assert\` reports the same in any goroutine.`
      : `${ended}: the failure is recorded, but what this goroutine had yet to do stays undone, and the test goes on without it.`,
    evidence: evidence.slice(0, 4),
    lane: 'H',
  });
}
