import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { findMember } from '../../../../src/core/go/types/members.ts';
import { parseType, type TypeScope } from '../../../../src/core/go/types/parse-type.ts';
import { type Type, typeString } from '../../../../src/core/go/types/type.ts';
import { splitList, typeParameters } from '../../../../src/core/go/types/type-parameters.ts';
import { fileIn } from '../helpers.ts';

const IMPORTS: Record<string, string> = { http: 'net/http', context: 'context' };
const scope: TypeScope = {
  own: 'me',
  qualifier: (name) => IMPORTS[name] ?? null,
  isParameter: (name) => name === 'T',
  declares: (name) => name === 'string2' || name === 'Own',
};

describe('one type', () => {
  test.each([
    ['int', 'int'],
    ['Own', 'me.Own'],
    ['T', 'T'],
    ['http.Client', 'net/http.Client'],
    ['*http.Client', '*net/http.Client'],
    ['nowhere.Client', 'unknown'],
    ['[]*Own', '[]*me.Own'],
    ['[4]int', '[…]int'],
    ['[len(x[0])]int', '[…]int'],
    ['[...]string', '[…]string'],
    ['map[string]map[Own][]error', 'map[string]map[me.Own][]error'],
    ['chan int', 'chan int'],
    ['<-chan chan<- int', 'chan chan int'],
    ['chan (<-chan int)', 'chan chan int'],
    ['(*(Own))', '*me.Own'],
    ['Own[int, map[string]T]', 'me.Own[int, map[string]T]'],
    ['http.G[Own]', 'net/http.G[me.Own]'],
    ['struct{ a, b int; http.Client }', 'struct'],
    ['interface{ M() error }', 'interface'],
    ['func()', 'func() ()'],
    ['func() error', 'func() (error)'],
    ['func(int, string) (T, error)', 'func(int, string) (T, error)'],
    ['func(a, b int, c ...string) (d, e error)', 'func(int, int, []string) (error, error)'],
    ['func(opts ...Own)', 'func([]me.Own) ()'],
    ['func(...Own)', 'func([]me.Own) ()'],
    [
      'func(chan int, func(int) error, struct{ a int }, map[int]int)',
      'func(chan int, func(int) (error), struct, map[int]int) ()',
    ],
    [
      'func(ctx context.Context, f func(a, b int) (c error)) func() T',
      'func(context.Context, func(int, int) (error)) (func() (T))',
    ],
    ['func[K comparable, V any](K) V', 'func(K) (V)'],
    ['', 'unknown'],
    ['größe', 'me.größe'],
  ])('%s', (text, wanted) => {
    expect(typeString(parseType(text, scope))).toBe(wanted);
  });

  test('the package may declare a predeclared name', () => {
    expect(typeString(parseType('error', { ...scope, declares: (name) => name === 'error' }))).toBe('me.error');
  });

  test('members of types without a name', () => {
    const { index } = fileIn({ 'a.go': 'package p\n' }, 'a.go');
    const struct = parseType(
      'struct { a, b int `tag:"x;y"`; *http.Client; f func(a int) (b error); http.Header "tag" }',
      scope,
    );
    const found = (type: Type, name: string) => typeString(findMember(index, type, name)?.type ?? { kind: 'unknown' });
    expect(found(struct, 'b')).toBe('int');
    expect(found(struct, 'f')).toBe('func(int) (error)');
    expect(found(struct, 'Client')).toBe('*net/http.Client');
    expect(found(struct, 'Timeout')).toBe('time.Duration');
    expect(found(struct, 'Header')).toBe('net/http.Header');
    expect(found(parseType('interface{ Close() error; error }', scope), 'Close')).toBe('func() (error)');
    expect(found(parseType('interface{ Close() error; error }', scope), 'Error')).toBe('func() (string)');
  });
});

/** Text of a type and how `typeString` writes it. */
type Pair = readonly [text: string, wanted: string];
const { type: anyType } = fc.letrec<{ type: Pair }>((tie) => ({
  type: fc.oneof(
    { maxDepth: 4, withCrossShrink: true },
    fc.constantFrom<Pair>(
      ['int', 'int'],
      ['Own', 'me.Own'],
      ['http.Client', 'net/http.Client'],
      ['T', 'T'],
      ['error', 'error'],
    ),
    tie('type').map(([text, wanted]): Pair => [`*${text}`, `*${wanted}`]),
    tie('type').map(([text, wanted]): Pair => [`[]${text}`, `[]${wanted}`]),
    tie('type').map(([text, wanted]): Pair => [`[3]${text}`, `[…]${wanted}`]),
    tie('type').map(([text, wanted]): Pair => [`(${text})`, wanted]),
    tie('type').map(([text, wanted]): Pair => [`chan (${text})`, `chan ${wanted}`]),
    fc
      .tuple(tie('type'), tie('type'))
      .map(([key, value]): Pair => [`map[${key[0]}]${value[0]}`, `map[${key[1]}]${value[1]}`]),
    fc
      .array(tie('type'), { minLength: 1, maxLength: 3 })
      .map(
        (args): Pair => [
          `Own[${args.map(([text]) => text).join(', ')}]`,
          `me.Own[${args.map(([, wanted]) => wanted).join(', ')}]`,
        ],
      ),
    fc
      .tuple(fc.array(tie('type'), { maxLength: 3 }), fc.array(tie('type'), { maxLength: 2 }), fc.boolean())
      .map(
        ([parameters, results, named]): Pair => [
          `func(${parameters.map(([text], index) => (named ? `p${index} ${text}` : text)).join(', ')}) (${results.map(([text]) => text).join(', ')})`,
          `func(${parameters.map(([, wanted]) => wanted).join(', ')}) (${results.map(([, wanted]) => wanted).join(', ')})`,
        ],
      ),
  ),
}));

test('whatever types are nested, they are read as written', () => {
  fc.assert(
    fc.property(anyType, ([text, wanted]) => {
      expect(typeString(parseType(text, scope))).toBe(wanted);
    }),
    { numRuns: 400 },
  );
});

test('no text at all makes it fail or hang', () => {
  const piece = fc.constantFrom(
    'func',
    '(',
    ')',
    '[',
    ']',
    '{',
    '}',
    ',',
    ';',
    ' ',
    '*',
    'map',
    'chan',
    '<-',
    'struct',
    'interface',
    'a',
    '.',
    '...',
    '`',
    '"',
    '~',
    '|',
  );
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 30 }), (pieces) => {
      typeString(parseType(pieces.join(''), scope));
    }),
    { numRuns: 500 },
  );
});

test('type parameters with their constraints', () => {
  expect(typeParameters('[S ~[]E, K, V comparable, F func(a, b int) error]')).toEqual([
    { name: 'S', constraint: '~[]E' },
    { name: 'K', constraint: 'comparable' },
    { name: 'V', constraint: 'comparable' },
    { name: 'F', constraint: 'func(a, b int) error' },
  ]);
  expect(typeParameters(null)).toEqual([]);
  expect(splitList('a, f(b, c), "d,e", `f,g`, ')).toEqual(['a', 'f(b, c)', '"d,e"', '`f,g`']);
});
