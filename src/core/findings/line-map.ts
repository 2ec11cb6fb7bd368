import type { Change, ChangedFile, Hunk } from '../change/change.ts';

/** Where a line of one version stands in the other. Lines count from 1. */
export interface LineMap {
  /** The line at head of a line at base; null when the change deleted or edited it, or nothing is known. */
  toNew(basePath: string, line: number): number | null;
  /** The line at base of a line at head; null when the change added or edited it, or nothing is known. */
  toOld(headPath: string, line: number): number | null;
  /** Like `toNew`, but a deleted line stands where it would have been. */
  near(basePath: string, line: number): number;
  /** The change added or edited this line of the head. */
  touches(headPath: string, line: number): boolean;
  /** Null for files that the change adds or copies. */
  basePath(headPath: string): string | null;
  /** Null for files that the change deletes. */
  headPath(basePath: string): string | null;
  hunks(headPath: string): readonly Hunk[];
}

/** What the diff says of one file: the lines it took away and those it brought, both ascending. */
interface Edits {
  file: ChangedFile;
  deleted: readonly number[];
  added: readonly number[];
  /** The content differs and no patch says how, so every line may have changed. */
  unknown: boolean;
}

/** Files that the change does not name are the same on both sides. */
export function lineMapOf(change: Change): LineMap {
  const byBase = new Map<string, Edits>();
  const byHead = new Map<string, Edits>();
  for (const file of change.files) {
    const edits = editsOf(file);
    // The original of a copy still stands, so its lines map to itself and not to the copy.
    if (file.basePath !== null && file.status !== 'copied') byBase.set(file.basePath, edits);
    if (file.status !== 'deleted') byHead.set(file.path, edits);
  }
  return {
    toNew(path, line) {
      const edits = byBase.get(path);
      if (edits === undefined) return line;
      if (edits.unknown || edits.file.status === 'deleted' || has(edits.deleted, line)) return null;
      return restore(edits.added, line - rank(edits.deleted, line));
    },
    toOld(path, line) {
      const edits = byHead.get(path);
      if (edits === undefined) return line;
      if (edits.unknown || isFresh(edits.file) || has(edits.added, line)) return null;
      return restore(edits.deleted, line - rank(edits.added, line));
    },
    near(path, line) {
      const edits = byBase.get(path);
      if (edits === undefined || edits.unknown || edits.file.status === 'deleted') return line;
      return restore(edits.added, line - rank(edits.deleted, line));
    },
    touches(path, line) {
      const edits = byHead.get(path);
      return edits !== undefined && (edits.unknown || isFresh(edits.file) || has(edits.added, line));
    },
    basePath(path) {
      const edits = byHead.get(path);
      if (edits === undefined) return path;
      return isFresh(edits.file) ? null : edits.file.basePath;
    },
    headPath(path) {
      const edits = byBase.get(path);
      if (edits === undefined) return path;
      return edits.file.status === 'deleted' ? null : edits.file.path;
    },
    hunks: (path) => byHead.get(path)?.file.hunks ?? [],
  };
}

function editsOf(file: ChangedFile): Edits {
  const lines = file.hunks.flatMap((hunk) => hunk.lines);
  return {
    file,
    deleted: lines.flatMap((line) => (line.kind === 'deleted' && line.old !== null ? [line.old] : [])),
    added: lines.flatMap((line) => (line.kind === 'added' && line.new !== null ? [line.new] : [])),
    unknown: file.missingPatch !== null,
  };
}

function isFresh(file: ChangedFile): boolean {
  return file.status === 'added' || file.status === 'copied';
}

/** How many of the ascending `lines` are at most `line`. */
function rank(lines: readonly number[], line: number): number {
  return count(lines.length, (index) => (lines[index] ?? 0) <= line);
}

function has(lines: readonly number[], line: number): boolean {
  return lines[rank(lines, line) - 1] === line;
}

/** The line number of the `nth` line that is not among the ascending `lines`. */
function restore(lines: readonly number[], nth: number): number {
  return nth + count(lines.length, (index) => (lines[index] ?? 0) - index <= nth);
}

/** Length of the prefix of 0..length-1 on which `holds` (which, once false, stays false). */
function count(length: number, holds: (index: number) => boolean): number {
  let low = 0;
  let high = length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (holds(middle)) low = middle + 1;
    else high = middle;
  }
  return low;
}
