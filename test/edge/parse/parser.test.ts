import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { extractFacts } from '../../../src/core/go/extract.ts';
import { createParser, hasErrors, LIMITS, type Parsed } from '../../../src/edge/parse/parser.ts';

const parser = await createParser();

function outcome(parsed: Parsed): string {
  if ('skipped' in parsed) return parsed.skipped;
  return hasErrors(parsed.tree) ? 'errors' : 'fine';
}

/** Forms that Go accepts, some of them newer than the grammar. */
const FORMS: Record<string, string> = {
  'new of an expression': 'var x = new(f(3))',
  'generic alias': 'type Set[T comparable] = map[T]struct{}',
  'generic alias of a generic type': 'type A[T any] = G[T, int]',
  'range over a function': 'func f() { for x := range seq(1) { _ = x } }',
  'range over an integer': 'func f() { for range 10 {}; for i := range n { _ = i } }',
  'min, max and clear': 'func f() { _ = min(1, max(2, 3)); clear(m) }',
  constraints: 'type N interface { ~int | ~string; comparable; String() string }',
  'constraint without interface': 'func f[T []int | map[string]int, S ~[]E, E any](x T) {}',
  'pointer constraint': 'type T[P interface{ *C }] struct{}\ntype U[P *C,] struct{}',
  'labels and goto': 'func f() {\nouter:\n\tfor {\n\t\tif x { continue outer }\n\t\tbreak outer\n\t}\nend:\n}',
  'blank things': 'var _, _ = f()\nfunc _() {}\ntype _ struct{ _ int }\nfunc (_ T) _(_ int) {}',
  'raw strings': 'var x = `a\n"b"\n\\`',
  'cgo preamble': '/*\n#include <stdio.h>\nint f() { return 1; }\n*/\nimport "C"\n\nvar x = C.f()',
  instances: 'var f, g = F[int, string], p.F[int]\nfunc h() { f[int](); f[[]int](1); p.f[map[string]int](1, 2) }',
  numbers: 'var x = 0o17 + 0b11 + 0x1p-2 + 1_000 + 0x1p1i + 1e3',
  runes: "var x, y, z = '\\'', '\\x41', '\\U0001F600'",
  'names of any alphabet': 'var größe, 世界 = "ü", 1',
  channels: 'var a chan<- (<-chan int)\nvar b <-chan chan<- int',
  'literals in conditions': 'func f() { if x == (T{1}) {}; for _, t := range []T{{1}} { _ = t } }',
  'type switch with a statement': 'func f() { switch x := g(); y := x.(type) { case nil: case int, string: _ = y } }',
  select: 'func f() { select { case x, ok := <-c: _, _ = x, ok; case c <- 1: default: } }',
  'method expressions': 'var f, g = (*T).M, T.M',
  conversions: 'var a, b, c = *(*int)(p), (<-chan int)(q), (func())(nil)',
  'full slices': 'var x = a[1:2:3]',
  'constant groups': 'const (\n\tA = iota\n\tB\n\t_\n\tC, D = iota, 1 << iota\n)',
  'empty groups': 'import ()\nvar ()\nconst ()\ntype ()',
  'no final newline': 'var x = 1 // c',
  'groups on one line':
    'const ( a = 1; b )\nvar ( c = 1; d int )\ntype ( A int; B struct { a int; b int } )\nfunc f() { g(); h() }',
  'struct tags': 'type T struct { a, b int `json:"x"`; *E "tag"; pkg.F; G[int] }',
};

describe.each(Object.entries(FORMS))('%s', (_name, source) => {
  test('is read', () => {
    expect(outcome(parser.parse(`package p\n\n${source}`))).toBe('fine');
  });

  test('is read with carriage returns', () => {
    expect(outcome(parser.parse(`package p\r\n\r\n${source.replaceAll('\n', '\r\n')}\r\n`))).toBe('fine');
  });
});

test('offsets are those of the source, masked or not', () => {
  const text = '// ü😀\npackage p\n\nvar x = new(f(3))\nvar target = 1';
  const parsed = parser.parse(text);
  if ('skipped' in parsed) throw new Error(parsed.skipped);
  const { tree } = parsed;
  const at = text.indexOf('target');
  const found = [...tree.arrays.starts].findIndex(
    (start, node) => start === at && tree.end(node) === at + 'target'.length,
  );
  expect(tree.textOf(found)).toBe('target');
  expect(tree.line(found)).toBe(5);
});

test('what is broken is said to be', () => {
  expect(outcome(parser.parse('package p\n\nfunc f() { x := := 1 }\n'))).toBe('errors');
  expect(outcome(parser.parse('package p\n\nfunc f() {\n'))).toBe('errors');
});

test.each(['var x = 1 var y = 2', 'func f() { g() h() }', 'type T struct { a int b int }', 'const ( a = 1 b = 2 )'])(
  'a missing line end is noticed in %s',
  (source) => {
    const parsed = parser.parse(`package p\n\n${source}\n`);
    expect(outcome(parsed)).toBe('errors');
    expect('tree' in parsed && extractFacts(parsed.tree, false).partial).toBe('syntax not understood at line 3');
  },
);

test('what costs too much is skipped with the reason', () => {
  expect(outcome(parser.parse(`package p\n${' '.repeat(LIMITS.bytes)}`))).toMatch(/^larger than 1 MB/);
  const deep = `package p\n\nvar x = ${'('.repeat(2000)}1${')'.repeat(2000)}\n`;
  expect(outcome(parser.parse(deep))).toBe('nested deeper than 1000 levels');
});

test('a second parser of the process walks as fast as the first: both see the heap', async () => {
  const second = await createParser();
  expect(second.heapBytes()).toBe(parser.heapBytes());
  expect(second.heapBytes()).toBeGreaterThan(0);
  expect(outcome(second.parse('package p\n'))).toBe('fine');
});

test('no text makes it throw', () => {
  const text = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 200 }),
    fc
      .array(
        fc.constantFrom(
          'func ',
          '{',
          '}',
          '(',
          ')',
          '`',
          '"',
          'new(',
          '\n',
          'x',
          '// Code generated by x. DO NOT EDIT.\n',
          'package p\n',
        ),
      )
      .map((parts) => parts.join('')),
  );
  fc.assert(
    fc.property(text, (source) => {
      const parsed = parser.parse(source);
      if ('tree' in parsed) expect(parsed.tree.text.length - source.length).toBe(source.endsWith('\n') ? 0 : 1);
    }),
    { numRuns: 300 },
  );
});
