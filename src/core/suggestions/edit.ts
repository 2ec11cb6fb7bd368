/** Replaces [start, end) of a file's text, in UTF-16 offsets. */
export interface Edit {
  start: number;
  end: number;
  text: string;
}

/** The text with every edit made; null where two of them speak of the same characters, or one is out of place. */
export function applyEdits(text: string, edits: readonly Edit[]): string | null {
  let result = '';
  let at = 0;
  for (const { start, end, text: replacement } of inOrder(edits)) {
    if (start < at || end < start || end > text.length) return null;
    result += text.slice(at, start) + replacement;
    at = end;
  }
  return result + text.slice(at);
}

/** Edits in the order of their places; of insertions at one place, the first given comes first. */
export function inOrder(edits: readonly Edit[]): Edit[] {
  return edits.toSorted((a, b) => a.start - b.start || a.end - b.end);
}

/** Where a character of the old text stands in the new one; within an edit, where that begins. */
export function movedTo(edits: readonly Edit[], offset: number): number {
  let shift = 0;
  for (const { start, end, text } of inOrder(edits)) {
    if (end <= offset) shift += text.length - (end - start);
    else if (start <= offset) return start + shift;
    else break;
  }
  return offset + shift;
}
