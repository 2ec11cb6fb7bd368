import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { findPath } from '../../go/flow/paths.ts';
import { isCall } from '../../go/syntax/calls.ts';
import { Field, Kind, Token } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { isContext } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { declaredName } from '../support/functions.ts';
import { isSameMutex, LOCKING_CALLS, type LockCall, lockCallsOf, lockTaken, renames } from '../support/locks.ts';
import { isCommandLine } from '../support/program.ts';
import { quoted } from '../support/quoted.ts';
import { remoteBehind } from '../support/remote.ts';
import { isStatementCall } from '../support/statements.ts';
import { isTestCode } from '../support/test-code.ts';

export const lockAcrossIo = defineStandard({
  id: 'concurrency/lock-across-io',
  severity: 'medium',
  lane: 'H',
  flags: ['cascading-failure'],
  title: 'Mutex held while waiting for something slow',
  why: 'All who need the mutex wait as long as the one who holds it. When the call behind it stalls, every request that touches the mutex stalls with it, whether it needs the dependency or not: one slow neighbour stops the service.',
  fix: 'Take what the call needs under the lock, give the lock back, call, and take it again to store the result.\n\n```go\ns.mu.Lock()\nurl := s.url\ns.mu.Unlock()\nresp, err := s.client.Get(url)\n```',
  references: ['https://pkg.go.dev/sync#Mutex', 'https://sre.google/sre-book/addressing-cascading-failures/'],
  examples: {
    bad: [
      `type rates struct {
	mu     sync.Mutex
	client *http.Client
	known  map[string]*http.Response
}

func (r *rates) get(url string) (*http.Response, error) {
	r.mu.Lock()
	defer r.mu.Unlock()
	if known, ok := r.known[url]; ok {
		return known, nil
	}
	return r.client.Get(url) // want
}`,
      `package service

import (
	"context"
	"database/sql"
	locks "sync"
)

type store[T any] struct {
	locks.RWMutex
	db *sql.DB
	n  T
}

func (s *store[T]) count(ctx context.Context) error {
	s.RLock()
	err := s.db.QueryRowContext(ctx, "select count(*) from t").Scan(&s.n) // want
	s.RUnlock()
	return err
}`,
      `type queue struct {
	mu   sync.Mutex
	jobs chan func()
}

func (q *queue) put(ctx context.Context, job func()) {
	q.mu.Lock()
	defer q.mu.Unlock()
	select { // want
	case q.jobs <- job:
	case <-ctx.Done():
	}
}

func (q *queue) pause() {
	q.mu.Lock()
	time.Sleep(time.Second) // want
	q.mu.Unlock()
}`,
    ],
    good: [
      `type rates struct {
	mu     sync.Mutex
	client *http.Client
	known  map[string]*http.Response
}

func (r *rates) get(url string) (*http.Response, error) {
	r.mu.Lock()
	known := r.known[url]
	r.mu.Unlock()
	if known != nil {
		return known, nil
	}
	resp, err := r.client.Get(url)
	r.mu.Lock()
	defer r.mu.Unlock()
	r.known[url] = resp
	go r.client.Get(url)
	return resp, err
}`,
      `type queue struct {
	mu   sync.Mutex
	jobs chan func()
}

func (q *queue) put(job func()) bool {
	q.mu.Lock()
	defer q.mu.Unlock()
	select {
	case q.jobs <- job:
		return true
	default:
		return false
	}
}

func (q *queue) close() {
	q.mu.Lock()
	close(q.jobs)
	q.mu.Unlock()
}`,
      // No mutex.
      `type gate struct{}

func (gate) Lock()   {}
func (gate) Unlock() {}

func pass(g gate, client *http.Client) {
	g.Lock()
	client.Get("https://example.com")
	g.Unlock()
}`,
    ],
  },
  calls: LOCKING_CALLS,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const taken = isTestCode(file) ? null : lockTaken(file, call);
      const slow = taken && slowUnder(file, taken.graph, taken.lock);
      if (!slow || isCommandLine(file, call)) return;
      const { lock } = taken;
      report(slow.at, {
        message: `\`${lock.path}\`, locked at line ${tree.line(call)}, is held ${slow.while}: all who need it wait just as long.`,
        evidence: [call],
      });
    },
  },
});

interface Slow {
  at: NodeId;
  /** In words: `during an HTTP request`. */
  while: string;
}

/** The first slow step on a way from the lock, before anything gives it back. */
function slowUnder(file: GoFile, graph: FlowGraph, lock: LockCall): Slow | null {
  const calls = lockCallsOf(file, graph);
  const start = graph.steps.find(({ id }) => calls.get(id)?.includes(lock));
  if (!start || start.kind === 'defer') return null;
  let found: Slow | null = null;
  findPath(graph, start.id, {
    at(step) {
      if (step.kind === 'end' || renames(file, step, lock)) return 'stop';
      if (step.kind === 'defer') return 'pass';
      if ((calls.get(step.id) ?? []).some((other) => isSameMutex(file, lock, other))) return 'stop';
      found = slowStep(file, step);
      return found ? 'found' : 'pass';
    },
  });
  return found;
}

function slowStep(file: GoFile, step: Step): Slow | null {
  const { tree } = file;
  if (tree.kind(step.node) === Kind.go_statement) return null;
  if (tree.kind(step.node) === Kind.select_statement) {
    const waits = tree.children(step.node).every((one) => tree.kind(one) === Kind.communication_case);
    return waits ? { at: step.node, while: 'while this select waits for another goroutine' } : null;
  }
  // A case of a select: its wait is the select's.
  const communicates =
    tree.kind(tree.parent(step.node)) === Kind.communication_case && tree.field(step.node) === Field.communication;
  for (const node of evaluatedNodes(tree, step)) {
    if (isCall(tree, node)) {
      const what = slowCall(file, node);
      if (what) return { at: node, while: what };
    } else if (!communicates && isTransfer(file, node)) {
      return { at: node, while: `while ${quoted(tree, node)} waits for another goroutine` };
    }
  }
  return null;
}

function slowCall(file: GoFile, call: NodeId): string | null {
  if (file.isCallTo(call, 'time', 'Sleep')) return 'while it sleeps';
  const callee = file.callee(call);
  if (isStatementCall(file, call)) return 'during a database call';
  // Only where a context or request goes along: a name alone proves no call to the outside.
  const remote =
    file.arguments(call).some((argument) => isContext(file.typeOf(argument))) || callee?.package === 'net/http'
      ? remoteBehind(file, call)
      : null;
  if (!remote) return null;
  const way = remote.way.length > 0 ? ` (through \`${remote.way.join('` → `')}\`)` : '';
  return `during ${/^[AEIOUH]/.test(remote.kind) ? 'an' : 'a'} ${remote.kind}${way}`;
}

/** `<-ch`; or `ch <- v` in a file that makes no channel with room, and not to who collects metrics. */
function isTransfer(file: GoFile, node: NodeId): boolean {
  const { tree } = file;
  if (tree.kind(node) === Kind.send_statement)
    return !/\bmake\(chan\b[^()\n]*,/.test(tree.text) && !/^(?:Collect|Describe)$/.test(declaredName(file, node));
  return tree.kind(node) === Kind.unary_expression && tree.kind(tree.child(node, Field.operator)) === Token['<-'];
}
