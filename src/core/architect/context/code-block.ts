import type { Change } from '../../change/change.ts';
import { declarationAt } from '../../findings/extent.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import { dataBlock } from '../data-block.ts';
import type { Side, Sight } from '../sight.ts';
import { renderLines, type ShownLine, shownLines } from './shown-lines.ts';

const AROUND = 12;
/** A declaration of more lines is shown around the place only. */
const LARGEST_WHOLE = 120;

export interface Snapshots {
  change: Change;
  indexes: { base: GoIndex; head: GoIndex };
  sight: Sight;
}

/** Lines of one side, counted from 1. */
export interface Span {
  side: Side;
  path: string;
  line: number;
  endLine: number;
}

/** The function or type around lines that `sight` has loaded, with what the change did there; null where there is none. */
export function codeBlock(span: Span, { change, indexes, sight }: Snapshots): string | null {
  const own = sight.lines(span.side, span.path);
  if (own === null) return null;
  const { from, to } = extentOf(span, indexes[span.side], own.length);
  const lines = span.side === 'head' ? headLines(span.path, change, sight, own) : numbered(own);
  let above = 0;
  const chosen = lines.map(({ number }) => {
    above = number ?? above;
    return above >= from && above <= to;
  });
  return dataBlock(
    'code',
    { path: span.path, side: span.side },
    renderLines(lines, (index) => chosen[index] ?? false),
  );
}

function extentOf({ path, line, endLine }: Span, index: GoIndex, length: number): { from: number; to: number } {
  const file = index.file(path);
  const around = file === null ? null : declarationAt(file.facts, line);
  if (around !== null && around.endLine - around.line < LARGEST_WHOLE)
    return { from: around.line, to: Math.max(around.endLine, endLine) };
  return { from: Math.max(line - AROUND, 1), to: Math.min(endLine + AROUND, length) };
}

function headLines(path: string, change: Change, sight: Sight, own: readonly string[]): ShownLine[] {
  const file = change.files.find((one) => one.path === path && one.status !== 'deleted');
  if (file === undefined) return numbered(own);
  return shownLines(file, own, file.basePath === null ? null : sight.lines('base', file.basePath));
}

function numbered(lines: readonly string[]): ShownLine[] {
  return lines.map((text, index) => ({ number: index + 1, mark: ' ', text }));
}
