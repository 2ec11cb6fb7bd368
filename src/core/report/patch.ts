import type { LineEdit, Suggestion } from '../findings/finding.ts';
import type { SourceLines } from './review.ts';

/** A run of lines that changes, without the lines at its edges that stay. */
export interface Patch {
  /** First line that goes; where none does, the line that new ones follow. */
  line: number;
  removed: readonly string[];
  added: readonly string[];
}

/** Every replacement of a suggestion, the nearest to the claim first. */
export function lineEditsOf({ line, endLine, text, also = [] }: Suggestion): LineEdit[] {
  return [{ line, endLine, text }, ...also];
}

/** What a suggestion changes, in the order of the file; null where the source is not at hand. */
export function patchesOf(suggestion: Suggestion, path: string, sources: SourceLines): Patch[] | null {
  const lines = sources(path);
  if (lines === null) return null;
  return lineEditsOf(suggestion)
    .toSorted((a, b) => a.line - b.line)
    .map((edit) => trimmed(lines.slice(edit.line - 1, edit.endLine), edit));
}

function trimmed(old: readonly string[], { line, text }: LineEdit): Patch {
  const fresh = text === '' ? [] : text.replace(/\n$/, '').split('\n');
  const shorter = Math.min(old.length, fresh.length);
  let head = 0;
  while (head < shorter && old[head] === fresh[head]) head++;
  let tail = 0;
  while (tail < shorter - head && old.at(-1 - tail) === fresh.at(-1 - tail)) tail++;
  const removed = old.slice(head, old.length - tail);
  return {
    line: removed.length > 0 ? line + head : line + head - 1,
    removed,
    added: fresh.slice(head, fresh.length - tail),
  };
}

/** `line 12`, `after line 12`, `lines 12 to 14`. */
export function patchPlace({ line, removed }: Patch): string {
  if (removed.length === 0) return `after line ${line}`;
  return removed.length === 1 ? `line ${line}` : `lines ${line} to ${line + removed.length - 1}`;
}

/** The patches as the body of a `diff` block, each under its place. */
export function patchText(patches: readonly Patch[]): string {
  return patches
    .flatMap((patch) => [
      `@@ ${patchPlace(patch)} @@`,
      ...patch.removed.map((line) => `-${line}`),
      ...patch.added.map((line) => `+${line}`),
    ])
    .join('\n');
}
