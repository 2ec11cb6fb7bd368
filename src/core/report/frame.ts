const AROUND = 3;

/** The lines to show around marked ones, three on either side; blank lines at the edges show nothing. */
export function frameLines(lines: readonly string[], first: number, last: number): { from: number; to: number } {
  let from = Math.max(first - AROUND, 1);
  let to = Math.min(last + AROUND, lines.length);
  while (from < first && (lines[from - 1] ?? '').trim() === '') from++;
  while (to > last && (lines[to - 1] ?? '').trim() === '') to--;
  return { from, to };
}
