import { expect, test } from 'vitest';
import type { BlobFacts } from '../../../src/core/go/analysed.ts';
import { extractFacts } from '../../../src/core/go/extract.ts';
import { parseGoMod } from '../../../src/core/go/modules.ts';
import type { GoSnapshot } from '../../../src/core/go/reader.ts';
import { Folder } from '../../../src/edge/parse/folder.ts';
import { parser } from '../../support/go.ts';

const TEXTS = {
  'a/a.go': 'package a\n\nfunc Find() error { return nil }\n',
  'b/b.go': 'package b\n\nimport "shop.example/a"\n\nvar Found = a.Find()\n',
  'c/c.go': 'package c\n\nvar Count = 1\n',
};
const READ = new Map<string, BlobFacts>();

function snapshot(texts: Readonly<Record<string, string>>, module = 'shop.example'): GoSnapshot {
  for (const text of Object.values(texts)) {
    const parsed = parser.parse(text);
    if ('skipped' in parsed) throw new Error(parsed.skipped);
    const facts = extractFacts(parsed.tree, false);
    if (!READ.has(text)) READ.set(text, { blob: text, package: facts.package, json: JSON.stringify(facts) });
  }
  const files = Object.entries(texts).map(([path, blob]) => ({ path, blob }));
  return { name: 'head', files, modules: [parseGoMod(`module ${module}\n`, '')] };
}

/** As each review has them: a map of its own. */
const facts = () => new Map(READ);

test('the same files in another review are not folded again, be they not the last ones', () => {
  const folder = new Folder();
  const first = folder.index(snapshot(TEXTS), facts());
  const other = folder.index(snapshot({ ...TEXTS, 'c/c.go': 'package c\n\nvar Count = 2\n' }), facts());
  expect(other).not.toBe(first);
  expect(folder.index(snapshot(TEXTS), facts())).toBe(first);
});

test('what stands on a changed package is read anew, the rest is as it was', () => {
  const folder = new Folder();
  const before = folder.index(snapshot(TEXTS), facts());
  const after = folder.index(
    snapshot({ ...TEXTS, 'a/a.go': 'package a\n\nfunc Find() string { return "" }\n' }),
    facts(),
  );
  const typeIn = (index: typeof before) => index.package('shop.example/b')?.member('Found')?.type;
  expect(typeIn(before)).toMatchObject({ kind: 'named', name: 'error' });
  expect(typeIn(after)).toMatchObject({ kind: 'named', name: 'string' });
  expect(after.package('shop.example/c')).toBe(before.package('shop.example/c'));
});

test.each([
  ['of another module', snapshot(TEXTS, 'bank.example')],
  ['that is one more', snapshot({ ...TEXTS, 'd/d.go': 'package d\n' })],
  ['that has moved', snapshot({ 'a/b.go': TEXTS['a/a.go'], 'b/b.go': TEXTS['b/b.go'], 'c/c.go': TEXTS['c/c.go'] })],
])('a file %s makes another index', (_, changed) => {
  const folder = new Folder();
  const before = folder.index(snapshot(TEXTS), facts());
  const after = folder.index(changed, facts());
  expect([...after.allFiles()].map(({ path }) => path)).toEqual(changed.files.map(({ path }) => path));
  expect(after).not.toBe(before);
});
