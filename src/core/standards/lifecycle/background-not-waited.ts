import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report } from '../standard.ts';
import { isWaitedFor } from '../support/awaited.ts';
import type { Behind } from '../support/behind.ts';
import { callsWithin, type Started, startedBy } from '../support/goroutine.ts';
import { calledText } from '../support/ignorable.ts';
import { serverCall } from '../support/serving.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { writeBehindGoroutines, writeIn } from '../support/writes.ts';

export const backgroundNotWaited = defineStandard({
  id: 'lifecycle/background-not-waited',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Background work that the shutdown does not wait for',
  why: 'When `main` returns the process ends, whatever its goroutines are doing. A worker that has charged the card and not yet noted it is cut right there with every deployment, and the next run starts from a state that nobody meant: the charge is made again, or never booked.',
  fix: 'Cancel the worker, wait until it says that it is done, and bound the wait.\n\n```go\ngroup.Go(func() error { return worker.Run(ctx) })\n<-ctx.Done()\n…\nreturn group.Wait()\n```',
  references: [
    'https://go.dev/ref/spec#Program_execution',
    'https://pkg.go.dev/golang.org/x/sync/errgroup#Group.Wait',
    'https://kubernetes.io/docs/concepts/workloads/pods/pod-lifecycle/#pod-termination',
  ],
  examples: {
    bad: [
      `package main

import (
	"context"
	"database/sql"
	"os"
	"os/signal"
	"syscall"
)

type worker struct{ db *sql.DB }

func (w *worker) Run(ctx context.Context) {
	for ctx.Err() == nil {
		w.settle(ctx)
	}
}

func (w *worker) settle(ctx context.Context) {
	_, _ = w.db.ExecContext(ctx, "UPDATE refunds SET status = 'settled'")
}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	defer stop()
	w := &worker{}
	go w.Run(ctx) // want
	<-ctx.Done()
}`,
      {
        'cmd/relay/main.go': `package main

import (
	"context"
	"os"
	"os/signal"
	"syscall"

	"example.com/service/outbox"
)

func main() {
	relay := outbox.New(nil)
	go func() { // want
		relay.Run(context.Background())
	}()
	stop := make(chan os.Signal, 1)
	signal.Notify(stop, syscall.SIGTERM)
	<-stop
}
`,
        'outbox/outbox.go': `package outbox

import (
	"context"
	"database/sql"
)

type Relay struct{ db *sql.DB }

func New(db *sql.DB) *Relay { return &Relay{db: db} }

func (r *Relay) Run(ctx context.Context) {
	for ctx.Err() == nil {
		r.step(ctx)
	}
}

func (r *Relay) step(ctx context.Context) { r.db.ExecContext(ctx, "UPDATE outbox SET sent = true") }
`,
      },
      `package main

import (
	"context"
	"os"
	sig "os/signal"

	"gorm.io/gorm"
)

type job struct{ Done bool }

func book(ctx context.Context, db *gorm.DB) {
	for ctx.Err() == nil {
		db.WithContext(ctx).Updates(&job{Done: true})
	}
}

func run(db *gorm.DB) error {
	ctx, cancel := sig.NotifyContext(context.Background(), os.Interrupt)
	defer cancel()
	go book(ctx, db) // want
	<-ctx.Done()
	return nil
}

func main() { run(nil) }`,
    ],
    good: [
      `package main

import (
	"context"
	"database/sql"
	"os"
	"os/signal"
	"sync"
)

func work(ctx context.Context, db *sql.DB) { db.ExecContext(ctx, "DELETE FROM jobs") }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	var db *sql.DB
	var wg sync.WaitGroup
	wg.Add(1)
	go func() {
		defer wg.Done()
		work(ctx, db)
	}()
	<-ctx.Done()
	wg.Wait()
}`,
      // It is stopped, and says when that is done.
      `package main

import (
	"context"
	"database/sql"
	"os"
	"os/signal"
)

type worker struct{ db *sql.DB }

func (w *worker) Run(ctx context.Context)  { w.db.ExecContext(ctx, "DELETE FROM jobs") }
func (w *worker) Stop(ctx context.Context) {}

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	w := &worker{}
	go w.Run(ctx)
	<-ctx.Done()
	w.Stop(context.Background())
}`,
      // Servers are ended by Shutdown; what only reads loses nothing.
      `package main

import (
	"context"
	"database/sql"
	"net/http"
	"os"
	"os/signal"
)

type cache struct{ db *sql.DB }

func (c *cache) Load(ctx context.Context) { c.db.QueryContext(ctx, "SELECT 1") }

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt)
	defer stop()
	srv := &http.Server{}
	go srv.ListenAndServe()
	c := &cache{}
	go c.Load(ctx)
	<-ctx.Done()
	srv.Shutdown(context.Background())
}`,
    ],
  },
  go: { go_statement: judge },
});

function judge(statement: NodeId, file: GoFile, report: Report): void {
  if (!file.isMain || !file.facts.imports.some(({ path }) => path === 'os/signal')) return;
  const { tree } = file;
  const root = enclosingFunction(tree, statement);
  if (tree.kind(root) !== Kind.function_declaration || isTestCode(file) || isTooling(file)) return;
  const started = startedBy(file, statement);
  if (!started || !stopsOnSignal(file, root) || serves(file, started)) return;
  const write = writeOf(file, started);
  if (!write || write.way.some((name) => HARMLESS.test(name)) || isWaitedFor(file, root, statement, started)) return;
  const work = started.call ? `\`${calledText(file, started.call)}\`` : 'This goroutine';
  const way = [...write.way, write.method].map((name) => `\`${name}\``).join(' → ');
  report(statement, {
    message: `${work} writes through ${way}, and nothing waits for it: \`${tree.textOf(tree.child(root, Field.name))}\` returns while it is at work, the process ends with it, and what it was writing is left half done with every deployment.`,
  });
}

/** Looking after something that is made again, or measured: cut off, it is simply done next time. */
const HARMLESS =
  /metric|telemetry|trac(?:e|ing)|stats|cache|clean|purge|prune|expire|evict|vacuum|refresh|health|heart_?beat|ping|probe|log|pprof|profil|seed|migrat|init/i;

/** The function goes on until a signal comes, and then ends what it started. */
function stopsOnSignal(file: GoFile, root: NodeId): boolean {
  for (const call of file.tree.descendants(root, Kind.call_expression))
    if (file.isCallTo(call, 'os/signal', 'Notify', 'NotifyContext')) return true;
  return false;
}

/** What the goroutine writes to a database: what is half done when it is cut. */
function writeOf(file: GoFile, { literal, call }: Started): Behind | null {
  if (literal !== NONE) return writeIn(file, file.tree.child(literal, Field.body));
  const callee = call === NONE ? null : file.callee(call);
  return callee && writeBehindGoroutines(file.index, callee);
}

/** A server is told to end, and waits for its requests itself. */
function serves(file: GoFile, { literal, call }: Started): boolean {
  const calls = literal === NONE ? [call] : [...callsWithin(file, file.tree.child(literal, Field.body))];
  return calls.some(
    (one) => isCall(file.tree, one) && (serverCall(file, one) !== null || /Serve|Listen/.test(calledText(file, one))),
  );
}
