import type { Finding } from '../../findings/finding.ts';
import { blamedColumns } from '../blame.ts';
import type { ReportContext } from '../context.ts';
import { frameLines } from '../frame.ts';
import type { Palette } from './ansi.ts';
import { cells, type Window, windowOf } from './cells.ts';

/** Marked lines of a long range; the rest is elided. */
const MARKED = 6;

/** The blamed lines with three lines around them; empty where the source is not at hand. */
export function codeFrame(finding: Finding, context: ReportContext, p: Palette): string[] {
  const lines = context.lines(finding.path);
  if (!lines || finding.line > lines.length) return [];
  const lastMarked = Math.min(finding.endLine, finding.line + MARKED - 1, lines.length);
  const { from, to } = frameLines(lines, finding.line, lastMarked);
  const digits = String(to).length;
  const room = Math.max(context.width - digits - 7, 12);
  const columns = blamedColumns(finding, context.lines);
  const focus = columns?.start ?? indent(lines[finding.line - 1] ?? '');
  const frame: string[] = [];
  for (let line = from; line <= to; line++) {
    const marked = line >= finding.line && line <= lastMarked;
    const window = windowOf(cells(lines[line - 1] ?? '', marked ? focus : 0), room, marked ? focus : 0);
    const number = String(line).padStart(digits);
    const code = `${window.cutLeft ? '…' : ''}${window.cells.map((cell) => cell.text).join('')}${window.cutRight ? '…' : ''}`;
    frame.push(
      `  ${marked ? p.red('>') : ' '} ${marked ? number : p.dim(number)} ${p.dim('│')} ${code}`.trimEnd(),
      ...(marked && columns && finding.line === finding.endLine
        ? [`    ${' '.repeat(digits)} ${p.dim('│')} ${p.red(carets(window, columns.start, columns.end))}`]
        : []),
    );
    if (line === lastMarked && lastMarked < finding.endLine) {
      frame.push(`  ${p.red('>')} ${' '.repeat(digits)} ${p.dim('│')} ${p.dim(`… to line ${finding.endLine}`)}`);
      break;
    }
  }
  return frame;
}

function indent(line: string): number {
  return line.length - line.trimStart().length;
}

function carets(window: Window, start: number, end: number): string {
  let line = window.cutLeft ? ' ' : '';
  for (const cell of window.cells) {
    if (cell.at >= end) break;
    line += (cell.at >= start ? '^' : ' ').repeat(cell.width);
  }
  return line;
}
