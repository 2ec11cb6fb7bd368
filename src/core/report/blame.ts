import type { Finding } from '../findings/finding.ts';
import type { SourceLines } from './review.ts';

/** Where the blamed expression starts and ends, in UTF-16 columns counted from 0; the end is exclusive. */
export interface BlamedColumns {
  start: number;
  /** On the finding's last line. */
  end: number;
}

/** Columns of the blamed expression; null where the source is not at hand or does not fit the claim. */
export function blamedColumns(finding: Finding, sources: SourceLines): BlamedColumns | null {
  const lines = sources(finding.path);
  const first = lines?.[finding.line - 1];
  const last = lines?.[finding.endLine - 1];
  if (!lines || first === undefined || last === undefined || finding.endLine < finding.line) return null;
  return fromOffsets(finding, lines, first, last) ?? fromText(finding, first);
}

function fromOffsets(finding: Finding, lines: readonly string[], first: string, last: string): BlamedColumns | null {
  const lineStart = offsetOf(lines, finding.line);
  const start = finding.start - lineStart;
  const end = finding.end - lineStart - (offsetOf(lines, finding.endLine) - lineStart);
  const inside = start >= 0 && start < first.length && end > 0 && end <= last.length;
  if (!inside || (finding.line === finding.endLine && start >= end)) return null;
  return agrees(first.slice(start), finding.anchor.expression) ? { start, end } : null;
}

/** Offsets into text with other line endings than the lines at hand point elsewhere. */
function agrees(rest: string, expression: string): boolean {
  const shown = rest.replace(/\s+/g, ' ').trim();
  return shown.startsWith(expression) || expression.startsWith(shown);
}

/** Lines that were split off with their line endings lost count one unit for each. */
function offsetOf(lines: readonly string[], line: number): number {
  let offset = 0;
  for (let i = 0; i < line - 1; i++) offset += (lines[i]?.length ?? 0) + 1;
  return offset;
}

function fromText(finding: Finding, line: string): BlamedColumns | null {
  if (finding.line !== finding.endLine || finding.anchor.expression === '') return null;
  const start = line.indexOf(finding.anchor.expression);
  return start < 0 ? null : { start, end: start + finding.anchor.expression.length };
}
