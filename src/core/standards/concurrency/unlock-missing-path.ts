import type { GoFile } from '../../go/file.ts';
import { enclosingDeclaration, enclosingFunction } from '../../go/syntax/calls.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { isNamed } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { isProcess } from '../support/acquisition.ts';
import { declaredName } from '../support/functions.ts';
import { isShared, pathLeavingHeld, unlocksOf } from '../support/held-lock.ts';
import { hasCounterpart } from '../support/lock-counterpart.ts';
import { isLockName, LOCKING_CALLS, type LockCall, lockCallOf, lockCallsOf } from '../support/locks.ts';
import { remarkAt } from '../support/remark.ts';
import { isTestCode } from '../support/test-code.ts';

export const unlockMissingPath = defineStandard({
  id: 'concurrency/unlock-missing-path',
  severity: 'high',
  lane: 'D',
  flags: [],
  title: 'Mutex left locked on a path',
  why: 'A mutex that stays locked stops the next goroutine that wants it, then every one behind it. The path is often an error that no test provokes: weeks later one failed call freezes the service, with no crash and no log line, until somebody restarts it.',
  fix: 'Defer the unlock beside the lock. Where the lock must be given back earlier, put the guarded part into a function of its own.\n\n```go\ns.mu.Lock()\ndefer s.mu.Unlock()\n```',
  references: ['https://pkg.go.dev/sync#Mutex', 'https://go.dev/ref/spec#Defer_statements'],
  lasting: true,
  examples: {
    bad: [
      `type store struct {
	mu    sync.Mutex
	items map[string]int
}

func (s *store) take(id string) (int, error) {
	s.mu.Lock()
	n, ok := s.items[id]
	if !ok {
		return 0, errors.New("unknown") // want
	}
	delete(s.items, id)
	s.mu.Unlock()
	return n, nil
}`,
      `package service

import locks "sync"

type cache struct {
	locks.RWMutex
	values map[string]string
}

func (c *cache) get(key string) string {
	c.RLock()
	if v, ok := c.values[key]; ok {
		return v // want
	}
	c.RUnlock()
	c.Lock()
	defer c.Unlock()
	return c.values[key]
}`,
      // Never unlocked at all.
      `type counter struct {
	mu sync.Mutex
	n  int
}

func (c *counter) add() {
	c.mu.Lock() // want
	c.n++
}

func (c *counter) value() int {
	c.mu.Lock()
	defer c.mu.Unlock()
	return c.n
}`,
      `var (
	mu   sync.Mutex
	seen = map[string]bool{}
)

func visit[T any](items []T, key func(T) string, do func(T) error) {
	for _, item := range items {
		mu.Lock()
		if seen[key(item)] {
			continue
		}
		if err := do(item); err != nil {
			mu.Unlock()
			return
		}
		seen[key(item)] = true
		mu.Unlock()
	}
	return // want
}`,
      `type table struct {
	mu   sync.RWMutex
	rows []string
}

func (t *table) first() string {
	t.mu.RLock() // want
	defer t.mu.Unlock()
	return t.rows[0]
}`,
    ],
    good: [
      `type agent struct{ publication sync.Mutex }

func (a *agent) stop(debug bool) {
	// Lock publication forever, the program ends.
	a.publication.Lock()
	if debug {
		return
	}
	a.publication.Unlock()
}`,
      // Entered and left with the read lock of its caller.
      `type lazy struct {
	mu    sync.RWMutex
	value *int
}

func (l *lazy) get() int {
	l.mu.RLock()
	defer l.mu.RUnlock()
	l.load()
	return *l.value
}

func (l *lazy) load() {
	if l.value != nil {
		return
	}
	l.mu.RUnlock()
	l.mu.Lock()
	defer func() {
		l.mu.Unlock()
		l.mu.RLock()
	}()
	l.value = new(int)
}`,
      `type store struct {
	mu sync.Mutex
	n  int
}

func (s *store) next() int {
	s.mu.Lock()
	defer func() {
		s.n++
		s.mu.Unlock()
	}()
	return s.n
}

func (s *store) must(ok bool) {
	s.mu.Lock()
	if !ok {
		panic("broken")
	}
	s.mu.Unlock()
}`,
      // Handed to the caller, by name or by a counterpart.
      `type page struct {
	mu    sync.Mutex
	dirty bool
}

func (p *page) lockClean() bool {
	p.mu.Lock()
	if p.dirty {
		p.mu.Unlock()
		return false
	}
	return true
}

func (p *page) begin() { p.mu.Lock() }
func (p *page) end()   { p.mu.Unlock() }

func (p *page) hold() func() {
	p.mu.Lock()
	return p.mu.Unlock
}`,
      // The same condition decides both.
      `type table struct {
	mu     sync.Mutex
	shared bool
	rows   int
}

func (t *table) add(n int) {
	if t.shared {
		t.mu.Lock()
	}
	t.rows += n
	if t.shared {
		t.mu.Unlock()
	}
}

func (t *table) grow(flush bool) {
	t.mu.Lock()
	locked := true
	if flush {
		t.mu.Unlock()
		locked = false
	}
	println(t.rows)
	if locked {
		t.mu.Unlock()
	}
}`,
      // Called with the lock held.
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

func (q *queue) run() {
	q.mu.Lock()
	defer q.mu.Unlock()
	for len(q.jobs) > 0 {
		q.runOne()
	}
}`,
      // Another function gives it back; the entry is returned locked; hand over hand.
      `type entry struct {
	mu   sync.Mutex
	dead bool
	next *entry
}

type list struct{ head *entry }

func (e *entry) free() { e.mu.Unlock() }

func (l *list) acquired() *entry {
	e := l.head
	e.mu.Lock()
	if e.dead {
		e.mu.Unlock()
		return nil
	}
	return e
}

func (l *list) last(e *entry) {
	e.mu.Lock()
	if e.dead {
		e.free()
		return
	}
	for e.next != nil {
		e.next.mu.Lock()
		e.mu.Unlock()
		e = e.next
	}
	e.mu.Unlock()
}`,
      // The helper trades one lock for the other, and its result gives that back.
      `type queue struct {
	mu    sync.RWMutex
	users map[string]chan int
}

func (q *queue) put(user string, n int) bool {
	q.mu.RLock()
	if q.users == nil {
		q.mu.RUnlock()
		return false
	}
	c, release := q.channel(user)
	defer release()
	c <- n
	return true
}

func (q *queue) channel(user string) (chan int, func()) {
	if c, ok := q.users[user]; ok {
		return c, q.mu.RUnlock
	}
	q.mu.RUnlock()
	q.mu.Lock()
	return q.users[user], q.mu.Unlock
}`,
      `type gate struct{}

func (gate) Lock()   {}
func (gate) Unlock() {}

func pass(g gate, ok bool) {
	g.Lock()
	if !ok {
		return
	}
	g.Unlock()
}`,
    ],
  },
  calls: LOCKING_CALLS,
  go: {
    call_expression(call, file, report) {
      const { tree } = file;
      if (!isLockName(tree, call)) return;
      const root = enclosingFunction(tree, call);
      if (root === NONE || lockCallOf(file, call)?.action !== 'lock') return;
      if (isHandOver(file, call) || isProcess(file, root) || isTestCode(file) || isForEver(file, call)) return;
      const graph = file.flow(root);
      const lock = [...lockCallsOf(file, graph).values()].flat().find((other) => other.call === call);
      if (!lock || isShared(file, graph, lock) || isTakenBack(file, graph, lock)) return;
      const unlocks = unlocksOf(file, graph, lock);
      const wrong = mismatched(file, lock, unlocks, graph);
      if (wrong) {
        report(call, {
          message: `\`${lock.path}\` is taken with \`${nameOf(lock)}\` but given back with \`${nameOf(wrong)}\`, which it is not locked for: the process ends with a fatal error that nothing recovers.`,
          evidence: [wrong.call],
        });
        return;
      }
      if (unlocks.length === 0 && isUnlockedElsewhere(file, lock)) return;
      const path = pathLeavingHeld(file, graph, lock);
      if (!path) return;
      const last = path.at(-2);
      const exit = last?.kind === 'return' ? last.node : NONE;
      const where = exit ? 'when this returns' : `when the function ends at line ${tree.endLine(root)}`;
      const waits =
        nameOf(lock) === 'RLock' ? 'the next goroutine that locks it for writing' : 'the next goroutine that locks it';
      report(exit || call, {
        message: `\`${lock.path}\`${exit ? `, locked at line ${tree.line(call)},` : ''} is still locked ${where}: ${waits} waits for ever.`,
        evidence: exit ? [call] : unlocks.slice(0, 1).map((unlock) => unlock.call),
      });
    },
  },
});

/** `// Locked for ever: we are shutting down.` */
function isForEver(file: GoFile, call: NodeId): boolean {
  return /\b(?:for ?ever|shutting down|never unlock)/i.test(remarkAt(file, call));
}

function nameOf({ action, mode }: LockCall): string {
  return `${mode === 'read' ? 'R' : ''}${action === 'lock' ? 'Lock' : 'Unlock'}`;
}

/** By its name the function leaves something locked: `lockClean`, `acquireSlot`. */
function isHandOver(file: GoFile, call: NodeId): boolean {
  return /^r?lock|Lock|^acquire|Acquire/.test(declaredName(file, call));
}

/** Given back first and then taken again: the function was entered with it, and is to be left with it. */
function isTakenBack(file: GoFile, graph: ReturnType<GoFile['flow']>, lock: LockCall): boolean {
  const same = [...lockCallsOf(file, graph).values()].flat().filter(({ path }) => path === lock.path);
  const [first] = same.sort((a, b) => a.call - b.call);
  return first !== undefined && first.action === 'unlock' && first.call < lock.call;
}

/** An unlock of the other kind, where the function neither takes that kind nor gives back this one. */
function mismatched(
  file: GoFile,
  lock: LockCall,
  unlocks: readonly LockCall[],
  graph: ReturnType<GoFile['flow']>,
): LockCall | null {
  const [first] = unlocks;
  if (!first || unlocks.some(({ mode }) => mode === lock.mode)) return null;
  const locks = [...lockCallsOf(file, graph).values()].flat().filter(({ action }) => action === 'lock');
  return locks.every(({ path, mode }) => path !== lock.path || mode === lock.mode) ? first : null;
}

/**
 * The function around a literal unlocks it, or some other function does that does not lock it; a local mutex that nobody
 * ever unlocks lets one caller in, once.
 */
function isUnlockedElsewhere(file: GoFile, lock: LockCall): boolean {
  const { tree } = file;
  const declaration = enclosingDeclaration(tree, lock.call);
  const text = tree.text.slice(tree.start(declaration), tree.end(declaration));
  if (file.bindings[lock.root] && !lock.path.includes('.') && isNamed(file.typeOf(lock.root), 'sync', 'Mutex'))
    return true;
  return (
    [`${lock.path}.Unlock`, `${lock.path}.RUnlock`].some((unlock) => text.includes(unlock)) ||
    hasCounterpart(file, lock)
  );
}
