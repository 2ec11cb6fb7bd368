/** Lines of a signature that is broken over several. */
const LONGEST_HEADER = 8;

/**
 * Indices of the lines that say where `index` stands in a long declaration: its header, and each line that opens a
 * block around it, read off the indentation: `Transaction(ctx, func(tx …) {`, `for … {`, `if err != nil {`.
 *
 * @param first index of the declaration's first line
 */
export function breadcrumbs(texts: readonly string[], first: number, index: number): number[] {
  const found: number[] = [];
  for (let at = first; at < Math.min(first + LONGEST_HEADER, index); at++) {
    found.push(at);
    if (texts[at]?.trimEnd().endsWith('{')) break;
  }
  let depth = indentOf(texts[index]) ?? Number.POSITIVE_INFINITY;
  for (let at = index - 1; at > first && depth > 0; at--) {
    const indent = indentOf(texts[at]);
    if (indent === null || indent >= depth) continue;
    // `) error {` and `} else {` go on with what a line of the same depth began.
    depth = /^\s*[)}]/.test(texts[at] ?? '') ? indent + 1 : indent;
    if (indent > 0) found.push(at);
  }
  return found;
}

function indentOf(text: string | undefined): number | null {
  if (text === undefined || text.trim() === '') return null;
  return text.length - text.trimStart().length;
}
