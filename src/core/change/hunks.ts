import parseDiff from 'parse-diff';
import type { DiffLine, Hunk } from './change.ts';
import { DiffError } from './errors.ts';
import type { LineCursor } from './line-cursor.ts';

const HUNK_HEADER = /^@@ -(\d{1,9})(?:,(\d{1,9}))? \+(\d{1,9})(?:,(\d{1,9}))? @@/;
const NO_NEWLINE = '\\ No newline at end of file';

/**
 * Reads the run of hunks at the cursor. Counts are checked here, line by line, because parse-diff believes them: it
 * takes any line for context while a count is open, and drops what follows a closed one. What reaches parse-diff is
 * one file's hunks in canonical form, so header-like lines inside a hunk cannot end it.
 */
export function readHunks(cursor: LineCursor): Hunk[] {
  const first = cursor.at;
  const block: string[] = [];
  const starts: number[] = [];
  while (cursor.peek()?.startsWith('@@')) {
    starts.push(cursor.at);
    readHunk(cursor, block);
  }
  refuseSurplus(cursor);
  const hunks = (parseDiff(block.join('\n'))[0]?.chunks ?? []).map(toHunk);
  if (hunks.length !== starts.length) throw new DiffError(first + 1, 'the hunks cannot be read');
  refuseDisorder(hunks, starts);
  return hunks;
}

function readHunk(cursor: LineCursor, block: string[]): void {
  const start = cursor.at;
  const header = HUNK_HEADER.exec(cursor.next());
  if (header === null) throw new DiffError(start + 1, 'bad hunk header, expected "@@ -LINE,COUNT +LINE,COUNT @@"');
  let old = Number(header[2] ?? 1);
  let now = Number(header[4] ?? 1);
  if (old + now === 0) throw new DiffError(start + 1, 'the hunk holds no lines');
  block.push(`@@ -${header[1]},${old} +${header[3]},${now} @@`);
  while (old > 0 || now > 0) {
    const line = cursor.peek();
    if (line === null)
      throw new DiffError(start + 1, `the diff ends inside this hunk (${old} old, ${now} new to come)`);
    // Mailers and editors strip the blank of an empty context line.
    const marker = line === '' || line === '\r' ? ' ' : line[0];
    if (marker === '\\') {
      readNoNewline(cursor, block);
      continue;
    }
    if (marker !== ' ' && marker !== '-' && marker !== '+') {
      throw new DiffError(cursor.at + 1, `the hunk of line ${start + 1} is cut short (${old} old, ${now} new to come)`);
    }
    if (marker !== '+') old--;
    if (marker !== '-') now--;
    if (old < 0 || now < 0)
      throw new DiffError(cursor.at + 1, `the hunk of line ${start + 1} counts its lines wrongly`);
    block.push(line === '' || line === '\r' ? ` ${line}` : line);
    cursor.next();
  }
  if (cursor.peek()?.startsWith('\\')) readNoNewline(cursor, block);
}

/** The words after `\ ` are translated by some tools: any such line means the same. */
function readNoNewline(cursor: LineCursor, block: string[]): void {
  const previous = block.at(-1)?.[0];
  if (previous === '@' || previous === '\\') throw new DiffError(cursor.at + 1, 'a "\\" line that follows no line');
  block.push(NO_NEWLINE);
  cursor.next();
}

/** Lines after a hunk that look like its own: the counts in its header are too small. */
function refuseSurplus(cursor: LineCursor): void {
  const line = cursor.peek();
  if (line === null || !/^[-+ ]/.test(line)) return;
  const signature = line.trimEnd() === '--' && !/^[-+ @]/.test(cursor.peek(1) ?? '');
  const nextFile = line.startsWith('--- ') && cursor.peek(1)?.startsWith('+++ ');
  if (!signature && !nextFile) throw new DiffError(cursor.at + 1, 'a line beyond what the hunk header counts');
}

function refuseDisorder(hunks: readonly Hunk[], starts: readonly number[]): void {
  let oldEnd = 0;
  let newEnd = 0;
  for (const [index, hunk] of hunks.entries()) {
    const before = beforeHunk(hunk);
    if (before.old < oldEnd || before.old - oldEnd !== before.new - newEnd) {
      throw new DiffError((starts[index] ?? 0) + 1, 'the hunk does not follow from the hunks before it');
    }
    oldEnd = before.old + hunk.oldLines;
    newEnd = before.new + hunk.newLines;
  }
}

/** Number of lines before a hunk, on each side: an empty side is given by the line before it. */
export function beforeHunk(hunk: Hunk): { old: number; new: number } {
  return {
    old: hunk.oldLines === 0 ? hunk.oldStart : hunk.oldStart - 1,
    new: hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1,
  };
}

function toHunk(chunk: parseDiff.Chunk): Hunk {
  const lines: DiffLine[] = [];
  for (const change of chunk.changes) {
    const last = lines.at(-1);
    // parse-diff repeats the previous change for this marker.
    if (change.content === NO_NEWLINE && last !== undefined) last.noNewline = true;
    else lines.push(toLine(change));
  }
  const { oldStart, oldLines, newStart, newLines } = chunk;
  return { oldStart, oldLines, newStart, newLines, lines };
}

function toLine(change: parseDiff.Change): DiffLine {
  const text = change.content.slice(1);
  if (change.type === 'add') return { kind: 'added', old: null, new: change.ln, text, noNewline: false };
  if (change.type === 'del') return { kind: 'deleted', old: change.ln, new: null, text, noNewline: false };
  return { kind: 'context', old: change.ln1, new: change.ln2, text, noNewline: false };
}
