import { expect, test } from 'vitest';
import { Kind } from '../../../../src/core/go/syntax/grammar.ts';
import { bindIdentifiers } from '../../../../src/core/go/syntax/scopes.ts';
import { fileIn, parsed } from '../helpers.ts';

/**
 * A comment behind a name says what it is: `=a` declares a, `a` is bound to the name that declares a, `-` is bound to
 * nothing in the file's functions.
 */
const SNIPPETS: Record<string, string> = {
  'parameters and results': 'func f(a/*=a*/ int) (err/*=e*/ error) { err/*e*/ = g/*-*/(a/*a*/); return }',
  'a parameter does not shadow types of the signature':
    'func f(http/*=h*/ *http/*-*/.Client, c http/*-*/.Handler) http/*-*/.Header { return http/*h*/ }',
  'type parameters see each other':
    'func f[S/*=s*/ ~[]E/*e*/, E/*=e*/ any](s S/*s*/) E/*e*/ { var x E/*e*/; return x }',
  'type parameters of a receiver': 'func (s *Set/*-*/[T/*=t*/]) Add(v T/*t*/) { var w T/*t*/; _ = w }',
  'a package member is not a type parameter': 'type N[T/*=t*/ any] struct { a T/*t*/; b pkg.T/*-*/ }',
  'a function without body keeps its names': 'func f(x/*=x*/ func(string) func())\nfunc g() { h(x/*-*/) }',
  'short declaration after its right-hand side':
    'func f(x/*=p*/ int) { { x/*=x*/ := x/*p*/ + 1; _ = x/*x*/ }; _ = x/*p*/ }',
  'short declaration reuses names of its scope':
    'func f() { a/*=a*/, err/*=e*/ := g(); b/*=b*/, err/*e*/ := g(); if c, err/*=f*/ := g(); err/*f*/ != nil {}; _, _, _ = a/*a*/, b/*b*/, err/*e*/ }',
  'if, else if and else':
    'func f() { if x/*=x*/ := g(); x/*x*/ {} else if y/*=y*/ := x/*x*/; y/*y*/ {} else { _ = x/*x*/ }; _ = x/*-*/ }',
  'for clause':
    'func f() { for i/*=i*/ := 0; i/*i*/ < n/*-*/; i/*i*/++ { i/*=j*/ := i/*i*/; _ = i/*j*/ }; _ = i/*-*/ }',
  'range over its own name': 'func f(xs/*=p*/ []int) { for _, xs/*=x*/ := range xs/*p*/ { _ = xs/*x*/ } }',
  'range that assigns': 'func f() { var k/*=k*/ int; for k/*k*/ = range m {}; _ = k/*k*/ }',
  'type switch':
    'func f(v/*=v*/ any) { switch v/*=t*/ := v/*v*/.(type) { case int: _ = v/*t*/; default: _ = v/*t*/ }; _ = v/*v*/ }',
  'select receives':
    'func f() { select { case v/*=v*/, ok/*=o*/ := <-c: _, _ = v/*v*/, ok/*o*/; case c <- 1: _ = v/*-*/ } }',
  'cases have scopes': 'func f() { switch { case a: x/*=x*/ := 1; _ = x/*x*/; case b: _ = x/*-*/ } }',
  'closures see what is around them':
    'func f() { x/*=x*/ := 1; g := func(y/*=y*/ int) { x/*x*/ = y/*y*/ }; g(x/*x*/) }',
  'a name ends with its block although a literal ends there too':
    'func f() { if a { x/*=x*/ := func() {} }; x/*-*/() }\nfunc g() { x/*-*/() }',
  'a recursive literal does not see its own name': 'func f() { g/*=g*/ := func() { g/*-*/() }; g/*g*/() }',
  'local constants, variables and types':
    'func f() { const c/*=c*/ = 1; var v/*=v*/ = c/*c*/; type t/*=t*/ struct { next *t/*t*/ }; var w t/*t*/; _, _ = v/*v*/, w }',
  'labels are no variables': 'func f() { x/*=x*/ := 1; x: for { break x }; goto x; _ = x/*x*/ }',
  'fields of a literal are no variables': 'type T struct{ a int }\nfunc f(a/*=a*/ int) { _ = T/*-*/{a/*-*/: a/*a*/} }',
  'keys of maps and arrays are':
    'func f(k/*=k*/ int) { _ = map[int]int{k/*k*/: 1}; _ = []int{k/*k*/: 1}; _ = [...]int{k/*k*/: 1} }',
  'keys of nested literals':
    'func f(a/*=a*/ int) { _ = map[int]map[int]int{a/*a*/: {a/*a*/: 1}}; _ = []struct{ a int }{{a/*-*/: a/*a*/}} }',
  'keys of named types of the file':
    'type M map[int]*S\ntype S struct{ a int }\nfunc f(a/*=a*/ int) { _ = M{a/*a*/: {a/*-*/: a/*a*/}}; type L []S; _ = L{a/*a*/: {a/*-*/: 1}} }',
  'predeclared names may be shadowed': 'func f() { len/*=l*/ := 1; _ = len/*l*/; _ = cap/*-*/(nil) }',
};

test.each(Object.entries(SNIPPETS))('%s', (_name, source) => {
  const tree = parsed(`package p\n\n${source}\n`);
  const bindings = bindIdentifiers(tree);
  const marked: { node: number; mark: string }[] = [];
  for (let node = 1; node < tree.size; node++) {
    const kind = tree.kind(node);
    if (kind !== Kind.identifier && kind !== Kind.type_identifier && kind !== Kind.package_identifier) continue;
    const mark = /^\/\*(.+?)\*\//.exec(tree.text.slice(tree.end(node)))?.[1];
    if (mark) marked.push({ node, mark });
  }
  const declared = new Map(
    marked.filter(({ mark }) => mark.startsWith('=')).map(({ node, mark }) => [mark.slice(1), node]),
  );
  expect(marked.length).toBe(source.match(/\/\*/g)?.length);
  for (const { node, mark } of marked) {
    const wanted = mark === '-' ? 0 : declared.get(mark.replace('=', ''));
    expect(bindings[node], `${tree.textOf(node)} at ${tree.start(node)} marked ${mark}`).toBe(wanted);
  }
});

test('keys of named types of other files are told by the index', () => {
  const source = 'package p\n\nfunc f(a int) { use(M{a: 1}, S{a: 1}, q.Header{a: nil}, q.Server{a: 1}) }\n';
  const file = fileIn(
    {
      'a.go': source.replace('\n\n', '\n\nimport q "net/http"\n\n'),
      'b.go': 'package p\n\ntype M map[int]int\n\ntype S struct{ a int }\n',
    },
    'a.go',
  );
  const keys: boolean[] = [];
  for (const literal of file.tree.descendants(0, Kind.literal_value)) {
    const key = [...file.tree.descendants(literal, Kind.identifier)][0] ?? 0;
    keys.push(file.resolve(key).kind === 'local');
  }
  expect(keys).toEqual([true, false, true, false]);
});
