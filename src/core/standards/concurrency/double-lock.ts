import type { GoFile } from '../../go/file.ts';
import { evaluatedNodes } from '../../go/flow/evaluated.ts';
import type { FlowGraph, Step } from '../../go/flow/graph.ts';
import { enclosingFunction, isCall } from '../../go/syntax/calls.ts';
import { Kind } from '../../go/syntax/grammar.ts';
import type { NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { contradictsItself, feasiblePath } from '../support/feasible.ts';
import { lockedByMethod } from '../support/locking-method.ts';
import {
  isSameMutex,
  LOCKING_CALLS,
  type LockCall,
  lockCallOf,
  lockCallsOf,
  lockTaken,
  renames,
} from '../support/locks.ts';
import { isTestCode } from '../support/test-code.ts';

export const doubleLock = defineStandard({
  id: 'concurrency/double-lock',
  severity: 'high',
  lane: 'H',
  flags: [],
  title: 'Mutex locked again while held',
  why: 'A Go mutex does not know who holds it: locked a second time on the same path, it waits for itself. The goroutine hangs for ever with the lock in its hand, and everything that needs the lock hangs behind it. Of read locks this takes a writer that comes in between, so it happens under load only.',
  fix: 'Lock once, in the exported method, and let helpers expect the lock to be held; the name says so.\n\n```go\nfunc (s *store) Put(k string, v int) {\n\ts.mu.Lock()\n\tdefer s.mu.Unlock()\n\ts.putLocked(k, v)\n}\n```',
  references: ['https://pkg.go.dev/sync#Mutex.Lock', 'https://pkg.go.dev/sync#RWMutex'],
  examples: {
    bad: [
      `type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *store) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

func (s *store) put(id string, n int) bool {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.items[id] = n
	return s.size() > 100 // want
}`,
      `package service

import locks "sync"

type cache struct {
	locks.RWMutex
	values map[string]string
}

func (c *cache) get(key string) string {
	c.RLock()
	defer c.RUnlock()
	v, ok := c.values[key]
	if !ok {
		c.Lock() // want
		c.values[key] = key
		c.Unlock()
	}
	return v
}`,
      `type counter[T comparable] struct {
	mu sync.Mutex
	n  map[T]int
}

func (c *counter[T]) add(key T) {
	c.mu.Lock()
	defer c.mu.Lock() // want
	c.n[key]++
}`,
      `var mu sync.RWMutex

func sum(items []int, more func() bool) (n int) {
	mu.RLock()
	for _, item := range items {
		if more() {
			mu.RLock() // want
			n += item
			mu.RUnlock()
		}
	}
	mu.RUnlock()
	return n
}`,
    ],
    good: [
      // What is called, or started, gives it back.
      `type queue struct {
	mu   sync.Mutex
	open []int
}

func (q *queue) beat(next func() int) {
	for {
		q.mu.Lock()
		q.sendAndUnlock(next())
	}
}

func (q *queue) sendAndUnlock(n int) {
	q.open = append(q.open, n)
	q.mu.Unlock()
}

func inTurn(mu *sync.Mutex, jobs []func(), start func(func())) {
	for _, job := range jobs {
		mu.Lock()
		start(func() {
			defer mu.Unlock()
			job()
		})
	}
}`,
      `type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *store) size() int {
	s.mu.Lock()
	defer s.mu.Unlock()
	return len(s.items)
}

func (s *store) put(id string, n int) bool {
	s.mu.Lock()
	s.items[id] = n
	s.mu.Unlock()
	go s.size()
	return s.size() > 100
}

func (s *store) merge(other *store) {
	s.mu.Lock()
	defer s.mu.Unlock()
	other.mu.Lock()
	defer other.mu.Unlock()
	println(other.size)
}`,
      // The helper gives the lock back first, or takes it on demand.
      `type queue struct {
	mu   sync.Mutex
	jobs []func()
}

func (q *queue) runOne() {
	job := q.jobs[0]
	q.mu.Unlock()
	job()
	q.mu.Lock()
}

func (q *queue) length(locked bool) int {
	if !locked {
		q.mu.Lock()
		defer q.mu.Unlock()
	}
	return len(q.jobs)
}

func (q *queue) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for q.length(true) > 0 {
		q.runOne()
	}
}`,
      // Another mutex in every turn.
      `type shard struct {
	mu sync.Mutex
	n  int
}

func total(shards []*shard) (n int) {
	for _, s := range shards {
		s.mu.Lock()
	}
	for _, s := range shards {
		n += s.n
		s.mu.Unlock()
	}
	return n
}

func walk(s *shard, next func(*shard) *shard) {
	for s != nil {
		s.mu.Lock()
		s = next(s)
	}
}`,
      `type table struct {
	mu     sync.Mutex
	shared bool
}

func (t *table) add(late bool) {
	if t.shared {
		t.mu.Lock()
	}
	if !t.shared {
		t.mu.Lock()
	}
	if late {
		defer t.mu.Unlock()
		return
	}
	t.mu.Unlock()
	func() {
		t.mu.Lock()
		defer t.mu.Unlock()
	}()
}`,
    ],
  },
  calls: LOCKING_CALLS,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      const taken = isTestCode(file) ? null : lockTaken(file, call);
      const again = taken && lockedAgain(file, taken.graph, taken.lock);
      if (!again) return;
      const { lock } = taken;
      const reads = lock.mode === 'read' && again.lock.mode === 'read';
      const outcome = reads
        ? 'once a writer waits in between, both wait for ever'
        : 'it waits for itself and never goes on';
      const by = again.method === null ? 'is locked again' : `is locked again by \`${again.method}\``;
      report(again.at, {
        message: `\`${lock.path}\` ${by} while held since line ${tree.line(call)}: ${outcome}.`,
        evidence: again.method === null ? [call] : [again.lock.call, call],
      });
    },
  },
});

interface Again {
  at: NodeId;
  lock: LockCall;
  /** The method called that locks; null where the function does so itself. */
  method: string | null;
}

/** The first way on which the mutex is locked again before anything gives it back. */
function lockedAgain(file: GoFile, graph: FlowGraph, lock: LockCall): Again | null {
  const calls = lockCallsOf(file, graph);
  const start = graph.steps.find(({ id }) => calls.get(id)?.includes(lock));
  if (!start || start.kind === 'defer') return null;
  let found: Again | null = null;
  const path = feasiblePath(file, graph, start, (step) => {
    if (step.kind === 'end' || renames(file, step, lock) || handsOver(file, step, lock)) return 'stop';
    const same = (calls.get(step.id) ?? []).filter((other) => isSameMutex(file, lock, other));
    const [first] = same;
    if (step.kind === 'defer') {
      // `defer mu.Lock()`, meant to unlock; among others in a literal it is a pair of its own.
      if (same.length !== 1 || first?.action !== 'lock' || isUnlocked(file, graph, lock)) return 'pass';
    } else if (!first) {
      found = lockedBelow(file, step, lock);
      return found ? 'found' : 'pass';
    }
    if (first?.action !== 'lock') return 'stop';
    found = { at: first.call, lock: first, method: null };
    return 'found';
  });
  return path && !contradictsItself(file, start, path) ? found : null;
}

/** `sendAndUnlock(batch)`, or a literal that is started and unlocks: from here on another gives it back. */
function handsOver(file: GoFile, step: Step, lock: LockCall): boolean {
  const { tree } = file;
  if (!step.evaluates || step.kind === 'defer') return false;
  const own = enclosingFunction(tree, lock.call);
  for (let node = step.node; node < tree.next(step.node); node++) {
    if (!isCall(tree, node)) continue;
    const name = file.calledName(node);
    if (/unlock/i.test(name) && !/^R?Unlock$/.test(name)) return true;
    const other = enclosingFunction(tree, node) === own ? null : lockCallOf(file, node);
    if (other?.action === 'unlock' && isSameMutex(file, lock, other)) return true;
  }
  return false;
}

function isUnlocked(file: GoFile, graph: FlowGraph, lock: LockCall): boolean {
  const all = [...lockCallsOf(file, graph).values()].flat();
  return all.some((other) => other.action === 'unlock' && isSameMutex(file, lock, other));
}

/** A method that the step calls on what holds the mutex locks it. */
function lockedBelow(file: GoFile, step: Step, lock: LockCall): Again | null {
  const { tree } = file;
  if (tree.kind(step.node) === Kind.go_statement) return null;
  for (const node of evaluatedNodes(tree, step)) {
    if (!isCall(tree, node)) continue;
    const inner = lockedByMethod(file, node, lock);
    if (inner) return { at: node, ...inner };
  }
  return null;
}
