import type { GoFile } from '../../go/file.ts';
import { calleeOf, isCall } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { isRows } from '../support/database.ts';
import { isLastIteration } from '../support/iteration.ts';
import { isCounted } from '../support/loops.ts';
import { outlivesIteration } from '../support/outlives.ts';
import { quoted } from '../support/quoted.ts';
import { isReleasedAnyway, type Release, releaseIn } from '../support/release.ts';
import { isTestCode } from '../support/test-code.ts';
import { isSamePath } from '../support/values.ts';

export const deferInLoop = defineStandard({
  id: 'resource/defer-in-loop',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Release deferred inside a loop',
  why: 'A deferred call runs when the function returns, not when the iteration ends. Files, connections and timers pile up with the data until the process runs out of descriptors or the pool of connections; a mutex deadlocks on the second round.',
  fix: 'Give the iteration a function of its own, so that the release runs at its end.\n\n```go\nfor _, name := range names {\n\tif err := importFile(name); err != nil { // opens, defers Close, returns\n\t\treturn err\n\t}\n}\n```',
  references: ['https://go.dev/ref/spec#Defer_statements', 'https://go.dev/blog/defer-panic-and-recover'],
  lasting: true,
  examples: {
    bad: [
      `func total(names []string) (int64, error) {
	var sum int64
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return 0, err
		}
		defer f.Close() // want
		n, err := io.Copy(io.Discard, f)
		if err != nil {
			return 0, err
		}
		sum += n
	}
	return sum, nil
}`,
      `func crawl(c *http.Client, urls []string) {
	for i := 0; i < len(urls); i++ {
		resp, err := c.Get(urls[i])
		if err != nil {
			continue
		}
		defer func() { // want
			_ = resp.Body.Close()
		}()
		io.Copy(io.Discard, resp.Body)
	}
}`,
      `type cache struct {
	mu    sync.Mutex
	items map[string]int
}

func (c *cache) fill(ctx context.Context, db *sql.DB, keys []string) error {
	for _, key := range keys {
		c.mu.Lock()
		defer c.mu.Unlock() // want
		c.items[key]++
	}
	for _, key := range keys {
		ctx, cancel := context.WithTimeout(ctx, time.Second)
		defer cancel() // want
		rows, err := db.QueryContext(ctx, "SELECT 1", key)
		if err != nil {
			return err
		}
		defer rows.Close() // want
	}
	return nil
}`,
      `func serve(l net.Listener) error {
	for {
		conn, err := l.Accept()
		if err != nil {
			return err
		}
		switch addr := conn.RemoteAddr().(type) {
		case *net.TCPAddr:
			defer conn.Close() // want
			fmt.Fprintln(conn, addr)
			continue
		default:
			return conn.Close()
		}
	}
}`,
      `func poll[T any](in <-chan T, each func(T) error) {
	for v := range in {
		t := time.NewTicker(time.Second)
		defer t.Stop() // want
		for each(v) != nil {
			<-t.C
		}
	}
}`,
    ],
    good: [
      // A lock by key, in a store of its own.
      `type cache struct{}

func (cache) Lock(key string, ttl time.Duration) (bool, error) { return true, nil }
func (cache) Unlock(key string)                               {}

func claim(c cache, keys []string) error {
	for _, key := range keys {
		if _, err := c.Lock(key, time.Minute); err != nil {
			return err
		}
		defer c.Unlock(key)
	}
	return nil
}`,
      // Taken in the first round alone.
      `func wait(ctx context.Context, ready func() bool) error {
	var ticker *time.Ticker
	for !ready() {
		if ticker == nil {
			ticker = time.NewTicker(time.Second)
			defer ticker.Stop()
		}
		select {
		case <-ctx.Done():
			return ctx.Err()
		case <-ticker.C:
		}
	}
	return nil
}`,
      `func total(names []string) (sum int64, err error) {
	for _, name := range names {
		err = func() error {
			f, err := os.Open(name)
			if err != nil {
				return err
			}
			defer f.Close()
			n, err := io.Copy(io.Discard, f)
			sum += n
			return err
		}()
	}
	return sum, err
}`,
      `func first(ctx context.Context, updates <-chan string, names []string) error {
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			continue
		}
		defer f.Close()
		_, err = io.Copy(os.Stdout, f)
		return err
	}
	for {
		select {
		case name := <-updates:
			f, err := os.Open(name)
			if err != nil {
				break
			}
			defer f.Close()
			if _, err := io.Copy(os.Stdout, f); err != nil {
				return err
			} else {
				return nil
			}
		case <-ctx.Done():
			return nil
		}
	}
}`,
      `func merge(w io.Writer, names []string) error {
	var all []io.Reader
	for _, name := range names {
		f, err := os.Open(name)
		if err != nil {
			return err
		}
		defer f.Close()
		all = append(all, bufio.NewReader(f))
	}
	_, err := io.Copy(w, io.MultiReader(all...))
	return err
}`,
      `func stopAll(closers []io.Closer, wg *sync.WaitGroup) {
	for _, c := range closers {
		defer c.Close()
		defer wg.Done()
	}
	for range closers {
		defer func() {
			if r := recover(); r != nil {
				log.Print(r)
			}
		}()
	}
}`,
      `type shard struct {
	mu sync.RWMutex
	n  int
}

func sum(shards []*shard) (n int) {
	for _, s := range shards {
		s.mu.RLock()
		defer s.mu.RUnlock()
	}
	for _, s := range shards {
		n += s.n
	}
	return n
}`,
      `func batches(ctx context.Context, db *sql.DB, ids []int, names []string) error {
	for _, id := range ids {
		tx, err := db.BeginTx(ctx, nil)
		if err != nil {
			return err
		}
		defer tx.Rollback()
		if _, err := tx.ExecContext(ctx, "UPDATE orders SET sent = true WHERE id = $1", id); err != nil {
			return err
		}
		if err := tx.Commit(); err != nil {
			return err
		}
	}
	for _, name := range names {
		f, err := os.Create(name)
		if err != nil {
			return err
		}
		defer f.Close()
		if err := f.Close(); err != nil {
			return err
		}
	}
	return nil
}`,
      // Rows that are read to their end are closed by then.
      `func changed(ctx context.Context, db *sql.DB, tables []string) (ids []string, err error) {
	for _, table := range tables {
		rows, err := db.QueryContext(ctx, queryFor(table))
		if err != nil {
			return nil, err
		}
		defer rows.Close()
		for rows.Next() {
			var id string
			if err := rows.Scan(&id); err != nil {
				return nil, err
			}
			ids = append(ids, id)
		}
		if err := rows.Err(); err != nil {
			return nil, err
		}
	}
	return ids, nil
}`,
      `func start(ctx context.Context, l []net.Listener, handle func(net.Conn)) {
	for _, l := range l {
		conn, _ := l.Accept()
		defer conn.Close()
		go handle(conn)
	}
}`,
    ],
  },
  go: {
    defer_statement(statement, file, report) {
      const loop = loopAround(file, statement);
      if (loop === NONE || isTestCode(file)) return;
      const release = releaseIn(file, statement, loop);
      if (!release || isLastIteration(file, loop, statement) || isReleasedAnyway(file, loop, statement, release))
        return;
      if (release.kind === 'value' && (isReadOut(file, loop, release.value) || isForNone(file, loop, release.value)))
        return;
      if (release.kind === 'lock' ? locksAll(file, loop, release) : outlivesIteration(file, loop, release.taken))
        return;
      const deadlocks = release.kind === 'lock' && isSameEachRound(file, loop, release.value);
      report(statement, {
        message: messageFor(file, statement, loop, release, deadlocks),
        evidence: [loop, release.taken],
        // A handful does no harm, nor the attempts at one thing, nor what each round has given back: only a lock is certain.
        ...(isCounted(file, loop) && !deadlocks ? { severity: 'low' } : {}),
        ...(deadlocks ? {} : { lane: 'H' }),
      });
    },
  },
});

/** The loop whose body holds the statement within the same function. */
function loopAround(file: GoFile, statement: NodeId): NodeId {
  const { tree } = file;
  const found = tree.ancestor(statement, Kind.for_statement, Kind.func_literal);
  return tree.kind(found) === Kind.for_statement && tree.contains(tree.child(found, Field.body), statement)
    ? found
    : NONE;
}

/** `for rows.Next() { … }` in the same round, with nothing that breaks it off: the last `Next` closes the rows. */
function isReadOut(file: GoFile, loop: NodeId, value: NodeId): boolean {
  const { tree } = file;
  if (!isRows(file.typeOf(value))) return false;
  return [...tree.descendants(tree.child(loop, Field.body), Kind.for_statement)].some((inner) => {
    const next = tree.children(inner)[0] ?? NONE;
    if (!isCall(tree, next) || file.calledName(next) !== 'Next') return false;
    const isBrokenOff = [Kind.break_statement, Kind.goto_statement].some(
      (kind) => !tree.descendants(inner, kind).next().done,
    );
    return !isBrokenOff && isSamePath(file, tree.child(calleeOf(tree, next), Field.operand), value);
  });
}

/** Taken under `if ticker == nil`, of a variable that outlives the round: once. */
function isForNone({ tree, bindings }: GoFile, loop: NodeId, value: NodeId): boolean {
  const variable = bindings[value] as number;
  if (!variable || tree.contains(loop, variable)) return false;
  for (let at = tree.ancestor(value, Kind.if_statement); at > loop; at = tree.ancestor(at, Kind.if_statement)) {
    const condition = tree.child(at, Field.condition);
    const isNil = tree.kind(tree.child(condition, Field.right)) === Kind.nil;
    if (isNil && bindings[tree.child(condition, Field.left)] === variable) return true;
  }
  return false;
}

/** One lock after another of a collection, and nothing else: they are meant to be held together. */
function locksAll(file: GoFile, loop: NodeId, release: Release): boolean {
  const { tree } = file;
  const statements = tree.children(tree.childOfKind(tree.child(loop, Field.body), Kind.statement_list));
  return !isSameEachRound(file, loop, release.value) && statements.length === 2;
}

/** Nothing in `c.mu` changes from one iteration to the next. */
function isSameEachRound(file: GoFile, loop: NodeId, path: NodeId): boolean {
  for (const name of [path, ...file.tree.descendants(path, Kind.identifier)])
    if ((file.bindings[name] as number) > loop) return false;
  return true;
}

function messageFor(file: GoFile, statement: NodeId, loop: NodeId, release: Release, deadlocks: boolean): string {
  const call = quoted(file.tree, release.call);
  const value = quoted(file.tree, release.value);
  const literal = file.tree.ancestor(statement, Kind.func_literal);
  const fn = literal ? `the function of line ${file.tree.line(literal)}` : `\`${file.symbolAt(statement)}\``;
  const end = `when ${fn} returns`;
  const round = `the loop at line ${file.tree.line(loop)}`;
  if (deadlocks) {
    const again = `${call} runs only ${end}: the next round of ${round} locks ${value} while it is still held`;
    return call.includes('RUnlock') ? `${again}, and deadlocks once a writer waits.` : `${again}, and deadlocks.`;
  }
  const more = release.kind === 'timer' ? 'context with its timer' : value;
  return `${call} runs only ${end}: each round of ${round} takes one more ${more}, and all stay held until then.`;
}
