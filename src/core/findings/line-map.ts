import type { Change, ChangedFile, Hunk } from '../change/change.ts';
import { lineMap } from '../change/lines.ts';

/** Where a line of one version stands in the other, over all files of a change. Lines count from 1. */
export interface ChangeLines {
  /** The line at head of a line at base; null when the change deleted or edited it, or nothing is known. */
  toNew(basePath: string, line: number): number | null;
  /** The line at base of a line at head; null when the change added or edited it, or nothing is known. */
  toOld(headPath: string, line: number): number | null;
  /** Like `toNew`, but a deleted line stands with the line above it that is left. */
  near(basePath: string, line: number): number;
  /** The change added or edited this line of the head. */
  touches(headPath: string, line: number): boolean;
  /** Null for files that the change adds or copies. */
  basePath(headPath: string): string | null;
  /** Null for files that the change deletes. */
  headPath(basePath: string): string | null;
  hunks(headPath: string): readonly Hunk[];
  /** First line of the extent that the change added or edited; null when it left them all. */
  firstTouched(headPath: string, extent: { line: number; endLine: number }): { path: string; line: number } | null;
}

/** Files that the change does not name are the same on both sides. */
export function lineMapOf(change: Change): ChangeLines {
  const byBase = new Map<string, ChangedFile>();
  const byHead = new Map<string, ChangedFile>();
  for (const file of change.files) {
    // The original of a copy still stands, so its lines map to itself and not to the copy.
    if (file.basePath !== null && file.status !== 'copied') byBase.set(file.basePath, file);
    if (file.status !== 'deleted') byHead.set(file.path, file);
  }
  const touches = (path: string, line: number): boolean => {
    const file = byHead.get(path);
    return file !== undefined && (file.missingPatch !== null || isFresh(file) || lineMap(file).isAdded(line));
  };
  return {
    toNew(path, line) {
      const file = byBase.get(path);
      return file === undefined ? line : lineMap(file).toHead(line);
    },
    toOld(path, line) {
      const file = byHead.get(path);
      if (file === undefined) return line;
      return isFresh(file) ? null : lineMap(file).toBase(line);
    },
    near(path, line) {
      const file = byBase.get(path);
      if (file === undefined || file.missingPatch !== null || file.status === 'deleted') return line;
      for (let above = line; above > 0; above--) {
        const at = lineMap(file).toHead(above);
        if (at !== null) return at;
      }
      return 1;
    },
    touches,
    basePath(path) {
      const file = byHead.get(path);
      if (file === undefined) return path;
      return isFresh(file) ? null : file.basePath;
    },
    headPath(path) {
      const file = byBase.get(path);
      if (file === undefined) return path;
      return file.status === 'deleted' ? null : file.path;
    },
    hunks: (path) => byHead.get(path)?.hunks ?? [],
    firstTouched(path, extent) {
      for (let line = extent.line; line <= extent.endLine; line++) if (touches(path, line)) return { path, line };
      return null;
    },
  };
}

function isFresh(file: ChangedFile): boolean {
  return file.status === 'added' || file.status === 'copied';
}
