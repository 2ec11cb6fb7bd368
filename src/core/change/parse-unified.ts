import type { ChangedFile, Hunk } from './change.ts';
import { changedFile, mergeTypeChange } from './diff-file.ts';
import { headerName, pairPaths } from './diff-names.ts';
import { DiffError } from './errors.ts';
import { type FileHeader, readGitHeader, readPair } from './git-header.ts';
import { readHunks } from './hunks.ts';
import { type LineCursor, lineCursor, linesOfDiff, linesOfText } from './line-cursor.ts';
import { isMail, type Mail, readMail } from './mail-header.ts';
import { readSubmoduleLine } from './submodule-line.ts';

export interface ParsedDiff {
  /** Subject and body of a format-patch mail; null in a bare diff. */
  title: string | null;
  body: string | null;
  /**
   * In the diff's order. Object ids are as the diff gives them: abbreviated perhaps, null where it gives none.
   * Sources that have the blobs put the full ids in.
   */
  files: ChangedFile[];
}

/**
 * Reads a unified diff of one change: `git diff`, `git show`, `git format-patch`, `diff -u`, with or without prefixes.
 * The hunks themselves are parse-diff's work; names, modes and ids are not, as it strips quotes without undoing their
 * escapes, takes one-letter folders for prefixes, and does not know renames.
 *
 * @throws DiffError where something would be lost: a truncated or miscounted hunk, a merge's combined diff, a series
 *   of patches to one file.
 */
export function parseUnified(text: string): ParsedDiff {
  const cursor = lineCursor(linesOfDiff(text));
  const files = new Map<string, ChangedFile>();
  let mail: Mail | null = null;
  while (cursor.peek() !== null) {
    if (isMail(cursor)) {
      const next = readMail(cursor);
      mail ??= next;
      continue;
    }
    const line = cursor.at + 1;
    const file = readFile(cursor);
    if (file !== null) addFile(files, file, line);
  }
  if (files.size === 0 && mail === null && text.trim() !== '') throw new DiffError(1, 'no diff found in this text');
  return { title: mail?.title ?? null, body: mail?.body ?? null, files: [...files.values()] };
}

/** Reads hunks that stand without a file header, as GitHub's `patch` field has them. @throws DiffError */
export function parseHunks(text: string): Hunk[] {
  const cursor = lineCursor(linesOfText(text));
  const hunks = readHunks(cursor);
  if (cursor.peek() !== null) throw new DiffError(cursor.at + 1, 'a line that belongs to no hunk');
  return hunks;
}

/** Reads the section at the cursor; null after a line that starts none (mail signatures, `index` of svn, stats). */
function readFile(cursor: LineCursor): ChangedFile | null {
  const line = cursor.peek() ?? '';
  if (line.startsWith('diff --git ')) return changedFile(readGitHeader(cursor), readSectionHunks(cursor));
  if (line.startsWith('--- ') && cursor.peek(1)?.startsWith('+++ ')) return readPlainFile(cursor);
  if (/^diff --(cc|combined) /.test(line)) {
    throw new DiffError(cursor.at + 1, 'a combined diff of a merge, give a two-sided one (git diff BASE...HEAD)');
  }
  if (line.startsWith('@@ -')) throw new DiffError(cursor.at + 1, 'a hunk without a file header');
  if (/^Only in .+: ./.test(line) || (line.startsWith('Files ') && line.endsWith(' differ'))) {
    throw new DiffError(cursor.at + 1, 'a file named without its text, make the diff with "diff -ruN"');
  }
  const binary = line.endsWith(' differ') ? /^Binary files (.+) and (.+) differ$/.exec(line) : null;
  cursor.next();
  if (binary === null) return readSubmoduleLine(line);
  return changedFile(plainHeader(cursor.at, headerName(binary[1] ?? ''), headerName(binary[2] ?? ''), true), []);
}

function readSectionHunks(cursor: LineCursor): Hunk[] {
  return cursor.peek()?.startsWith('@@') ? readHunks(cursor) : [];
}

/** A section of `diff -u`: no `diff --git`, so names and timestamps are all there is. */
function readPlainFile(cursor: LineCursor): ChangedFile {
  const line = cursor.at + 1;
  const pair = readPair(cursor);
  if (pair === null || !cursor.peek()?.startsWith('@@')) {
    throw new DiffError(cursor.at + 1, 'a hunk was expected after the "+++" line');
  }
  const header = plainHeader(line, pair.from, pair.to, false);
  const hunks = readHunks(cursor);
  const [first] = hunks;
  // `diff -N` names a missing file by the epoch as its time.
  if (isEpoch(pair.rawFrom) && first?.oldLines === 0)
    return changedFile({ ...header, status: 'added', from: null }, hunks);
  if (isEpoch(pair.rawTo) && first?.newLines === 0)
    return changedFile({ ...header, status: 'deleted', to: null }, hunks);
  return changedFile(header, hunks);
}

function plainHeader(line: number, left: string, right: string, binary: boolean): FileHeader {
  const { from, to } = pairPaths(left, right);
  const status = from === null ? 'added' : to === null ? 'deleted' : 'modified';
  // Without git there are no renames: `x.go.orig` against `x.go` is a change of `x.go`.
  const names = status === 'modified' ? { from: to, to } : { from, to };
  return { line, status, ...names, oldMode: null, newMode: null, oldId: null, newId: null, binary };
}

function isEpoch(header: string): boolean {
  return /\t(?:1970-01-01|1969-12-31) /.test(header);
}

function addFile(files: Map<string, ChangedFile>, file: ChangedFile, line: number): void {
  const same = files.get(file.path);
  if (same === undefined) files.set(file.path, file);
  else if (same.status === 'deleted' && file.status === 'added') files.set(file.path, mergeTypeChange(same, file));
  else throw new DiffError(line, `${file.path} appears twice: give one diff (git diff BASE...HEAD), not a series`);
}
