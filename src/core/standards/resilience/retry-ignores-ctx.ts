import type { GoFile } from '../../go/file.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { contextAtHand } from '../support/context-at-hand.ts';
import { longestDuration } from '../support/durations.ts';
import { mostRounds } from '../support/loops.ts';
import { retryLoopAt } from '../support/retry.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

export const retryIgnoresCtx = defineStandard({
  id: 'resilience/retry-ignores-ctx',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Retry that sleeps through its cancellation',
  why: 'The caller has timed out or gone, or the process is told to stop, and the loop sleeps on, then tries again for nobody. Requests pile up behind it, and a shutdown takes as long as the longest sleep, until it is killed.',
  fix: 'Wait for whichever comes first.\n\n```go\nselect {\ncase <-time.After(wait):\ncase <-ctx.Done():\n\treturn ctx.Err()\n}\n```',
  references: [
    'https://pkg.go.dev/context#Context',
    'https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/',
  ],
  lasting: true,
  examples: {
    bad: [
      `func load(ctx context.Context, get func(context.Context) error) (err error) {
	for attempt := range 5 {
		if err = get(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Duration(attempt) * time.Second) // want
	}
	return err
}`,
      `package shop

import (
	"database/sql"
	web "net/http"
	pause "time"
)

func ready(w web.ResponseWriter, r *web.Request, db *sql.DB) {
	for {
		err := db.PingContext(r.Context())
		if err != nil {
			pause.Sleep(pause.Second) // want
			continue
		}
		return
	}
}`,
      `func connect[T any](ctx context.Context, dial func() (T, error)) (conn T, err error) {
	wait := time.Second
	for tries := 0; tries < 10; tries++ {
		conn, err = dial()
		if err == nil {
			break
		}
		time.Sleep(wait) // want
		wait *= 2
	}
	return conn, err
}`,
    ],
    good: [
      // It has to be done whoever has gone.
      `func remove(ctx context.Context, erase func(context.Context) error) (err error) {
	cleanup, cancel := context.WithTimeout(context.WithoutCancel(ctx), time.Minute)
	defer cancel()
	for attempt := range 5 {
		if err = erase(cleanup); err == nil {
			break
		}
		time.Sleep(time.Duration(attempt) * time.Second)
	}
	return err
}`,
      `func load(ctx context.Context, get func(context.Context) error) (err error) {
	for attempt := range 5 {
		if err = get(ctx); err == nil {
			return nil
		}
		select {
		case <-time.After(time.Duration(attempt) * time.Second):
		case <-ctx.Done():
			return ctx.Err()
		}
	}
	return err
}`,
      `func load(get func() error) (err error) {
	for range 5 {
		if err = get(); err == nil {
			return nil
		}
		time.Sleep(time.Second)
	}
	return err
}`,
      // Short, and the context is looked at.
      `func load(ctx context.Context, get func(context.Context) error) (err error) {
	for ctx.Err() == nil {
		if err = get(ctx); err == nil {
			return nil
		}
		time.Sleep(50 * time.Millisecond)
	}
	return ctx.Err()
}`,
      // Over within a second, whoever waits.
      `package shop

import (
	"context"
	"math/rand"
	"time"
)

func migrate(ctx context.Context, run func(context.Context) error) (err error) {
	const most = 3
	for attempt := 0; attempt < most; attempt++ {
		if err = run(ctx); err == nil || attempt == most-1 {
			return err
		}
		time.Sleep(200 * time.Millisecond)
	}
	return err
}

func refresh(ctx context.Context, get func(context.Context) error) error {
	for {
		if err := get(ctx); err == nil {
			return nil
		}
		time.Sleep(time.Duration(10+rand.Intn(20)) * time.Millisecond)
	}
}`,
      `type clock struct{}

func (clock) Sleep(int) {}

func load(ctx context.Context, get func() error, time clock) (err error) {
	for range 5 {
		if err = get(); err == nil {
			return nil
		}
		time.Sleep(1)
	}
	return err
}

func slowly(ctx context.Context, items []string, send func(string) error) {
	for _, item := range items {
		if err := send(item); err == nil {
			return
		}
		time.Sleep(10)
	}
}`,
    ],
  },
  calls: /^Sleep$/,
  go: {
    call_expression(call, file, report) {
      if (!file.isCallTo(call, 'time', 'Sleep')) return;
      const { tree } = file;
      const loop = tree.ancestor(call, Kind.for_statement, Kind.func_literal);
      if (loop === NONE || tree.kind(loop) !== Kind.for_statement || isTestCode(file) || isTooling(file)) return;
      const found = contextAtHand(file, call);
      const retry = found && !found.beside ? retryLoopAt(file, loop) : null;
      if (!found || !retry) return;
      if (isDetached(file, retry.attempt)) return;
      const [delay = NONE] = file.arguments(call);
      const seconds = longestDuration(file, delay);
      if (seconds !== null && seconds <= (asksContext(file, loop) ? SHORT : SHORT / 5)) return;
      const rounds = mostRounds(file, loop);
      if (seconds !== null && rounds !== null && seconds * rounds <= BRIEF) return;
      report(call, {
        message: `This sleeps for \`${tree.textOf(delay)}\` though \`${found.context.expression}\` may be over: nobody waits for the next try any more, and a shutdown waits for this one.`,
        evidence: [retry.attempt, tree.child(found.context.fn, Field.parameters)],
      });
    },
  },
});

/** Seconds that nobody minds where the context is looked at each time. */
const SHORT = 0.5;
/** Seconds in all that hold up neither a shutdown nor those who wait behind. */
const BRIEF = 1;

/** `ctx.Err()` or `ctx.Done()` somewhere in the loop. */
function asksContext(file: GoFile, loop: NodeId): boolean {
  const { tree } = file;
  for (const field of tree.descendants(loop, Kind.field_identifier))
    if (/^(?:Err|Done)$/.test(tree.textOf(field))) return true;
  return false;
}

/** The attempts are given a context that was cut loose: they have to be made whoever has gone. */
function isDetached(file: GoFile, attempt: NodeId): boolean {
  const { tree } = file;
  return file.arguments(attempt).some((argument) => {
    if (!isContext(file.typeOf(argument))) return false;
    const made = isCall(tree, argument) ? argument : lastValue(file, argument);
    return /\bcontext\.(?:WithoutCancel|Background|TODO)\(/.test(tree.textOf(made));
  });
}
