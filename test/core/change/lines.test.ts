import { expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/change/change.ts';
import {
  commentableLines,
  isAdded,
  isCommentable,
  isCommentableRange,
  lineMap,
} from '../../../src/core/change/lines.ts';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';

function file(hunks: string, over: Partial<ChangedFile> = {}): ChangedFile {
  const [parsed] = parseUnified(`--- a/x\n+++ b/x\n${hunks}`).files;
  if (parsed === undefined) throw new Error('no file');
  return { ...parsed, ...over };
}

const TWO = '@@ -3,3 +3,4 @@\n a\n-b\n+B\n+C\n c\n@@ -20,2 +21,1 @@\n d\n-e\n';

test('context lines are commentable on both sides, changed lines on theirs', () => {
  const changed = file(TWO);
  expect(commentableLines(changed, 'LEFT')).toEqual([3, 4, 5, 20, 21]);
  expect(commentableLines(changed, 'RIGHT')).toEqual([3, 4, 5, 6, 21]);
  expect(isCommentable(changed, 'RIGHT', 2)).toBe(false);
  expect(isCommentable(changed, 'RIGHT', 6)).toBe(true);
  expect(isCommentable(changed, 'RIGHT', 22)).toBe(false);
});

test('a range must stay in one hunk', () => {
  const changed = file(TWO);
  expect(isCommentableRange(changed, 'RIGHT', 3, 6)).toBe(true);
  expect(isCommentableRange(changed, 'RIGHT', 6, 3)).toBe(false);
  expect(isCommentableRange(changed, 'RIGHT', 6, 21)).toBe(false);
  expect(isCommentableRange(changed, 'RIGHT', 1, 3)).toBe(false);
});

test('lines map inside and outside of hunks', () => {
  const map = lineMap(file(TWO));
  expect([1, 3, 4, 5, 19, 20, 21, 22].map(map.toHead)).toEqual([1, 3, null, 6, 20, 21, null, 22]);
  expect([1, 3, 4, 5, 6, 20, 21, 22].map(map.toBase)).toEqual([1, 3, null, null, 5, 19, 20, 22]);
  expect([0, -1].map(map.toBase)).toEqual([null, null]);
});

test('insertions and deletions without context', () => {
  const inserted = lineMap(file('@@ -5,0 +6,2 @@\n+a\n+b\n'));
  expect([5, 6].map(inserted.toHead)).toEqual([5, 8]);
  expect([5, 6, 7, 8].map(inserted.toBase)).toEqual([5, null, null, 6]);
  const deleted = lineMap(file('@@ -1,2 +0,0 @@\n-a\n-b\n'));
  expect([1, 2, 3].map(deleted.toHead)).toEqual([null, null, 1]);
  expect(deleted.toBase(1)).toBe(3);
});

test('an added file has no base, a deleted one no head, unknown content neither', () => {
  const added = file('@@ -0,0 +1 @@\n+a\n', { basePath: null, status: 'added' });
  expect(isAdded(added, 1)).toBe(true);
  expect(lineMap(added).toBase(7)).toBeNull();
  const gone = file('@@ -1 +0,0 @@\n-a\n', { status: 'deleted' });
  expect(lineMap(gone).toHead(7)).toBeNull();
  const unknown = file(TWO, { hunks: [], missingPatch: 'too large' });
  expect([lineMap(unknown).toHead(1), lineMap(unknown).toBase(1), isAdded(unknown, 1)]).toEqual([null, null, false]);
});

test('a renamed file without hunks maps every line to itself', () => {
  const renamed = file(TWO, { hunks: [], status: 'renamed', basePath: 'y' });
  expect(lineMap(renamed).toHead(99)).toBe(99);
});
