import { expect, test } from 'vitest';
import { applyHunks, applyReverse } from '../../../src/core/change/apply.ts';
import { computeHunks } from '../../../src/core/change/compute.ts';
import { HunkMismatchError } from '../../../src/core/change/errors.ts';
import { parseHunks } from '../../../src/core/change/parse-unified.ts';

const HUNKS = parseHunks('@@ -2,2 +2,2 @@\n b\n-c\n+C\n');

test.each([
  ['a line that differs', 'a\nb\nx\n', 'f.go:3: the diff expects "c", the file has "x"'],
  ['a text that ends early', 'a\nb\n', 'f.go:3: the diff expects "c", the file has the end of the file'],
  ['a text that ends before the hunk', '', 'f.go:1: the diff expects "b", the file has the end of the file'],
  ['a missing final newline', 'a\nb\nc', 'f.go:3: the diff expects "c\\n", the file has "c"'],
  ['a carriage return', 'a\nb\nc\r\n', 'f.go:3: the diff expects "c", the file has "c\\r"'],
])('%s is named', (_, text, message) => {
  expect(() => applyHunks('f.go', text, HUNKS)).toThrow(message);
  expect(() => applyHunks('f.go', text, HUNKS)).toThrow(HunkMismatchError);
});

test('the reverse names lines of the head', () => {
  expect(applyReverse('f.go', 'a\nb\nC\n', HUNKS)).toBe('a\nb\nc\n');
  expect(() => applyReverse('f.go', 'a\nb\nc\n', HUNKS)).toThrow('f.go:3: the diff expects "C", the file has "c"');
});

test('no fuzz: a hunk that would fit one line lower is refused', () => {
  expect(() => applyHunks('f.go', 'new\na\nb\nc\n', HUNKS)).toThrow('f.go:2: the diff expects "b", the file has "a"');
});

test('a marker in the middle of the result is refused', () => {
  const hunks = parseHunks('@@ -1 +1,2 @@\n+x\n\\ No newline at end of file\n a\n');
  expect(() => applyHunks('f.go', 'a\n', hunks)).toThrow('f.go:1: the diff expects the end of the file, the file has');
});

test('computed hunks have three lines of context and fall back to replacing the middle', () => {
  const lines = Array.from({ length: 30 }, (_, line) => `l${line + 1}\n`);
  const base = lines.join('');
  const head = lines.toSpliced(14, 1, 'new\n').join('');
  expect(computeHunks(base, head)).toMatchObject([{ oldStart: 12, oldLines: 7, newStart: 12, newLines: 7 }]);
  expect(computeHunks(base, head, 1)).toMatchObject([{ oldStart: 12, oldLines: 7, newStart: 12, newLines: 7 }]);
  expect(computeHunks(base, `new\n${lines.slice(0, -1).join('')}`, 1)).toMatchObject([{ oldLines: 30, newLines: 30 }]);
  expect(computeHunks('', 'a\n')).toMatchObject([{ oldStart: 0, oldLines: 0, newStart: 1, newLines: 1 }]);
  expect(computeHunks('a', '')).toMatchObject([{ oldStart: 1, oldLines: 1, newStart: 0, newLines: 0 }]);
});

test('two unlike texts of ten thousand lines are given up quickly', { timeout: 10_000 }, () => {
  const text = (seed: number) => Array.from({ length: 10_000 }, (_, line) => `${seed} ${line}\n`).join('');
  expect(computeHunks(text(1), text(2)).length).toBe(1);
});
