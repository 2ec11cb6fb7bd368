import type { DiffLine, Hunk } from './change.ts';
import { HunkMismatchError } from './errors.ts';
import { beforeHunk } from './hunks.ts';
import { terminatedLines } from './text.ts';

/**
 * Applies hunks to the base text and gives the head text. Exact: positions, every context and deleted line, and the
 * final newline must agree. Texts keep their carriage returns and byte order mark, as in the diff.
 *
 * @param path named in the error
 * @throws HunkMismatchError at the first line that differs
 */
export function applyHunks(path: string, text: string, hunks: readonly Hunk[]): string {
  const lines = terminatedLines(text);
  const result: string[] = [];
  let next = 0;
  for (const hunk of hunks) {
    const start = beforeHunk(hunk).old;
    if (start > lines.length) throw new HunkMismatchError(path, lines.length + 1, firstOld(hunk), null);
    while (next < start) result.push(lines[next++] ?? '');
    for (const line of hunk.lines) {
      if (line.kind !== 'added') {
        if (lines[next] !== terminated(line)) throw mismatch(path, next, line, lines[next]);
        next++;
      }
      if (line.kind !== 'deleted') result.push(terminated(line));
    }
  }
  for (; next < lines.length; next++) result.push(lines[next] ?? '');
  const open = result.findIndex((line, index) => index < result.length - 1 && !line.endsWith('\n'));
  if (open !== -1) throw new HunkMismatchError(path, open + 1, null, result[open + 1] ?? null);
  return result.join('');
}

/** Applies hunks backwards to the head text and gives the base text. @throws HunkMismatchError */
export function applyReverse(path: string, text: string, hunks: readonly Hunk[]): string {
  return applyHunks(path, text, hunks.map(reverseHunk));
}

/** The hunk that undoes this one. */
export function reverseHunk(hunk: Hunk): Hunk {
  return {
    oldStart: hunk.newStart,
    oldLines: hunk.newLines,
    newStart: hunk.oldStart,
    newLines: hunk.oldLines,
    lines: hunk.lines.map((line) => ({ ...line, kind: REVERSED[line.kind], old: line.new, new: line.old })),
  };
}

const REVERSED = { context: 'context', added: 'deleted', deleted: 'added' } as const;

function terminated(line: DiffLine): string {
  return line.noNewline ? line.text : `${line.text}\n`;
}

function firstOld(hunk: Hunk): string | null {
  return hunk.lines.find((line) => line.kind !== 'added')?.text ?? null;
}

function mismatch(path: string, index: number, expected: DiffLine, found: string | undefined): HunkMismatchError {
  if (found === undefined) return new HunkMismatchError(path, index + 1, expected.text, null);
  const text = found.endsWith('\n') ? found.slice(0, -1) : found;
  // Equal words and yet different: it is the line feed that one of them lacks.
  if (text !== expected.text) return new HunkMismatchError(path, index + 1, expected.text, text);
  return new HunkMismatchError(path, index + 1, terminated(expected), found);
}
