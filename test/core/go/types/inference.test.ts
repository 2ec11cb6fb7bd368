import { expect, test } from 'vitest';
import { typeString } from '../../../../src/core/go/types/type.ts';
import { callsTo, fileIn, unquoted } from '../helpers.ts';
import { DECLARATIONS, OTHER } from './declarations.ts';

const EXPRESSIONS: [string, string][] = [
  // constants
  ['1', 'int'],
  ['1.5', 'float64'],
  ["'x'", 'rune'],
  ['2i', 'complex128'],
  ['"a" + "b"', 'string'],
  ['1 + 2.0', 'float64'],
  ['2 * time.Second', 'time.Duration'],
  ['time.Second * 2', 'time.Duration'],
  ['-1 * Wait', 'time.Duration'],
  ['Size * time.Second', 'time.Duration'],
  ['KindB', 'example.com/service.Kind'],
  ['Twice', 'int'],
  ['Other', 'rune'],
  ['Half', 'float64'],
  ['Size == 1', 'bool'],
  ['KindA + 1', 'example.com/service.Kind'],
  // selectors, promotion
  ['s', '*example.com/service.Server'],
  ['s.mu', 'sync.Mutex'],
  ['s.Server', '*net/http.Server'],
  ['s.Addr', 'string'],
  ['s.Shutdown(nil)', 'error'],
  ['s.clock()', 'time.Time'],
  ['s.by["a"]', '[]*example.com/service.Server'],
  ['s.by["a"][0].of', 'map[string][]*example.com/service.Server'],
  ['s.handlers["a"](1)', 'error'],
  ['s.nested.err', 'error'],
  ['s.nested.RWMutex', 'sync.RWMutex'],
  ['s.items', 'map[string]bool'],
  ['s.Len()', 'int'],
  ['iface.Error()', 'string'],
  ['iface.Do', 'func(context.Context, []int) (*example.com/service.Server, error)'],
  ['Alias(nil).mu', 'sync.Mutex'],
  ['(*Server).Do', 'func(*example.com/service.Server, context.Context, []int) (*example.com/service.Server, error)'],
  ['http.DefaultClient', '*net/http.Client'],
  ['http.Header{}.Get("a")', 'string'],
  ['node.next.kids[0].next', '*example.com/service.Node'],
  // calls, conversions, built-in functions
  ['errors.New("a")', 'error'],
  ['Handler(nil)(nil)', 'error'],
  ['[]byte("a")', '[]byte'],
  ['string(b)', 'string'],
  ['time.Duration(3)', 'time.Duration'],
  ['(*Server)(nil)', '*example.com/service.Server'],
  ['(func(int) error)(nil)', 'func(int) (error)'],
  ['*(*Server)(nil)', 'example.com/service.Server'],
  ['len(s.by)', 'int'],
  ['make(chan error, 1)', 'chan error'],
  ['new(Server)', '*example.com/service.Server'],
  ['new(s.mu)', '*sync.Mutex'],
  ['new(5)', '*int'],
  ['append([]error(nil), err)', '[]error'],
  ['min(1, 2.5)', 'float64'],
  ['max(time.Second, 1)', 'time.Duration'],
  ['panic(1)', '()'],
  ['recover()', 'any'],
  // composites, elements, slices
  ['&Server{}', '*example.com/service.Server'],
  ['[]*Server{{}}[0]', '*example.com/service.Server'],
  ['[...]string{"a"}[:]', '[]string'],
  ['(&[4]byte{})[:2]', '[]byte'],
  ['List{}[0]', 'example.com/service.Server'],
  ['Chain{}[1:]', 'example.com/service.Chain'],
  ['"abc"[0]', 'byte'],
  ['"abc"[1:]', 'string'],
  ['map[string]error{}["a"]', 'error'],
  ['<-make(chan error)', 'error'],
  ['any(1).(error)', 'error'],
  ['func(a, b int, c ...string) error { return nil }', 'func(int, int, []string) (error)'],
  // generics
  ['Set[int]{}.items', 'map[int]bool'],
  ['Pair[string, error]{}.Value', 'error'],
  ['Index[error]{}["a"].Value', 'error'],
  ['Map([]int{1}, func(int) error { return nil })', '[]error'],
  ['Map[int, string](nil, nil)', '[]string'],
  ['Make[Server]()', '*example.com/service.Server'],
  ['Make[[]int]()', '*[]int'],
  ['First(List{})', 'example.com/service.Server'],
  ['First([]error{})', 'error'],
  ['Of(1, err).Value', 'error'],
  ['slices.Clone([]error{})', '[]error'],
  ['slices.Max([]int{})', 'int'],
  // package-level variables
  ['ErrGone', 'error'],
  ['client', '*net/http.Client'],
  ['count', 'int'],
  ['failed', 'error'],
  ['handler(nil)', 'error'],
  ['table["a"]', 'example.com/service.Kind'],
  ['once()', 'error'],
  ['pool.Get()', 'any'],
  ['names[0]', 'string'],
  ['fromOther', '*example.com/service/go-other.Other'],
  ['deep', 'string'],
  ['ptr', '*int'],
  ['kind', 'example.com/service.Kind'],
  ['state.m["a"]', 'error'],
  ['state.Mutex', 'sync.Mutex'],
  ['loop', 'unknown'],
  ['called', 'func() (int, error)'],
  ['ok', 'bool'],
  ['elem', 'example.com/service.Kind'],
  ['has', 'bool'],
  ['pair', 'example.com/service.Pair[string, float64]'],
  ['conv', '*example.com/service.Server'],
  ['method', 'func(*example.com/service.Server, context.Context, []int) (*example.com/service.Server, error)'],
  // what nobody knows
  ['missing.Call()', 'unknown'],
  ['s.unheardOf', 'unknown'],
];

/** Types of the first argument of every \`want(x, "type")\`, beside the second. */
function wants(body: string, parameters = ''): { found: string; wanted: string }[] {
  const text = `${DECLARATIONS}\nfunc f${parameters || '(s *Server, err error, b []byte, node Node)'} {\n${body}\n}\n`;
  const file = fileIn({ 'a.go': text, 'go-other/other.go': OTHER }, 'a.go');
  expect(file.facts.partial).toBeNull();
  return callsTo(file, 'want').map(({ args: [value = 0, type = 0] }) => ({
    found: `${file.tree.textOf(value)}: ${typeString(file.typeOf(value))}`,
    wanted: `${file.tree.textOf(value)}: ${unquoted(file.tree.textOf(type))}`,
  }));
}

test('expressions', () => {
  const results = wants(EXPRESSIONS.map(([expression, type]) => `\twant(${expression}, \`${type}\`)`).join('\n'));
  expect(results).toHaveLength(EXPRESSIONS.length);
  expect(results.map(({ found }) => found)).toEqual(results.map(({ wanted }) => wanted));
});

const BODIES: Record<string, string> = {
  'assignments': 'a, err2 := s.Do(nil); want(a, "*example.com/service.Server"); want(err2, "error")\nvar x, y = 1, 2.5; want(x, "int"); want(y, "float64")\nvar z float32 = 1; want(z, "float32")',
  'comma ok': 'v, ok := s.by["a"]; want(v, "[]*example.com/service.Server"); want(ok, "bool")\ne, ok2 := any(1).(error); want(e, "error"); want(ok2, "bool")',
  'ranges': 'for i, x := range s.by["a"] { want(i, "int"); want(x, "*example.com/service.Server") }\nfor k, v := range (Index[error]{}) { want(k, "string"); want(v.Value, "error") }\nfor i := range 10 { want(i, "int") }\nfor _, r := range "abc" { want(r, "rune") }\nfor t := range all() { want(t, "time.Time") }\nfor e := range make(chan error) { want(e, "error") }\nfor i, p := range &[3]error{} { want(i, "int"); want(p, "error") }',
  'type switches': 'switch v := any(s).(type) { case error: want(v, "error"); case *Server: want(v.mu, "sync.Mutex"); case int, string: want(v, "any"); case nil: want(v, "any") }',
  'select': 'select { case e, ok := <-make(chan error): want(e, "error"); want(ok, "bool"); case t := <-time.After(1): want(t, "time.Time") }',
  'closures': 'g := func() error { return err }; want(g(), "error"); want(g, "func() (error)")',
  'shadowing': '{ err := "a"; want(err, "string"); { err := 1; want(err, "int") } }; want(err, "error")',
  'shadowed imports': 'time := s; want(time.mu, "sync.Mutex"); want(time.Second, "unknown")',
  'shadowed built-in functions': 'len := func(int) error { return nil }; want(len(1), "error")',
  'local types': 'type Server struct{ err error; other *Kind }; var x Server; want(x.err, "error"); want(x.mu, "unknown"); type list []Server; want(list{}[0].err, "error")',
  'a local type ends with its block': '{ type Kind struct{ err error }; want(Kind{}.err, "error") }; want(Kind(1), "example.com/service.Kind")',
  'anonymous structs': 'for _, tc := range []struct { name string; err error }{{"a", nil}} { want(tc.err, "error"); want(tc.name, "string") }',
  'local constants': 'const a, b = 2, time.Second; want(a * b, "time.Duration"); const ( c Kind = iota; d ); want(d, "example.com/service.Kind")',
  'untyped variables take their default': 'x := Size; want(x * 2, "int"); y := 1; want(y, "int")',
  'method values': 'do := s.Do; x, y := do(nil); want(x, "*example.com/service.Server"); want(y, "error")',
  'results handed on': 'x, e := func() (int, error) { return two() }(); want(x, "int"); want(e, "error")',
}; // biome-ignore format: a table

test.each(Object.entries(BODIES))('%s', (_name, body) => {
  const results = wants(`\t${body}`);
  expect(results).toHaveLength(body.split('want(').length - 1);
  expect(results.map(({ found }) => found)).toEqual(results.map(({ wanted }) => wanted));
});

test('type parameters stay what they are', () => {
  const results = wants(
    '\twant(x, "T"); want(ys[0], "T"); want(Of(x, 1).Key, "T"); want(k.Value, "T"); want(m.Foo(), "unknown")',
    '[T any](x T, ys []T, k Pair[int, T], m T)',
  );
  expect(results.map(({ found }) => found)).toEqual(results.map(({ wanted }) => wanted));
});
