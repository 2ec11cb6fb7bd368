import type { ChangedFile, Hunk } from './change.ts';
import { beforeHunk } from './hunks.ts';

/** LEFT is the base, RIGHT the head, in GitHub's words. */
export type Side = 'LEFT' | 'RIGHT';

/** Where a file's lines went. All lookups take O(log n) and count lines from 1. */
export interface LineMap {
  /** Whether the change added this head line. False when that is not known. */
  isAdded(line: number): boolean;
  /** Whether the change deleted this base line. False when that is not known. */
  isDeleted(line: number): boolean;
  /** Head line of a base line; null when it was deleted or that is not known. The file's end is not checked. */
  toHead(line: number): number | null;
  /** Base line of a head line; null when it was added or that is not known. The file's end is not checked. */
  toBase(line: number): number | null;
  /** Index of the hunk that shows this line; null outside. GitHub takes comments on these lines only. */
  hunkAt(side: Side, line: number): number | null;
}

/** Line map of a changed file, made once per file. */
export function lineMap(file: ChangedFile): LineMap {
  const known = MAPS.get(file);
  if (known !== undefined) return known;
  const map = buildMap(file);
  MAPS.set(file, map);
  return map;
}

const MAPS = new WeakMap<ChangedFile, LineMap>();

/** Whether the change added this line of the head. */
export function isAdded(file: ChangedFile, line: number): boolean {
  return lineMap(file).isAdded(line);
}

/** Whether GitHub takes a comment here: any line of a hunk, context included. */
export function isCommentable(file: ChangedFile, side: Side, line: number): boolean {
  return lineMap(file).hunkAt(side, line) !== null;
}

/** Whether GitHub takes a comment on these lines: both ends must stand in one hunk. */
export function isCommentableRange(file: ChangedFile, side: Side, start: number, end: number): boolean {
  const hunk = lineMap(file).hunkAt(side, start);
  return hunk !== null && start <= end && lineMap(file).hunkAt(side, end) === hunk;
}

/** Every commentable line of one side, ascending. */
export function commentableLines(file: ChangedFile, side: Side): number[] {
  return file.hunks.flatMap((hunk) => {
    const range = rangeOf(hunk, side);
    return Array.from({ length: range.end - range.start }, (_, index) => range.start + index);
  });
}

/** A run of lines from `start` on that all moved by `shift`; null when they have no counterpart. */
interface Run {
  start: number;
  shift: number | null;
}

function buildMap(file: ChangedFile): LineMap {
  const unknown = file.binary || file.missingPatch !== null;
  const head = unknown || file.status === 'deleted' ? [] : runs(file.hunks, 'LEFT');
  const base = unknown || file.basePath === null ? [] : runs(file.hunks, 'RIGHT');
  const hunks = {
    LEFT: file.hunks.map((hunk) => rangeOf(hunk, 'LEFT')),
    RIGHT: file.hunks.map((hunk) => rangeOf(hunk, 'RIGHT')),
  };
  const hunkAt = (side: Side, line: number): number | null => {
    const index = lastAt(hunks[side], line);
    const range = hunks[side][index];
    return range !== undefined && line < range.end ? index : null;
  };
  const map = (found: readonly Run[], line: number): number | null => {
    const shift = found[lastAt(found, line)]?.shift ?? null;
    return shift === null ? null : line + shift;
  };
  return {
    isAdded: (line) => hunkAt('RIGHT', line) !== null && map(base, line) === null,
    isDeleted: (line) => hunkAt('LEFT', line) !== null && map(head, line) === null,
    toHead: (line) => map(head, line),
    toBase: (line) => map(base, line),
    hunkAt,
  };
}

/** Runs of the lines of one side towards the other. */
function runs(hunks: readonly Hunk[], side: Side): Run[] {
  const found: Run[] = [{ start: 1, shift: 0 }];
  const mine = side === 'LEFT' ? 'old' : 'new';
  const other = side === 'LEFT' ? 'new' : 'old';
  for (const hunk of hunks) {
    for (const line of hunk.lines) {
      const at = line[mine];
      if (at === null) continue;
      const to = line[other];
      addRun(found, at, to === null ? null : to - at);
    }
    const before = beforeHunk(hunk);
    const end = { old: before.old + hunk.oldLines + 1, new: before.new + hunk.newLines + 1 };
    addRun(found, end[mine], end[other] - end[mine]);
  }
  return found;
}

function addRun(found: Run[], start: number, shift: number | null): void {
  if (found.at(-1)?.shift !== shift) found.push({ start, shift });
}

function rangeOf(hunk: Hunk, side: Side): { start: number; end: number } {
  const start = side === 'LEFT' ? beforeHunk(hunk).old + 1 : beforeHunk(hunk).new + 1;
  return { start, end: start + (side === 'LEFT' ? hunk.oldLines : hunk.newLines) };
}

/** Index of the last item that starts at or before `line`; -1 when none does. */
function lastAt(items: readonly { start: number }[], line: number): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((items[middle]?.start ?? 0) <= line) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
