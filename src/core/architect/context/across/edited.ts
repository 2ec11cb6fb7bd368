import type { ChangedFile } from '../../../change/change.ts';
import type { Side } from '../../sight.ts';

/** Lines that the change adds, at head, and that it deletes, at base. */
export function editedLines({ hunks }: ChangedFile): Record<Side, ReadonlySet<number>> {
  const lines = hunks.flatMap((hunk) => hunk.lines);
  return {
    head: new Set(lines.flatMap(({ kind, new: at }) => (kind === 'added' && at !== null ? [at] : []))),
    base: new Set(lines.flatMap(({ kind, old: at }) => (kind === 'deleted' && at !== null ? [at] : []))),
  };
}

export function isEdited({ line, endLine }: { line: number; endLine: number }, edited: ReadonlySet<number>): boolean {
  for (const one of edited) if (one >= line && one <= endLine) return true;
  return false;
}
