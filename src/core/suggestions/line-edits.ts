import type { LineEdit } from '../findings/finding.ts';
import { applyEdits, type Edit, inOrder } from './edit.ts';

/** Unchanged lines between two edits that one replacement takes along. */
const GAP = 3;
/** Unchanged lines that a replacement takes along to reach the blamed line, where a comment stands. */
const REACH = 8;
const LONGEST = 24;

/** Lines that edits replace, and what stands there afterwards. */
export interface Region {
  line: number;
  endLine: number;
  edits: Edit[];
}

/** The fewest runs of whole lines that hold all edits, in order; edits on neighbouring lines share one. */
export function regionsOf(text: string, edits: readonly Edit[]): Region[] {
  const lineAt = lineCounter(text);
  const regions: Region[] = [];
  for (const edit of inOrder(edits)) {
    const line = lineAt(edit.start);
    const endLine = lineAt(Math.max(edit.start, edit.end - 1));
    const last = regions.at(-1);
    if (last && line <= last.endLine + 1) {
      last.endLine = Math.max(last.endLine, endLine);
      last.edits.push(edit);
    } else regions.push({ line, endLine, edits: [edit] });
  }
  return regions;
}

/**
 * Edits as replacements of whole lines: the one nearest to the blamed line first, stretched to it where it is near,
 * then the others in order. Those up to the line `head`, the imports, share no replacement with others. Null where
 * they cannot be told so.
 */
export function lineEdits(text: string, edits: readonly Edit[], blamed: number, head = 0): LineEdit[] | null {
  const joined: Region[] = [];
  for (const region of regionsOf(text, edits)) {
    const last = joined.at(-1);
    const isApart = last && last.endLine <= head && region.line > head;
    if (last && !isApart && region.line - last.endLine - 1 <= GAP) {
      last.endLine = region.endLine;
      last.edits.push(...region.edits);
    } else joined.push(region);
  }
  const [main, ...others] = joined.toSorted((a, b) => distance(a, blamed) - distance(b, blamed));
  if (main === undefined) return null;
  if (distance(main, blamed) <= REACH && !others.some((other) => isBetween(other, main, blamed))) {
    main.line = Math.min(main.line, blamed);
    main.endLine = Math.max(main.endLine, blamed);
  }
  const starts = lineStarts(text);
  const replaced = [main, ...others.sort((a, b) => a.line - b.line)].map((region) => replacement(text, starts, region));
  return replaced.every((one) => one !== null) ? replaced : null;
}

function distance({ line, endLine }: Region, blamed: number): number {
  return Math.max(line - blamed, blamed - endLine, 0);
}

function isBetween(other: Region, main: Region, blamed: number): boolean {
  const [from, to] = [Math.min(main.line, blamed), Math.max(main.endLine, blamed)];
  return other.endLine >= from && other.line <= to;
}

function replacement(text: string, starts: readonly number[], { line, endLine, edits }: Region): LineEdit | null {
  const from = starts[line - 1];
  const to = starts[endLine] ?? text.length;
  if (from === undefined || endLine - line >= LONGEST) return null;
  const shifted = edits.map((edit) => ({ ...edit, start: edit.start - from, end: edit.end - from }));
  const result = applyEdits(text.slice(from, to), shifted);
  if (result === '') return { line, endLine, text: '' };
  // What does not end where a line ends would swallow the next; a lone blank line reads as a deletion.
  if (result === null || result === '\n' || !result.endsWith('\n')) return null;
  return { line, endLine, text: result.slice(0, -1) };
}

function lineStarts(text: string): number[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  return starts;
}

function lineCounter(text: string): (offset: number) => number {
  const starts = lineStarts(text);
  return (offset) => starts.findLastIndex((start) => start <= offset) + 1;
}
