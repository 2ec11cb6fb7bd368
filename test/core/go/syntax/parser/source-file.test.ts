import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parseGo } from '../../../../../src/core/go/syntax/parser/source-file.ts';
import { reference } from '../../../../support/reference.ts';

/** One construct a line; `⏎` stands for a line end within one. */
function constructs(name: string): string[] {
  const text = readFileSync(new URL(name, import.meta.url), 'utf8');
  return text
    .trimEnd()
    .split('\n')
    .map((line) => line.replaceAll('⏎', '\n'));
}

test.each(constructs('declarations.txt'))('%s', (declaration) => {
  const text = `package p\n\n${declaration}\n`;
  expect(parseGo(text)).toEqual(reference(text));
});

test.each(constructs('statements.txt'))('%s', (statement) => {
  const text = `package p\n\nfunc f() { ${statement} }\n`;
  expect(parseGo(text)).toEqual(reference(text));
});

test('every construct in one file', () => {
  const functions = constructs('statements.txt').map((statement) => `func f() {\n\t${statement}\n}\n`);
  const text = `package p\n\n${[...constructs('declarations.txt'), ...functions].join('\n\n')}`;
  expect(parseGo(text)).toEqual(reference(text));
});

test.each([
  ['nothing', ''],
  ['no final line end', 'package p'],
  ['no package', '\n// c\n'],
  ['a statement outside of a function', 'package p\n\nx := 1\n'],
  ['a missing bracket', 'package p\n\nfunc f() {\n'],
  ['brackets that cross', 'package p\n\nvar x = (a[1)]\n'],
  ['a missing comma before a line end', 'package p\n\nvar x = f(\n\ta\n)\n'],
  ['a missing line end', 'package p\n\nvar x = 1 var y = 2\n'],
  ['a comment that is not ended', 'package p\n\n/* a\n'],
  ['a string that is not ended', 'package p\n\nvar x = "a\n'],
  ['a raw string that is not ended', 'package p\n\nvar x = `a\n'],
  ['half a character', 'package p\n\n// \ud800\n'],
  ['a NUL', 'package p\n\n// \0\n'],
  ['a byte order mark', '\ufeffpackage p\n'],
  ['a character that Go has no use for', 'package p\n\nvar x = #\n'],
  ['digits that are no number', 'package p\n\nvar x = 089 + 0x + 1_ + 1e\n'],
  ['an escape that is none', 'package p\n\nvar x = "\\u12"\n'],
  ['a rune of two characters', "package p\n\nvar x = 'ab'\n"],
  ['a line end within a comment that Go counts, unlike the grammar', 'package p\n\nvar x = 1 /*\n*/ + 2\n'],
  ['new of an expression', 'package p\n\nvar x = new(f(3))\n'],
  ['a type as a value', 'package p\n\nvar x = []int\n'],
  ['a block that could be a literal', 'package p\n\nfunc f() {\n\tx := a.b\n\t{ f() }\n}\n'],
  ['a block that could be one of two', 'package p\n\nfunc f() {\n\tif a.b { f() }\n\t{ g() }\n}\n'],
  ['two labels of no statement', 'package p\n\nfunc f() {\na:\nb:\n}\n'],
])('%s is left to the grammar', (_name, text) => {
  expect(parseGo(text)).toBeNull();
});
