/** Reads a diff line by line. `at` counts from 0. */
export interface LineCursor {
  readonly at: number;
  /** The line `ahead` lines on (0: the current one); null after the end. */
  peek(ahead?: number): string | null;
  /** The current line, and moves on. Empty after the end. */
  next(): string;
}

export function lineCursor(lines: readonly string[]): LineCursor {
  let at = 0;
  return {
    get at() {
      return at;
    },
    peek: (ahead = 0) => lines[at + ahead] ?? null,
    next: () => lines[at++] ?? '',
  };
}

/** Lines without their line feeds; the end of the text is no line. */
export function linesOfText(text: string): string[] {
  const lines = text.split('\n');
  if (lines.at(-1) === '') lines.pop();
  return lines;
}

/**
 * Lines of a whole diff. Git never ends a header line in a carriage return. Where one does, the diff was converted on
 * its way, and every line gained a carriage return: one a line is taken back.
 */
export function linesOfDiff(text: string): string[] {
  const lines = linesOfText(text);
  const header = lines.find((line) => /^(diff --git |--- |Index: )/.test(line));
  if (!header?.endsWith('\r')) return lines;
  return lines.map((line) => (line.endsWith('\r') ? line.slice(0, -1) : line));
}
