import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { applyHunks, applyReverse } from '../../../src/core/change/apply.ts';
import type { ChangedFile } from '../../../src/core/change/change.ts';
import { computeHunks } from '../../../src/core/change/compute.ts';
import { DiffError } from '../../../src/core/change/errors.ts';
import { lineMap } from '../../../src/core/change/lines.ts';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';
import { type GitSandbox, gitSandbox } from './git-sandbox.ts';

/** Real files of several shapes, so that edits meet repeated lines, blank lines and long runs. */
const SOURCES = ['parse-unified.ts', 'hunks.ts', 'change.ts', 'lines.ts', 'text.ts']
  .map((name) => readFileSync(new URL(`../../../src/core/change/${name}`, import.meta.url), 'utf8'))
  .map((text) => text.split('\n').slice(0, 60));

const word = fc.constantFrom(
  '}',
  '',
  'return nil',
  '-- x',
  '++ x',
  '@@ -1 +1 @@',
  '\\ No newline',
  'diff --git a/f b/f',
  'é\u2028',
  '\r',
);
const edit = fc.record({
  what: fc.constantFrom('insert', 'delete', 'replace', 'move'),
  at: fc.nat(60),
  to: fc.nat(60),
  lines: fc.array(word, { minLength: 1, maxLength: 5 }),
});

const shape = fc.record({ crlf: fc.boolean(), final: fc.boolean(), empty: fc.integer({ min: 0, max: 19 }) });
const versions = fc
  .record({
    source: fc.constantFrom(...SOURCES),
    edits: fc.array(edit, { maxLength: 6 }),
    base: shape,
    head: shape,
    headCrlf: fc.boolean(),
  })
  .map(({ source, edits, base, head, headCrlf }) => ({
    base: print(source, base),
    head: print(edits.reduce(applyEdit, source), headCrlf ? head : { ...head, crlf: base.crlf }),
  }));

function applyEdit(
  lines: readonly string[],
  change: { what: string; at: number; to: number; lines: string[] },
): string[] {
  const at = Math.min(change.at, lines.length);
  if (change.what === 'insert') return lines.toSpliced(at, 0, ...change.lines);
  if (change.what === 'delete') return lines.toSpliced(at, change.lines.length);
  if (change.what === 'replace') return lines.toSpliced(at, change.lines.length, ...change.lines);
  const moved = lines.slice(at, at + 4);
  return lines.toSpliced(at, 4).toSpliced(change.to, 0, ...moved);
}

function print(lines: readonly string[], how: { crlf: boolean; final: boolean; empty: number }): string {
  if (how.empty === 0) return '';
  const end = how.crlf ? '\r\n' : '\n';
  return lines.join(end) + (how.final ? end : '');
}

let repo: GitSandbox;
beforeAll(() => {
  repo = gitSandbox();
  repo.git('config', 'core.autocrlf', 'false');
});
afterAll(() => repo.dispose());

/** A random number of unchanged lines around changes, as -U0 to -U5 give. */
const context = fc.integer({ min: 0, max: 5 });

function gitDiff(base: string, head: string, lines: number): { text: string; file: ChangedFile | undefined } {
  repo.write('f', base);
  repo.git('add', 'f');
  repo.write('f', head);
  const text = repo.git('diff', `-U${lines}`, '--', 'f');
  return { text, file: parseUnified(text).files[0] };
}

describe('random edits of real files through real git diff', () => {
  test('hunks take the base to the head and back, and lines map as git says', () => {
    fc.assert(
      fc.property(versions, context, ({ base, head }, lines) => {
        const { text, file } = gitDiff(base, head, lines);
        expect(file === undefined).toBe(base === head);
        if (file === undefined) return;
        expect(applyHunks('f', base, file.hunks)).toBe(head);
        expect(applyReverse('f', head, file.hunks)).toBe(base);
        expectMapping(text, file, base, head);
      }),
      { numRuns: 250 },
    );
  });

  test('computed hunks take the base to the head and back, within any bound', () => {
    fc.assert(
      fc.property(versions, fc.constantFrom(1, 4, 3000), ({ base, head }, bound) => {
        const hunks = computeHunks(base, head, bound);
        expect(applyHunks('f', base, hunks)).toBe(head);
        expect(applyReverse('f', head, hunks)).toBe(base);
        expect(hunks.length === 0).toBe(base === head);
      }),
      { numRuns: 500 },
    );
  });
});

test('a damaged diff is read or refused with DiffError, whatever the damage', () => {
  const lines = print(SOURCES[0] ?? [], { crlf: false, final: true, empty: 1 }).split('\n');
  const { text } = gitDiff(lines.join('\n'), lines.toSpliced(5, 2).toSpliced(30, 1, 'x', 'y').join('\n'), 3);
  const whole = text.split('\n');
  const damage = fc.record({
    at: fc.nat(whole.length),
    count: fc.nat(2),
    lines: fc.array(fc.oneof(word, fc.constantFrom(...whole))),
  });
  fc.assert(
    fc.property(fc.array(damage, { minLength: 1, maxLength: 3 }), (damages) => {
      const damaged = damages.reduce((rows, { at, count, lines: more }) => rows.toSpliced(at, count, ...more), whole);
      try {
        for (const file of parseUnified(damaged.join('\n')).files) {
          for (const hunk of file.hunks)
            expect(hunk.lines.filter((line) => line.kind !== 'added').length).toBe(hunk.oldLines);
        }
      } catch (error) {
        expect(error).toBeInstanceOf(DiffError);
      }
    }),
    { numRuns: 1000 },
  );
});

/** Lines without counterpart are git's own minus and plus lines; the others pair up in order, text by text. */
function expectMapping(text: string, file: ChangedFile, base: string, head: string): void {
  const map = lineMap(file);
  const old = linesOf(base);
  const now = linesOf(head);
  const marked = (marker: string) =>
    gitMarks(text)
      .filter((line) => line.startsWith(marker))
      .map((line) => line.slice(1));
  const unmapped = (lines: string[], to: (line: number) => number | null) =>
    lines.filter((_, at) => to(at + 1) === null);
  expect(unmapped(old, map.toHead)).toEqual(marked('-'));
  expect(unmapped(now, map.toBase)).toEqual(marked('+'));
  expect(unmapped(old, (line) => (map.isDeleted(line) ? null : line))).toEqual(marked('-'));
  expect(unmapped(now, (line) => (map.isAdded(line) ? null : line))).toEqual(marked('+'));
  const kept = old.flatMap((_, at) => map.toHead(at + 1) ?? []);
  expect(kept).toEqual(now.flatMap((_, at) => (map.toBase(at + 1) === null ? [] : [at + 1])));
  for (const [at, line] of old.entries()) {
    const to = map.toHead(at + 1);
    if (to === null) continue;
    expect(now[to - 1]).toBe(line);
    expect(map.toBase(to)).toBe(at + 1);
  }
}

/** Git's marked lines, told from headers by counting as the hunk header says, independently of our parser. */
function gitMarks(text: string): string[] {
  const found: string[] = [];
  let left = 0;
  for (const line of text.split('\n')) {
    const header = left > 0 ? null : /^@@ -\d+(?:,(\d+))? \+\d+(?:,(\d+))? @@/.exec(line);
    if (header !== null) left = Number(header[1] ?? 1) + Number(header[2] ?? 1);
    else if (left > 0 && !line.startsWith('\\')) {
      found.push(line);
      left -= line.startsWith(' ') ? 2 : 1;
    }
  }
  return found;
}

function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}
