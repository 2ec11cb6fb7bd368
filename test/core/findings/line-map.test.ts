import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/change/change.ts';
import { lineMapOf } from '../../../src/core/findings/line-map.ts';
import { entry, hunksOf } from './versions.ts';

const change = (...files: ChangedFile[]) => ({ base: 'b', head: 'h', title: null, body: null, files });
const modified = (before: string, after: string, context?: number) =>
  entry({ path: 'a.go', basePath: 'a.go', status: 'modified', hunks: hunksOf(before, after, context) });

test('lines outside the change map to themselves', () => {
  const lines = lineMapOf(change());
  expect([lines.toNew('x.go', 7), lines.toOld('x.go', 7), lines.touches('x.go', 7)]).toEqual([7, 7, false]);
  expect([lines.basePath('x.go'), lines.headPath('x.go'), lines.hunks('x.go')]).toEqual(['x.go', 'x.go', []]);
});

test('every line maps to an equal one and back, whatever the context of the diff', () => {
  const text = fc.array(fc.constantFrom('a', 'b', 'c', ''), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(text, text, fc.integer({ min: 0, max: 4 }), (before, after, context) => {
      const patch = modified(`${before.join('\n')}\n`, `${after.join('\n')}\n`, context);
      const lines = lineMapOf(change(patch));
      for (const [index, text] of before.entries()) {
        const there = lines.toNew('a.go', index + 1);
        if (there === null) continue;
        expect(after[there - 1]).toBe(text);
        expect(lines.toOld('a.go', there)).toBe(index + 1);
      }
      for (const index of after.keys()) {
        expect(lines.touches('a.go', index + 1)).toBe(lines.toOld('a.go', index + 1) === null);
      }
    }),
    { numRuns: 500 },
  );
});

test('a deleted line is near to where it would have been', () => {
  const lines = lineMapOf(change(modified('a\nb\nc\nd\n', 'new\na\nd\n')));
  expect(lines.toNew('a.go', 2)).toBeNull();
  expect(lines.near('a.go', 2)).toBe(2);
  expect(lines.near('a.go', 4)).toBe(3);
});

test('files may swap their names', () => {
  const swap = (path: string, basePath: string) => entry({ path, basePath, status: 'renamed', hunks: [] });
  const lines = lineMapOf(change(swap('a.go', 'b.go'), swap('b.go', 'a.go')));
  expect([lines.basePath('a.go'), lines.headPath('a.go'), lines.toNew('a.go', 3)]).toEqual(['b.go', 'b.go', 3]);
});

test('of a file whose patch is missing every line may have changed', () => {
  const lines = lineMapOf(change({ ...modified('', ''), missingPatch: 'patch too large' }));
  expect([lines.toNew('a.go', 3), lines.toOld('a.go', 3), lines.touches('a.go', 3)]).toEqual([null, null, true]);
  expect(lines.near('a.go', 3)).toBe(3);
});

test('a copy is all new, and its original stays what it was', () => {
  const lines = lineMapOf(change(entry({ path: 'copy.go', basePath: 'a.go', status: 'copied', hunks: [] })));
  expect([lines.basePath('copy.go'), lines.toOld('copy.go', 1), lines.touches('copy.go', 1)]).toEqual([
    null,
    null,
    true,
  ]);
  expect([lines.headPath('a.go'), lines.toNew('a.go', 1)]).toEqual(['a.go', 1]);
});

test('a deleted file leads nowhere', () => {
  const deleted = entry({ path: 'a.go', basePath: 'a.go', status: 'deleted', hunks: hunksOf('a\n', '') });
  const lines = lineMapOf(change(deleted));
  expect([lines.headPath('a.go'), lines.toNew('a.go', 1), lines.touches('a.go', 1)]).toEqual([null, null, false]);
});

test('the first edited line of a declaration explains a claim about all of it', () => {
  const lines = lineMapOf(change(modified('a\nb\nc\nd\n', 'a\nb\nnew\nc\nd\n')));
  expect(lines.firstTouched('a.go', { line: 1, endLine: 5 })).toEqual({ path: 'a.go', line: 3 });
  expect(lines.firstTouched('a.go', { line: 4, endLine: 5 })).toBeNull();
});
