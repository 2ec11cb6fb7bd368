import type { GoFile } from '../../go/file.ts';
import { enclosingFunction } from '../../go/syntax/calls.ts';
import { Field, Kind } from '../../go/syntax/grammar.ts';
import { NONE, type NodeId } from '../../go/syntax/tree.ts';
import { typeInfo } from '../../go/types/members.ts';
import { isNamed, type Type } from '../../go/types/type.ts';
import { defineStandard } from '../standard.ts';
import { assertionOrigin, mayBeAnything } from '../support/assertion-origin.ts';
import { isChecked, isProven } from '../support/assertion-proof.ts';
import { declaredName } from '../support/functions.ts';
import { isTestCode, isTooling } from '../support/test-code.ts';
import { isSamePath } from '../support/values.ts';

export const uncheckedAssertion = defineStandard({
  id: 'errors/unchecked-assertion',
  severity: 'medium',
  lane: 'D',
  flags: [],
  title: 'Type assertion that panics on another type',
  why: 'An assertion without `ok` panics when the value is nil or of another type. The panic ends the request, or the whole process when it happens in a goroutine of its own: one message with a missing field then restarts every replica that reads it.',
  fix: 'Take the second result and answer the other case.\n\n```go\nuser, ok := ctx.Value(userKey{}).(*User)\nif !ok {\n\treturn nil, errUnauthenticated\n}\n```',
  references: ['https://go.dev/ref/spec#Type_assertions', 'https://go.dev/doc/effective_go#interface_conversions'],
  examples: {
    bad: [
      `func total(row map[string]any) float64 {
	return row["price"].(float64) * 1.2 // want
}

func first(body []byte) (string, error) {
	var orders []any
	if err := json.Unmarshal(body, &orders); err != nil {
		return "", err
	}
	for _, order := range orders {
		fields := order.(map[string]any) // want
		return fields["id"].(string), nil // want
	}
	return "", nil
}`,
      `type userKey struct{}

func who(ctx context.Context) string {
	user := ctx.Value(userKey{}).(*User) // want
	return user.Name
}

type User struct{ Name string }`,
      `package service

import web "net/http"

func stream(w web.ResponseWriter, events chan any) {
	flusher := w.(web.Flusher) // want
	for event := range events {
		w.Write([]byte(event.(string))) // want
		flusher.Flush()
	}
}`,
      `type shape interface{ area() float64 }
type square struct{ side float64 }

func (s square) area() float64 { return s.side * s.side }

func first[T shape](all []shape, v any) float64 {
	if v != nil {
		return v.(square).side // want
	}
	return any(all[0]).(shape).area()
}

func wire(part any) shape { return part.(shape) } // want`,
    ],
    good: [
      // What a driver, a framework or a constructor put there: nobody else could.
      `type link struct{ state any }

func (l *link) reset(source io.Reader, iterate func(func(i int, bean any) error), key *rsa.PrivateKey, conn *net.UDPConn) {
	source.(*net.TCPConn).SetLinger(0)
	iterate(func(i int, bean any) error {
		println(bean.(*link))
		return nil
	})
	println(key.Public().(*rsa.PublicKey), conn.LocalAddr().(*net.UDPAddr).Port)
}

type tenantKey struct{}

func tenant(ctx context.Context, params ...any) string {
	if ctx.Value(tenantKey{}) != nil {
		return ctx.Value(tenantKey{}).(string)
	}
	return params[0].(string)
}`,
      `func total(row map[string]any) float64 {
	price, ok := row["price"].(float64)
	if !ok {
		return 0
	}
	var tax, known = row["tax"].(float64)
	if _, found := row["unit"].(string); known && found {
		return price * tax * float64(len(row["unit"].(string)))
	}
	switch v := row["rate"].(type) {
	case float64:
		return v * row["rate"].(float64)
	}
	return price
}`,
      `var buffers = sync.Pool{New: func() any { return new(bytes.Buffer) }}

type settings struct {
	current atomic.Value
	seen    sync.Map
}

func (s *settings) get(key string) int {
	b := buffers.Get().(*bytes.Buffer)
	defer buffers.Put(b)
	if v, ok := s.seen.Load(key); ok {
		return v.(int)
	}
	s.seen.Range(func(k, v any) bool { return k.(string) == key && v.(int) > 0 })
	return s.current.Load().(map[string]int)[key]
}`,
      `package service

import (
	"container/heap"
	"container/list"
)

type item struct{ due int }
type queue []*item

func (q queue) Len() int           { return len(q) }
func (q queue) Less(i, j int) bool { return q[i].due < q[j].due }
func (q queue) Swap(i, j int)      { q[i], q[j] = q[j], q[i] }
func (q *queue) Push(x any)        { *q = append(*q, x.(*item)) }
func (q *queue) Pop() any          { return nil }

func next(q *queue, l *list.List) *item {
	if e := l.Front(); e != nil {
		return e.Value.(*item)
	}
	return heap.Pop(q).(*item)
}`,
      `func user(c *gin.Context) string {
	id, exists := c.Get("user")
	if !exists {
		return c.MustGet("name").(string)
	}
	return id.(string)
}

type userKey struct{}

func fromContext(ctx context.Context) string {
	v := ctx.Value(userKey{})
	if v == nil {
		return ""
	}
	return v.(string)
}

func names(ctx context.Context, client *redis.Client) (all []string) {
	values, _ := client.MGet(ctx, "a", "b").Result()
	for _, value := range values {
		if value != nil {
			all = append(all, value.(string))
		}
	}
	return all
}

type cache interface{ Get(key string) (any, bool) }

func cached(c cache, key string) []string {
	if v, ok := c.Get(key); ok {
		return v.([]string)
	}
	return nil
}`,
      `type node interface{ kind() string }
type leaf struct{ text string }

func (l *leaf) kind() string { return "leaf" }

func dial(dialer *tls.Dialer, ctx context.Context) (*tls.Conn, error) {
	conn, err := dialer.DialContext(ctx, "tcp", "shop:443")
	if err != nil {
		return nil, err
	}
	return conn.(*tls.Conn), nil
}

func text(n node) string {
	var made node = &leaf{}
	if n.kind() == "leaf" {
		return n.(*leaf).text
	}
	switch n.kind() {
	case "root":
		return n.(*leaf).text
	}
	return made.(*leaf).text + n.(*leaf).text
}

func hook(from reflect.Type, data any) string {
	if from.Kind() != reflect.String {
		return ""
	}
	return data.(string)
}

func parse(item any) string {
	switch reflect.ValueOf(item).Kind() {
	case reflect.String:
		return item.(string)
	}
	return ""
}`,
      // One type was put in: a table of the package, a driver's columns, a context value of its own, what a maker set.
      `package service

import (
	"context"
	"net/http"

	"github.com/gocql/gocql"
)

type trip struct{ sent int }

func (t *trip) RoundTrip(*http.Request) (*http.Response, error) { return nil, nil }

type sink struct{ client *http.Client }

func newSink() *sink {
	s := &sink{}
	s.client = &http.Client{Transport: &trip{}}
	return s
}

func (s *sink) sent() int { return s.client.Transport.(*trip).sent }

var drivers = map[string]map[string]any{"memory": {"close": func() {}}}

func driver() map[string]any { return drivers["memory"] }

func stop() { driver()["close"].(func())() }

func task(query *gocql.Query) (string, error) {
	row := make(map[string]any)
	if err := query.MapScan(row); err != nil {
		return "", err
	}
	return row["task"].(map[string]any)["name"].(string), nil
}

type workerKey struct{}

func with(ctx context.Context) context.Context { return context.WithValue(ctx, workerKey{}, &sink{}) }

func work(ctx context.Context) int { return ctx.Value(workerKey{}).(*sink).sent() }`,
      `func load[T any](cache map[string]any, v T) T {
	_ = any(v).(interface{ Valid() bool })
	found := cache["x"]
	return found.(T)
}

var port = os.Args[0]

func guarded(v any) (err error) {
	defer func() {
		if r := recover(); r != nil {
			err = r.(error)
		}
	}()
	_ = v.(string)
	return nil
}`,
      `package service

import "google.golang.org/protobuf/proto"

func copyOf(m proto.Message, unknown Somewhere) (proto.Message, string) {
	return proto.Clone(m).(proto.Message), unknown.Value.(string)
}`,
    ],
  },
  go: {
    type_assertion_expression(node, file, report) {
      const { tree } = file;
      const operand = tree.child(node, Field.operand);
      const asserted = tree.child(node, Field.type);
      if (isChecked(file, node) || !isOpen(file, file.typeOf(operand)) || isTestCode(file) || isTooling(file)) return;
      if (enclosingFunction(tree, node) === NONE || /^(?:init|main|[mM]ust([A-Z_].*)?)$/.test(declaredName(file, node)))
        return; // fails at start, where somebody looks
      if (isEmptyInterface(file, asserted) || isProven(file, node)) return;
      const origin = assertionOrigin(file, node);
      if (origin === 'fixed' || (origin === 'unknown' && !mayBeAnything(file, operand, asserted))) return;
      const [value, wanted] = [tree.textOf(operand), tree.textOf(asserted)];
      const when = isComparedWithNil(file, operand) ? 'is not' : 'is nil or not';
      report(node, {
        message:
          origin === 'decoded'
            ? `\`${tree.textOf(node)}\` panics when \`${value}\`, which was decoded, ${when} a \`${wanted}\`.`
            : origin === 'outside'
              ? `\`${tree.textOf(node)}\` panics when \`${value}\`, decoded from outside, ${when} a \`${wanted}\`.`
              : `\`${tree.textOf(node)}\` panics when \`${value}\` ${when} a \`${wanted}\`, and nothing in \`${file.symbolAt(node)}\` makes sure that it is one.`,
        ...(origin !== 'outside' && { lane: 'H' as const }),
      });
    },
  },
});

/** `if v != nil`, or another look at it, in the same function. */
function isComparedWithNil(file: GoFile, operand: NodeId): boolean {
  const { tree } = file;
  return [...tree.descendants(enclosingFunction(tree, operand), Kind.nil)].some((node) =>
    tree.children(tree.parent(node)).some((side) => isSamePath(file, side, operand)),
  );
}

/** Every value but nil has it; an interface spelt out is a question about one method, usually asked on purpose. */
function isEmptyInterface(file: GoFile, type: NodeId): boolean {
  if (file.tree.kind(type) === Kind.interface_type) return true;
  const wanted = file.typeAt(type);
  if (isNamed(wanted, 'crypto', 'PublicKey') || isNamed(wanted, 'crypto', 'PrivateKey')) return true;
  const underlying = typeInfo(file.index, wanted)?.underlying;
  return underlying !== undefined && isNamed(underlying, '', 'any');
}

/**
 * `any`, `error` or an interface of the standard library. Other interfaces are left out: whoever turns one of those
 * into a type of its family knows what was put in, and only a whole-program analysis knows better.
 */
function isOpen(file: GoFile, type: Type): boolean {
  if (type.kind === 'interface') return true;
  if (type.kind !== 'named') return false;
  if (type.package === '') return type.name === 'any' || type.name === 'error';
  if (/^[^/]*\./.test(type.package) || file.index.sourcePackage(type.package)) return false;
  return typeInfo(file.index, type)?.underlying.kind === 'interface';
}
