import type { GoFile } from '../../go/file.ts';
import { calleeOf, enclosingFunction, isCall, unparenthesized } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { defineStandard } from '../standard.ts';
import { CLOSES, isClient, isHandle, isSharedClient } from '../support/closables.ts';
import { declaredName } from '../support/functions.ts';
import { isAcquired } from '../support/sources.ts';
import { isTestCode } from '../support/test-code.ts';
import { lastValue } from '../support/values.ts';

/** Functions that run again while there is a client already. */
const AGAIN =
  /^re(?:load|fresh|connect|dial|init|open|set|new|build|create|start|config|place)|reload|refresh|rotat|renew|reconnect|replac|swap|switch|update|onchange|changed/i;

export const clientReplacedNotClosed = defineStandard({
  id: 'resource/client-replaced-not-closed',
  severity: 'medium',
  lane: 'H',
  flags: [],
  title: 'Client replaced without closing the old one',
  why: 'The old client keeps its connections, goroutines and timers. Each reload of the configuration leaves one more behind, so that the service dies of it weeks later, far from the change that caused it.',
  fix: 'Take the old one out under the lock, put the new one in, then close the old one.\n\n```go\ns.mu.Lock()\nold := s.client\ns.client = next\ns.mu.Unlock()\nif old != nil {\n\t_ = old.Close()\n}\n```',
  references: [
    'https://pkg.go.dev/database/sql#DB.Close',
    'https://pkg.go.dev/google.golang.org/grpc#ClientConn.Close',
  ],
  examples: {
    bad: [
      `type store struct{ db *sql.DB }

func (s *store) Reload(dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	s.db = db // want
	return nil
}`,
      `type cache struct{ client *redis.Client }

func (c *cache) rotate(addr string) {
	c.client = redis.NewClient(&redis.Options{Addr: addr}) // want
}`,
      `import rpc "google.golang.org/grpc"

type stock struct{ conn *rpc.ClientConn }

func dial(addr string) (*rpc.ClientConn, error) { return rpc.NewClient(addr) }

func (s *stock) refresh(addr string) (err error) {
	s.conn, err = dial(addr) // want
	return err
}`,
    ],
    good: [
      `type store struct{ db *sql.DB }

func (s *store) Reload(dsn string) error {
	db, err := sql.Open("postgres", dsn)
	if err != nil {
		return err
	}
	old := s.db
	s.db = db
	return old.Close()
}`,
      `type cache struct{ client *redis.Client }

func (c *cache) get(addr string) *redis.Client {
	if c.client == nil {
		c.client = redis.NewClient(&redis.Options{Addr: addr})
	}
	return c.client
}`,
      `type cache struct{ client *redis.Client }

func newCache(addr string) *cache {
	c := &cache{}
	c.client = redis.NewClient(&redis.Options{Addr: addr})
	return c
}

func (c *cache) Init(addr string) {
	c.client = redis.NewClient(&redis.Options{Addr: addr})
}`,
      `type stock struct{ conn *grpc.ClientConn }

func (s *stock) connect(addr string) (err error) {
	s.conn, err = grpc.NewClient(addr)
	return err
}

func (s *stock) refresh(addr string) error {
	s.stop()
	conn, err := grpc.NewClient(addr)
	s.conn = conn
	return err
}

func (s *stock) stop() {
	if s.conn != nil {
		s.conn.Close()
	}
}`,
    ],
  },
  go: {
    assignment_statement(statement, file, report) {
      const { tree } = file;
      const [field = NONE] = tree.children(tree.child(statement, Field.left));
      const [value = NONE] = tree.children(tree.child(statement, Field.right));
      if (tree.kind(field) !== Kind.selector_expression || !isReceivers(file, field)) return;
      const given = unparenthesized(tree, value);
      const made = isCall(tree, given) ? given : lastValue(file, given);
      if (made === NONE || !isNewClient(file, made) || isTestCode(file)) return;
      const fn = enclosingFunction(tree, statement);
      if (!AGAIN.test(declaredName(file, statement)) || looksAtOld(file, fn, field, statement)) return;
      const path = tree.textOf(field);
      report(statement, {
        message: `The client that \`${path}\` held is lost here unclosed: each time this runs, its connections and goroutines stay behind.`,
        evidence: [made],
      });
    },
  },
});

function isNewClient(file: GoFile, made: NodeId): boolean {
  if (isSharedClient(file, made)) return true;
  return isCall(file.tree, made) && isAcquired(file, made, 0, ({ callee }) => isClient(callee) || isHandle(callee));
}

/** `s.client`, where `s` is the method's receiver. */
function isReceivers(file: GoFile, field: NodeId): boolean {
  const { tree, bindings } = file;
  const operand = tree.child(field, Field.operand);
  const declaration = tree.kind(operand) === Kind.identifier ? (bindings[operand] as number) : NONE;
  if (!declaration) return false;
  return tree.field(tree.parent(tree.parent(declaration))) === Field.receiver;
}

/** The function reads the field elsewhere (checks it, keeps or closes the old client), or calls a method that closes one. */
function looksAtOld(file: GoFile, fn: NodeId, field: NodeId, statement: NodeId): boolean {
  const { tree } = file;
  const text = tree.textOf(field);
  const end = tree.next(fn);
  for (let node = fn; node < end; node++) {
    if (tree.kind(node) === Kind.selector_expression && tree.textOf(node) === text && node < statement) return true;
    if (!isCall(tree, node)) continue;
    const callee = calleeOf(tree, node);
    const name = tree.textOf(tree.kind(callee) === Kind.selector_expression ? tree.child(callee, Field.field) : callee);
    if (CLOSES.has(`.${name}()`) || /close|stop|shut|disconnect|teardown|cleanup|^Do$|^Swap$/i.test(name)) return true;
  }
  return false;
}
