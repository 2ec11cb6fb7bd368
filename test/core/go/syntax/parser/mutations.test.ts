import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isReviewedGo } from '../../../../../src/core/go/scope.ts';
import { parseGo } from '../../../../../src/core/go/syntax/parser/source-file.ts';
import { reference } from '../../../../support/reference.ts';

const SHOP = new URL('../../../../../examples/shop/', import.meta.url);
const files = (readdirSync(SHOP, { recursive: true }) as string[]).filter(isReviewedGo).sort();
const texts = files.map((path) => readFileSync(new URL(path, SHOP), 'utf8'));
const lines = ['statements.txt', 'declarations.txt'].flatMap((name) =>
  readFileSync(new URL(name, import.meta.url), 'utf8')
    .trimEnd()
    .replaceAll('⏎', '\n')
    .split('\n'),
);

const TOKEN =
  /\/\/.*|\/\*[\s\S]*?\*\/|`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\w+|\s+|[-+*/%&|^=<>!:]+|[\s\S]/g;
const tokensOf = (text: string) => text.match(TOKEN) ?? [];

/** Pieces of Go, small enough that a change of one token often leaves Go. */
const pieces = [
  ...texts.flatMap((text) => text.split(/\n(?=(?:func|type|var|const) )/).slice(1)),
  ...lines.map((line) => `func f() {\n\t${line}\n}`),
].map(tokensOf);

test.each(files)('%s is read as the grammar reads it', (path) => {
  const text = readFileSync(new URL(path, SHOP), 'utf8');
  expect(parseGo(text)).toEqual(reference(text));
});

const change = fc.record({
  what: fc.constantFrom('drop', 'double', 'swap', 'copy', 'replace', 'cut'),
  at: fc.nat(),
  other: fc.nat(),
});

function changed(
  tokens: readonly string[],
  { what, at, other }: { what: string; at: number; other: number },
): string[] {
  const [here, there] = [at % tokens.length, other % tokens.length];
  const [one, two] = [tokens[here] ?? '', tokens[there] ?? ''];
  switch (what) {
    case 'drop':
      return tokens.toSpliced(here, 1);
    case 'double':
      return tokens.toSpliced(here, 0, one);
    case 'swap':
      return tokens.with(here, two).with(there, one);
    case 'copy':
      return tokens.toSpliced(here, 0, two);
    case 'replace':
      return tokens.with(here, two);
    default:
      return tokens.slice(0, here + 1);
  }
}

test('whatever is done to Go, it is read as the grammar reads it or not at all', () => {
  let read = 0;
  fc.assert(
    fc.property(fc.constantFrom(...pieces), fc.array(change, { minLength: 1, maxLength: 2 }), (piece, changes) => {
      const tokens = changes.reduce<string[]>((left, one) => (left.length > 0 ? changed(left, one) : left), [...piece]);
      const text = `package p\n\n${tokens.join('')}\n`;
      const tree = parseGo(text);
      if (!tree) return;
      read++;
      expect(tree).toEqual(reference(text));
    }),
    { numRuns: 3_000 },
  );
  expect(read).toBeGreaterThan(300);
});
