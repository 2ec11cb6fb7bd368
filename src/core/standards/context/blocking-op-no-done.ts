import type { GoFile } from '../../go/file.ts';
import { enclosingFunction, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard, type Report, type Reported } from '../standard.ts';
import { contextAtHand } from '../support/context-at-hand.ts';
import { loopChannel } from '../support/loop-channel.ts';
import { isCommandLine } from '../support/program.ts';
import { isChoice, madeUnbuffered } from '../support/result-channel.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';

export const blockingOpNoDone = defineStandard({
  id: 'context/blocking-op-no-done',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Send that waits past the end of its context',
  why: 'A channel without room takes a value only while somebody receives. Callers that were cancelled or have seen enough do not, and nothing wakes the sender: each such request leaves a goroutine behind with all that it holds, rows and connections among it, or a caller that hangs past its own deadline.',
  fix: 'Let the end of the context end the wait as well.\n\n```go\nselect {\ncase out <- order:\ncase <-ctx.Done():\n\treturn ctx.Err()\n}\n```\n\nFor a single result, a buffer of one is enough: `make(chan result, 1)`.',
  references: [
    'https://go.dev/blog/pipelines',
    'https://go.dev/blog/context',
    'https://go.dev/ref/spec#Send_statements',
  ],
  examples: {
    bad: [
      `func stream(ctx context.Context, db *sql.DB) (<-chan int, error) {
	rows, err := db.QueryContext(ctx, "SELECT id FROM orders")
	if err != nil {
		return nil, err
	}
	out := make(chan int)
	go func() {
		defer close(out)
		defer rows.Close()
		for rows.Next() {
			var id int
			if rows.Scan(&id) == nil {
				out <- id // want
			}
		}
	}()
	return out, nil
}`,
      `package jobs

import (
	std "context"
)

type request struct{ answer chan int }

type server struct{ requests chan request }

func newServer(ctx std.Context) *server {
	s := &server{requests: make(chan request)}
	go s.loop(ctx)
	return s
}

func (s *server) loop(ctx std.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case r := <-s.requests:
			r.answer <- 1
		}
	}
}

func (s *server) ask(ctx std.Context) int {
	r := request{answer: make(chan int, 1)}
	s.requests <- r // want
	return <-r.answer
}`,
      `func first(ctx context.Context, work func(context.Context) error) chan error {
	done := make(chan error, 0)
	go func() {
		if err := work(ctx); err != nil {
			done <- err // want
			return
		}
		done <- nil
	}()
	return done
}`,
      `func stream[T any](r *http.Request, values []T) <-chan T {
	out := make(chan T)
	go func() {
		for _, v := range values {
			select {
			case out <- v: // want
			}
		}
	}()
	return out
}`,
    ],
    good: [
      `func stream(ctx context.Context, ids []int) <-chan int {
	out := make(chan int)
	go func() {
		defer close(out)
		for _, id := range ids {
			select {
			case out <- id:
			case <-ctx.Done():
				return
			}
		}
	}()
	return out
}

func latest(ctx context.Context, ids []int) <-chan int {
	out := make(chan int)
	go func() {
		for _, id := range ids {
			select {
			case out <- id:
			default:
			}
		}
	}()
	return out
}`,
      `func first(ctx context.Context, work func(context.Context) error) chan error {
	done := make(chan error, 1)
	go func() { done <- work(ctx) }()
	return done
}

func all(ctx context.Context, ids []int) chan int {
	out := make(chan int, len(ids))
	for _, id := range ids {
		out <- id
	}
	return out
}`,
      `func stream(ids []int) <-chan int {
	out := make(chan int)
	go func() {
		for _, id := range ids {
			out <- id
		}
	}()
	return out
}

func sum(ctx context.Context, ids []int) (total int) {
	parts := make(chan int)
	go func() {
		defer close(parts)
		for _, id := range ids {
			parts <- id
		}
	}()
	for part := range parts {
		total += part
	}
	return total
}`,
      `type server struct{ requests, events chan int }

func newServer(ctx context.Context) *server {
	s := &server{requests: make(chan int), events: make(chan int, 8)}
	go s.loop(ctx)
	return s
}

func (s *server) loop(ctx context.Context) {
	for {
		select {
		case <-ctx.Done():
			return
		case <-s.events:
		case <-s.requests:
		}
	}
}

func (s *server) ask(ctx context.Context) error {
	s.events <- 1
	select {
	case s.requests <- 1:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}`,
    ],
  },
  go: { send_statement: judge },
});

function judge(send: NodeId, file: GoFile, report: Report): void {
  const { tree } = file;
  if (isChoice(tree, send) || isTestCode(file) || isTooling(file)) return;
  const found = contextAtHand(file, send);
  if (!found) return;
  const channel = unparenthesized(tree, tree.child(send, Field.channel));
  const { expression } = found.context;
  const claim = handedOut(file, send, channel, expression) ?? (found.beside ? null : looped(file, channel, expression));
  if (claim && !isCommand(file, send)) report(send, claim);
}

/** The function that made the channel gives it to its caller, and a goroutine of it sends. */
function handedOut(file: GoFile, send: NodeId, channel: NodeId, context: string): Reported | null {
  const { tree } = file;
  const declaration = tree.kind(channel) === Kind.identifier ? (file.bindings[channel] as number) : NONE;
  if (declaration === NONE || tree.contains(enclosingFunction(tree, send), declaration)) return null;
  const made = madeUnbuffered(file, declaration);
  const given = made === NONE ? NONE : returned(file, declaration);
  if (given === NONE || !isFirst(file, send, declaration)) return null;
  return {
    message: `\`${tree.textOf(channel)}\` has no buffer and is handed to the caller (line ${tree.line(given)}): once the caller stops receiving, because \`${context}\` is over or it has seen enough, this send waits for ever, and its goroutine with it.`,
    evidence: [made, given],
  };
}

/** A loop that ends with its context is the only receiver. */
function looped(file: GoFile, channel: NodeId, context: string): Reported | null {
  const loop = loopChannel(file, channel);
  if (!loop) return null;
  const { tree } = file;
  return {
    message: `\`${tree.textOf(channel)}\` has no buffer, and the loop that receives from it ends with its context (line ${tree.line(loop.leaves)}): after that this send waits for ever, whatever becomes of \`${context}\`.`,
    evidence: [loop.receives, loop.leaves, loop.made],
  };
}

/** A command ends soon, and its goroutines with it. */
function isCommand(file: GoFile, node: NodeId): boolean {
  return /(?:^|\/)(?:cli|commands?|kubectl-[\w-]+|[\w-]+-cli)(?:\/|$)/.test(file.dir) || isCommandLine(file, node);
}

/** One channel, one finding: at the first of its sends that nothing but a receiver ends. */
function isFirst(file: GoFile, send: NodeId, declaration: NodeId): boolean {
  const { tree, bindings } = file;
  for (let node = declaration; node < send; node++) {
    if (tree.kind(node) !== Kind.send_statement || isChoice(tree, node)) continue;
    if (bindings[unparenthesized(tree, tree.child(node, Field.channel))] === declaration) return false;
  }
  return true;
}

/** The return statement that hands the channel to the caller of the function that made it; NONE where none does. */
function returned(file: GoFile, declaration: NodeId): NodeId {
  const { tree, bindings } = file;
  const root = enclosingFunction(tree, declaration);
  for (const statement of tree.descendants(root, Kind.return_statement)) {
    if (enclosingFunction(tree, statement) !== root) continue;
    for (const result of tree.children(tree.children(statement)[0] ?? NONE))
      if (tree.kind(result) === Kind.identifier && bindings[result] === declaration) return statement;
  }
  return NONE;
}
