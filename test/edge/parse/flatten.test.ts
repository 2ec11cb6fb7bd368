import { readdirSync, readFileSync } from 'node:fs';
import fc from 'fast-check';
import { beforeAll, describe, expect, test } from 'vitest';
import { Language, Parser, type Tree } from 'web-tree-sitter';
import { isReviewedGo } from '../../../src/core/go/scope.ts';
import { Field, Kind, Token } from '../../../src/core/go/syntax/grammar.ts';
import type { TreeArrays } from '../../../src/core/go/syntax/tree.ts';
import { flatten } from '../../../src/edge/parse/flatten.ts';
import { type CursorFunctions, publicCursor, rawCursor } from '../../../src/edge/parse/raw-cursor.ts';
import { grammarBytes, runtimeBytes } from '../../../src/edge/parse/wasm.ts';

const SHOP = new URL('../../../examples/shop/', import.meta.url);
const files = (readdirSync(SHOP, { recursive: true }) as string[]).filter(isReviewedGo).sort();

let parser: Parser;
let language: Language;
let raw: CursorFunctions;

beforeAll(async () => {
  const module = { wasmBinary: runtimeBytes() };
  await Parser.init(module);
  const found = rawCursor(module);
  if (!found) throw new Error('this release of web-tree-sitter lacks the raw cursor functions');
  raw = found;
  language = await Language.load(grammarBytes());
  parser = new Parser();
  parser.setLanguage(language);
});

function parsed<Result>(text: string, use: (tree: Tree) => Result): Result {
  const tree = parser.parse(text);
  if (!tree) throw new Error('not parsed');
  try {
    return use(tree);
  } finally {
    tree.delete();
  }
}

/** What is wrong with the shape of the arrays; empty when nothing is. */
function shapeFaults({ kinds, fields, starts, ends, parents, nexts, depth }: TreeArrays, length: number): string[] {
  const faults: string[] = [];
  const size = kinds.length;
  const level = new Uint32Array(size);
  const lastEnd = new Map<number, number>();
  const nextChild = new Map<number, number>();
  for (const one of [fields, starts, ends, parents, nexts]) if (one.length !== size) faults.push('lengths differ');
  if (nexts[0] !== size) faults.push('the root does not span all');
  for (let node = 1; node < size; node++) {
    const parent = parents[node] as number;
    const [start, end] = [starts[node] as number, ends[node] as number];
    if (parent >= node) faults.push(`${node}: parent ${parent} comes later`);
    if (start > end || end > length) faults.push(`${node}: range ${start}-${end}`);
    if (start < (starts[parent] as number) || end > (ends[parent] as number))
      faults.push(`${node}: outside its parent`);
    if ((nexts[node] as number) > (nexts[parent] as number)) faults.push(`${node}: next leaves the parent`);
    if (node !== (nextChild.get(parent) ?? parent + 1)) faults.push(`${node}: not where its sibling ends`);
    if (start < (lastEnd.get(parent) ?? 0)) faults.push(`${node}: begins before its sibling ends`);
    nextChild.set(parent, nexts[node] as number);
    lastEnd.set(parent, end);
    level[node] = (level[parent] as number) + 1;
  }
  if (Math.max(...level) > depth) faults.push('deeper than said');
  return faults;
}

describe.each(files)('%s', (path) => {
  const text = readFileSync(new URL(path, SHOP), 'utf8');

  test('the raw cursor sees what the documented one sees', () => {
    parsed(text, (tree) => {
      expect(flatten(tree, raw)).toEqual(flatten(tree, publicCursor()));
    });
  });

  test('the arrays hold the nodes in preorder', () => {
    const faults = parsed(text, (tree) => shapeFaults(flatten(tree, raw), text.length));
    expect(faults).toEqual([]);
  });
});

test('every named node of the tree is there, with its field, range and parent', () => {
  const path = files.find((candidate) => candidate.endsWith('order.go')) ?? files[0] ?? '';
  const text = readFileSync(new URL(path, SHOP), 'utf8');
  parsed(text, (tree) => {
    const wanted: string[] = [];
    const cursor = tree.walk();
    const visit = (parent: string): void => {
      do {
        const { nodeTypeId: kind, startIndex, endIndex, currentFieldId, nodeIsNamed } = cursor;
        const name = `${kind}@${startIndex}-${endIndex}`;
        if (nodeIsNamed) wanted.push(`${name} field ${currentFieldId} in ${parent}`);
        if (cursor.gotoFirstChild()) {
          visit(name);
          cursor.gotoParent();
        }
      } while (cursor.gotoNextSibling());
    };
    visit('');
    const { kinds, fields, starts, ends, parents } = flatten(tree, raw);
    const name = (node: number) => `${kinds[node]}@${starts[node]}-${ends[node]}`;
    const named = new Set<number>(Object.values(Kind));
    const found: string[] = [];
    kinds.forEach((kind, node) => {
      if (named.has(kind))
        found.push(`${name(node)} field ${fields[node]} in ${node === 0 ? '' : name(parents[node] as number)}`);
    });
    expect(found).toEqual(wanted);
  });
});

test('whatever text is parsed, the arrays are well formed and both cursors agree', () => {
  const piece = fc.constantFrom(
    'package p\n', 'func f(a, b int) (c error) {', '}', '{', '(', ')', '[', ']', 'if x ', 'for ', 'x := ', 'y', ', ', '; ', '"a"', '`b\n`',
    '// c\n', '/* d */', 'type T struct ', 'case ', 'switch ', '\n', ' + ', '.', 'go ', 'ü', '😀', '\r\n', '\0', 'interface{ m() }',
  ); // biome-ignore format: a table
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = `${pieces.join('')}\n`;
      parsed(text, (tree) => {
        const arrays = flatten(tree, raw);
        expect(shapeFaults(arrays, text.length)).toEqual([]);
        expect(arrays).toEqual(flatten(tree, publicCursor()));
        // The other way round a line end that only the grammar wants is passed over.
        if (arrays.kinds.includes(Kind.ERROR) || arrays.missing.length > 0) expect(tree.rootNode.hasError).toBe(true);
      });
    }),
    { numRuns: 300 },
  );
});

test('the tables of kinds, tokens and fields are those of the grammar', () => {
  for (const [name, kind] of [...Object.entries(Kind), ...Object.entries(Token)])
    if (kind !== Kind.ERROR) expect(language.nodeTypeForId(kind)).toBe(name);
  for (const [name, field] of Object.entries(Field)) expect(language.fieldNameForId(field)).toBe(name);
});

test('a release without the raw functions is noticed', () => {
  expect(rawCursor({})).toBeNull();
});
