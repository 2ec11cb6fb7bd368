import type { ChangedFile } from '../../change/change.ts';
import { beforeHunk } from '../../change/hunks.ts';

/** A line as the model sees it. */
export interface ShownLine {
  /** At head; null for a deleted line. */
  number: number | null;
  mark: '+' | '-' | ' ';
  text: string;
}

/** Lines of a changed file from first to last, deleted ones where they stood. Without the file only its hunks. */
export function shownLines(
  file: ChangedFile,
  head: readonly string[] | null,
  base: readonly string[] | null,
): ShownLine[] {
  const shown: ShownLine[] = [];
  let next = 1;
  const unchangedUntil = (end: number) => {
    for (; head !== null && next < end; next++) shown.push({ number: next, mark: ' ', text: head[next - 1] ?? '' });
  };
  for (const hunk of file.hunks) {
    unchangedUntil(beforeHunk(hunk).new + 1);
    for (const line of hunk.lines) {
      // The files were redacted as a whole; a line of a hunk alone may be the middle of a secret.
      const text = line.new === null ? base?.[(line.old ?? 0) - 1] : head?.[line.new - 1];
      const mark = line.kind === 'context' ? ' ' : line.kind === 'added' ? '+' : '-';
      shown.push({ number: line.new, mark, text: text ?? line.text });
      if (line.new !== null) next = line.new + 1;
    }
  }
  if (head !== null) unchangedUntil(head.length + 1);
  return shown;
}

/** Lines longer than this are cut: they are data. Characters. */
const LONGEST = 400;

/** The chosen lines, numbered and marked; `⋮` for what lies between. */
export function renderLines(lines: readonly ShownLine[], isChosen: (index: number) => boolean): string {
  const width = String(lines.findLast(({ number }) => number !== null)?.number ?? 0).length;
  const rows: string[] = [];
  let skipped = false;
  for (const [index, { number, mark, text }] of lines.entries()) {
    if (!isChosen(index)) {
      skipped = true;
      continue;
    }
    if (skipped) rows.push('⋮');
    skipped = false;
    const cut = text.length > LONGEST ? `${text.slice(0, LONGEST)}… (${text.length - LONGEST} more characters)` : text;
    rows.push(`${String(number ?? '').padStart(width)}${mark} ${cut}`.trimEnd());
  }
  if (skipped && rows.length > 0) rows.push('⋮');
  return rows.join('\n');
}
