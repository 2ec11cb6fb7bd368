import { expect, test } from 'vitest';
import { atLeast, dirOf, joinPath, parseGoMod } from '../../../src/core/go/modules.ts';

test('a go.mod in its usual form', () => {
  const text = `module example.com/shop // the shop

go 1.25.0

toolchain go1.25.3

require (
	github.com/a/b v1.2.3
	github.com/c/d v0.0.0 // indirect
)

replace github.com/a/b => ./lib/b

replace (
	github.com/c/d v0.0.0 => ../d
	github.com/e/f => github.com/g/f v1.0.0
	"github.com/h/i" => "../../i"
)

exclude github.com/x/y v1.0.0
tool example.com/tool
ignore ./node_modules
`;
  expect(parseGoMod(text, 'services/shop')).toEqual({
    dir: 'services/shop',
    path: 'example.com/shop',
    go: '1.25.0',
    goAt: { line: 3, text: 'go 1.25.0' },
    replaced: {
      'github.com/a/b': 'services/shop/lib/b',
      'github.com/c/d': 'services/d',
      'github.com/h/i': 'i',
    },
  });
});

test.each([
  ['module "example.com/q"\n', 'example.com/q', null],
  ['module `example.com/q`', 'example.com/q', null],
  ['module (\n\texample.com/q\n)\ngo 1.9\n', 'example.com/q', '1.9'],
  ['// comment\r\nmodule example.com/q\r\n\r\ngo 1.22\r\n', 'example.com/q', '1.22'],
  ['module example.com/q\ngodebug default=go1.21\nretract v1.0.0\n', 'example.com/q', null],
  ['', '', null],
])('%j', (text, path, go) => {
  expect(parseGoMod(text, '')).toMatchObject({ path, go, replaced: {} });
});

test('versions of the language', () => {
  const at = (go: string) => parseGoMod(`module m\ngo ${go}\n`, '');
  expect(atLeast(at('1.22'), 1, 22)).toBe(true);
  expect(atLeast(at('1.22.3'), 1, 22)).toBe(true);
  expect(atLeast(at('1.9'), 1, 22)).toBe(false);
  expect(atLeast(at('2.0'), 1, 22)).toBe(true);
  expect(atLeast(at('1.23rc1'), 1, 23)).toBe(true);
  expect(atLeast(null, 1, 16)).toBe(true);
  expect(atLeast(null, 1, 17)).toBe(false);
});

test('paths', () => {
  expect(joinPath('a/b', '../c')).toBe('a/c');
  expect(joinPath('', './c/')).toBe('c');
  expect(dirOf('a/b/c.go')).toBe('a/b');
  expect(dirOf('c.go')).toBe('');
});
