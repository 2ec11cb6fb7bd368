import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import type { Edit } from '../../suggestions/edit.ts';
import { defineStandard, type Reported } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import type { CallerContext } from '../support/caller-context.ts';
import { contextAtHand } from '../support/context-at-hand.ts';
import { type ContextForm, contextFormOf } from '../support/context-form.ts';
import { runsAfterEnd } from '../support/detached.ts';
import { declaredName } from '../support/functions.ts';
import { entryOf } from '../support/handlers.ts';
import { logsReadContext } from '../support/log-context.ts';
import { isDeclaredBetween } from '../support/mend/names.ts';
import { replaced } from '../support/mend/statement.ts';
import { isOfTransaction, needsNoContext } from '../support/needs-context.ts';
import { remarkAt } from '../support/remark.ts';
import { isStartUp } from '../support/start-up.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const noCtxCall = defineStandard({
  id: 'context/no-ctx-call',
  severity: 'medium',
  lane: 'D',
  flags: ['cascading-failure'],
  title: 'Call that leaves the context out',
  why: 'The call cannot be cancelled. When its server stalls, the caller gives up and retries while this call goes on waiting: goroutines and connections pile up for work that nobody wants any more. Traces end here as well.',
  fix: 'Call the form that takes the context.\n\n```go\nrows, err := db.QueryContext(ctx, query, id)\n\nreq, err := http.NewRequestWithContext(ctx, http.MethodGet, url, nil)\n\nout, err := exec.CommandContext(ctx, "git", "fetch").Output()\n```',
  references: [
    'https://go.dev/doc/database/cancel-operations',
    'https://pkg.go.dev/net/http#NewRequestWithContext',
    'https://pkg.go.dev/os/exec#CommandContext',
  ],
  lasting: true,
  examples: {
    bad: [
      `type store struct{ db *sql.DB }

func (s *store) Names(ctx context.Context, shop string) (names []string, err error) {
	rows, err := s.db.Query("select name from item where shop = $1", shop) // want
	if err != nil {
		return nil, err
	}
	defer rows.Close()
	return names, rows.Err()
}`,
      `import web "net/http"

func price(w web.ResponseWriter, r *web.Request) {
	req, err := web.NewRequest("GET", "http://price/1", nil) // want
	if err != nil {
		return
	}
	resp, err := client.Do(req)
	if err == nil {
		resp.Body.Close()
	}
}

var client = &web.Client{Timeout: 1e9}`,
      `func fetch(ctx context.Context, dirs []string) error {
	g, ctx := errgroup.WithContext(ctx)
	for _, dir := range dirs {
		g.Go(func() error {
			cmd := exec.Command( // want
				"git", "fetch",
			)
			cmd.Dir = dir
			return cmd.Run()
		})
	}
	return g.Wait()
}`,
      `type repository[T any] struct{ *sql.DB }

func (r repository[T]) Save(ctx context.Context, dsn string) error {
	conn, err := net.Dial("tcp", dsn) // want, no suggestion: a dialer is wanted
	if err != nil {
		return err
	}
	defer conn.Close()
	tx, err := r.Begin() // want, no suggestion: the other form takes options too
	if err != nil {
		return err
	}
	return tx.Commit()
}`,
      // A hint: the transaction has a context of its own.
      `func rename(ctx context.Context, tx *sql.Tx, names []string) error {
	insert, err := tx.Prepare("insert into name values ($1)") // want
	if err != nil {
		return err
	}
	defer insert.Close()
	for _, name := range names {
		if _, err := insert.Exec(name); err != nil { // want
			return err
		}
	}
	return nil
}`,
      // A hint: the context of a command.
      `package main

import (
	"context"
	"os/exec"
)

func serve(ctx context.Context, repo string) error {
	return exec.Command("git", "receive-pack", repo).Run() // want
}`,
    ],
    good: [
      `func trigger(ctx context.Context, client *http.Client, url string) error {
	// Do not pass the request's context: the trigger has a timeout of its own.
	req, err := http.NewRequest("POST", url, nil)
	if err != nil {
		return err
	}
	resp, err := client.Do(req)
	if err != nil {
		return err
	}
	return resp.Body.Close()
}`,
      `func run(ctx context.Context, db *sql.DB) error {
	_, err := db.ExecContext(ctx, "delete from item")
	return err
}

func migrate(db *sql.DB) error {
	_, err := db.Exec("create table item (id int)")
	return err
}

func (s *store) Close(ctx context.Context) error {
	_, err := s.db.Exec("delete from session")
	return err
}

type store struct{ db *sql.DB }`,
      // The request is given the context before it is sent.
      `func price(ctx context.Context, client *http.Client) (*http.Response, error) {
	req, err := http.NewRequest("GET", "http://price/1", nil)
	if err != nil {
		return nil, err
	}
	return client.Do(req.WithContext(ctx))
}

func build(ctx context.Context, path string) (*http.Request, error) {
	return http.NewRequest("GET", "http://price"+path, nil)
}

type api struct{}

func (api) do(ctx context.Context, req *http.Request) error { return nil }

func (a api) order(ctx context.Context) error {
	req, err := http.NewRequest("POST", "http://order", nil)
	if err != nil {
		return err
	}
	return a.do(ctx, req)
}`,
      // A process that is to go on, and one that is ended by hand.
      `func start(ctx context.Context) error {
	cmd := exec.Command("agent")
	return cmd.Start()
}

func localIP(ctx context.Context) (net.Addr, error) {
	conn, err := net.Dial("udp", "192.0.2.1:80")
	if err != nil {
		return nil, err
	}
	defer conn.Close()
	return conn.LocalAddr(), nil
}`,
      `func (s *store) open(ctx context.Context) (err error) {
	s.rows, err = s.db.Query("select 1")
	return err
}

type store struct {
	db   *sql.DB
	rows *sql.Rows
}

func work(ctx context.Context, db *sql.DB, jobs chan func()) {
	jobs <- func() { db.Exec("vacuum") }
	go func() { db.Exec("analyze") }()
	defer db.Exec("unlock")
	<-ctx.Done()
	db.Exec("delete from lease")
	slog.Info("done")
}`,
      // One of the program's handlers takes nothing from the context.
      `type handler struct{}

func (handler) Handle(_ context.Context, r slog.Record) error { return nil }

type traced struct{ next handler }

func (t traced) Handle(ctx context.Context, r slog.Record) error {
	r.Add("id", ctx.Value(traced{}))
	return t.next.Handle(ctx, r)
}

func place(ctx context.Context, log *slog.Logger) { log.Info("placed") }`,
      `type fake struct{}

func (fake) Query(query string) error { return nil }

func load(ctx context.Context, db fake) error { return db.Query("select 1") }`,
    ],
  },
  go: {
    call_expression(call, file, report) {
      const callee = file.callee(call);
      const form = callee && contextFormOf(file.index, callee);
      if (!form || isTestCode(file) || isTooling(file) || isProcess(file, enclosingFunction(file.tree, call))) return;
      const isLog = callee.package === 'log/slog';
      if (isLog && !logsReadContext(file.index)) return;
      const found = contextAtHand(file, call);
      if (!found || found.beside || declaredName(file, call) === form.name || isExplained(file, call)) return;
      const { context } = found;
      if (!isLog && (needsNoContext(file, call, callee) || runsAfterEnd(file, call, context))) return;
      const claimed = isLog ? logClaim : isOfTransaction(file, call, callee) ? transactionClaim : claim;
      report(call, {
        ...claimed(file, call, form.text.replace('%', context.expression), context.expression),
        mend: () => withContext(file, call, form, context),
        evidence: [file.tree.child(context.fn, Field.parameters)],
        ...(!mayEnd(file, context) && { lane: 'H' as const }),
      });
    },
  },
});

/** `// Not the request's context: the trigger has a timeout of its own.` */
function isExplained(file: GoFile, call: NodeId): boolean {
  const said = remarkAt(file, call);
  return (
    /\bcontext\b/i.test(said) &&
    /\bnot?\b|without|own|detach|outliv/i.test(said) &&
    !/\b(?:TODO|FIXME|XXX|HACK)\b/.test(said)
  );
}

/** The context of a command and of start-up ends with the process, or never; a request that is sent has none, mostly. */
function mayEnd(file: GoFile, { fn, expression }: CallerContext): boolean {
  if (
    file.isMain ||
    isStartUp(file, fn) ||
    /^(?:[sS]tart|[rR]un|[lL]oad|[rR]egister)(?![a-z])/.test(declaredName(file, fn))
  )
    return false;
  return !expression.endsWith('.Context()') || entryOf(file, fn) !== null;
}

function claim(file: GoFile, call: NodeId, instead: string, context: string): Reported {
  const what = file.tree.textOf(calleeOf(file.tree, call));
  const waiting = what.endsWith('.NewRequest') ? 'the request goes on' : 'it goes on waiting';
  return {
    message: `\`${what}\` leaves \`${context}\` out: ${waiting} after its caller has timed out or gone. \`${instead}\` ends with it.`,
  };
}

/** The context that the transaction was begun under bounds it already. */
function transactionClaim(file: GoFile, call: NodeId, instead: string, context: string): Reported {
  const what = file.tree.textOf(calleeOf(file.tree, call));
  return {
    message: `\`${what}\` leaves \`${context}\` out: the statement is missing from the trace, and only the context of the transaction itself ends it. \`${instead}\` ends with its caller.`,
    lane: 'H',
    severity: 'low',
  };
}

function logClaim(file: GoFile, call: NodeId, instead: string, context: string): Reported {
  const what = file.tree.textOf(calleeOf(file.tree, call));
  return {
    message: `\`${what}\` leaves \`${context}\` out, from which this program's log handler takes the trace: the line cannot be found by its request. \`${instead}\` keeps it.`,
    lane: 'H',
    severity: 'low',
  };
}

/** The other function called, where it takes the context before the same parameters, and the name means the caller's. */
function withContext(file: GoFile, call: NodeId, { name }: ContextForm, context: CallerContext): Edit[] | null {
  const { tree } = file;
  const callee = calleeOf(tree, call);
  if (name === null || tree.kind(callee) !== Kind.selector_expression) return null;
  if (isDeclaredBetween(file, context.fn, context.parameter, call)) return null;
  const field = tree.child(callee, Field.field);
  const open = tree.start(tree.child(call, Field.arguments)) + 1;
  const [first] = file.arguments(call);
  // Where the first argument has a line of its own, the context joins it there.
  const place = first === undefined ? open : tree.start(first);
  const comma = first === undefined ? '' : ', ';
  return [replaced(tree, field, name), { start: place, end: place, text: context.expression + comma }];
}
