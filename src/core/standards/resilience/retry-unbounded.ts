import type { GoFile } from '../../go/file.ts';
import { calleeOf } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { declaredName } from '../support/functions.ts';
import { isNetworkCall } from '../support/network.ts';
import { retryLoopAt } from '../support/retry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

/** Functions that are meant to go on for as long as the process. */
const MAIN_LOOPS =
  /run|serve|loop|consum|listen|watch|worker|subscribe|receive|process|start|daemon|keepalive|monitor/i;

export const retryUnbounded = defineStandard({
  id: 'resilience/retry-unbounded',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Retry without an end',
  why: 'When the dependency is gone for good, the address is wrong or the credentials are, the caller never learns of it: it waits for ever, with its goroutine and whatever it holds, and the orchestrator sees a process that is alive and does nothing.',
  fix: 'Limit the attempts, or heed the context.\n\n```go\nfor attempt := range 5 {\n\t…\n}\nreturn fmt.Errorf("stock after 5 attempts: %w", err)\n```',
  references: [
    'https://sre.google/sre-book/addressing-cascading-failures/',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  examples: {
    bad: [
      `func connect(dsn string) *sql.DB {
	for { // want
		db, err := sql.Open("postgres", dsn)
		if err == nil {
			return db
		}
		time.Sleep(time.Second)
	}
}`,
      `import web "net/http"

func price(client *web.Client, req *web.Request) *web.Response {
	for { // want
		resp, err := client.Do(req)
		if err != nil {
			log.Print(err)
			continue
		}
		return resp
	}
}`,
      `func ping(db *sql.DB) error { return db.Ping() }

func ready(db *sql.DB) {
	wait := time.Second
	for { // want
		if err := ping(db); err == nil {
			break
		}
		time.Sleep(wait)
		wait *= 2
	}
}`,
    ],
    good: [
      `func connect(ctx context.Context, dsn string) (*sql.DB, error) {
	for {
		db, err := sql.Open("postgres", dsn)
		if err == nil {
			return db, nil
		}
		if ctx.Err() != nil {
			return nil, ctx.Err()
		}
		time.Sleep(time.Second)
	}
}`,
      `func connect(dsn string) (db *sql.DB, err error) {
	for range 5 {
		if db, err = sql.Open("postgres", dsn); err == nil {
			return db, nil
		}
	}
	return nil, err
}`,
      `func price(client *http.Client, req *http.Request) (*http.Response, error) {
	start := time.Now()
	for {
		resp, err := client.Do(req)
		if err == nil {
			return resp, nil
		}
		if time.Since(start) > time.Minute {
			return nil, err
		}
	}
}

func consume(connect func() error, db *sql.DB) {
	for {
		if err := db.Ping(); err != nil {
			continue
		}
		break
	}
}`,
    ],
  },
  go: {
    for_statement(loop, file, report) {
      const retry = retryLoopAt(file, loop);
      if (!retry || retry.givesUp || isTestCode(file) || isTooling(file)) return;
      if (MAIN_LOOPS.test(declaredName(file, loop)) || isInGoroutine(file, loop)) return;
      const root = file.tree.ancestor(loop, Kind.function_declaration);
      if ((root && isProcess(file, root)) || heedsContext(file, loop) || !isNetworkCall(file, retry.attempt)) return;
      const what = file.tree.textOf(calleeOf(file.tree, retry.attempt));
      report(loop, {
        message: `While \`${what}\` fails, nothing leaves this loop: no limit, no deadline, no context. \`${declaredName(file, loop)}\` and whoever called it wait for ever.`,
        evidence: [retry.attempt],
      });
    },
  },
});

function isInGoroutine(file: GoFile, loop: NodeId): boolean {
  return file.tree.ancestor(loop, Kind.go_statement) !== NONE;
}

/** A context is asked, or a channel that may be one's. */
function heedsContext(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  for (const field of tree.descendants(loop, Kind.field_identifier))
    if (/^(?:Err|Done)$/.test(tree.textOf(field))) return true;
  return !tree.descendants(loop, Kind.select_statement).next().done;
}
