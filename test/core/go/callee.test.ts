import { expect, test } from 'vitest';
import { callsTo, fileIn, unquoted } from './helpers.ts';

const SOURCE = `package p

import (
	"context"
	"database/sql"
	"fmt"
	"net/http"
	. "strings"
	"sync"
	"example.com/service/inner"
	"github.com/acme/go-widget"
	"github.com/acme/first-thing"
	"github.com/other/second-thing"
)

type Base struct{ sync.Mutex }
type Svc struct {
	*Base
	db   *sql.DB
	hook func()
	hooks map[string]func(int, int)
}
type Store interface {
	fmt.Stringer
	Get(id string) error
}
type Set[T any] struct{}

func (s *Set[E]) Add(E)     {}
func (b *Base) Run()        {}
func (s Svc) Do()           {}
func Gen[T any](a, b T) T   { return a }
func one()                  {}

var table = [...]func(int, int){nil}
var fn = func() {}

func f[C Store](ctx context.Context, s *Svc, store Store, set Set[int], len func(int) int, c C, k int) {
	want(one(), ".p.one")
	want(s.Do(), "Svc.p.Do")
	want(s.Run(), "Base.p.Run")
	want(s.Lock(), "Mutex.sync.Lock")
	want(s.db.QueryContext(ctx, ""), "DB.database/sql.QueryContext")
	want(s.db.QueryRow("").Scan(), "Row.database/sql.Scan")
	want(store.Get(""), "Store.p.Get")
	want(store.String(), "Stringer.fmt.String")
	want(ctx.Done(), "Context.context.Done")
	want(ctx.Err().Error(), "error..Error")
	want(set.Add(1), "Set.p.Add")
	want((&set).Add(1), "Set.p.Add")
	want(Gen(1, 2), ".p.Gen")
	want(Gen[int](1, 2), ".p.Gen")
	want(Gen[[]int](nil, nil), ".p.Gen")
	want(http.Get(""), ".net/http.Get")
	want((http.Get)(""), ".net/http.Get")
	want(http.DefaultClient.Get(""), "Client.net/http.Get")
	want(TrimSpace(""), ".strings.TrimSpace")
	want(inner.New().Close(), "conn.service/inner.Close")
	want(inner.Exported(), ".service/inner.Exported")
	want(cap(nil), "..cap")
	want(new(5), "..new")
	want(string(1), "..string")
	want(http.HandlerFunc(nil), ".net/http.HandlerFunc")
	want((*Svc).Do(s), "Svc.p.Do")
	want(Svc.Do(*s), "Svc.p.Do")
	want(fn(), ".p.fn")
	want(widget.Turn(), ".github.com/acme/go-widget.Turn")
	want(len(1), "")
	want(s.hook(), "")
	want(s.hooks["a"](1, 2), "")
	want(table[k](1, 2), "")
	want(table[s.k](1, 2), "")
	want(func() {}(), "")
	want(thing.Make(), "")
	want(unheard(), "")
	want(interface{ M() }(nil).M(), "")
	want([]byte(""), "")
	s.db.Close()
}
`;

test('what calls call', () => {
  const inner =
    'package inner\n\ntype conn struct{}\n\ntype Conn = conn\n\nfunc (c *conn) Close() {}\n\nfunc New() *Conn { return nil }\n\nfunc Exported() {}\n';
  const file = fileIn({ 'a.go': SOURCE, 'inner/a.go': inner }, 'a.go');
  expect(file.facts.partial).toBeNull();
  const results = callsTo(file, 'want').map(({ args: [call = 0, wanted = 0] }) => {
    const text = file.tree.textOf(call);
    const callee = file.callee(call);
    const path = callee?.package.replace('example.com/service', 'p').replace('p/inner', 'service/inner');
    return {
      found: `${text}: ${callee ? `${callee.receiver ?? ''}.${path}.${callee.name}` : ''}`,
      wanted: `${text}: ${unquoted(file.tree.textOf(wanted))}`,
    };
  });
  expect(results).toHaveLength(39);
  expect(results.map(({ found }) => found)).toEqual(results.map(({ wanted }) => wanted));
});

test('asks about calls', () => {
  const file = fileIn({ 'a.go': SOURCE }, 'a.go');
  const calls = callsTo(file, 's.db.Close');
  const close = calls[0]?.call ?? 0;
  expect(file.isMethodCall(close, 'database/sql', 'DB', 'Query', 'Close')).toBe(true);
  expect(file.isMethodCall(close, 'database/sql', 'Rows', 'Close')).toBe(false);
  expect(file.isCallTo(close, 'database/sql', 'Close')).toBe(false);
});
