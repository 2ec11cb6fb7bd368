import { changedHunks, type Hunk, hunksOf } from './git/diff.ts';
import { unprocessable } from './http/errors.ts';
import { type DiffLimits, listFiles } from './pull-files.ts';
import type { Place } from './render/comment.ts';
import type { Pull, Side, Thread } from './world.ts';

export interface Anchor {
  path: string;
  line: number;
  side: Side;
  startLine: number | null;
  startSide: Side;
}

/**
 * The hunk that a comment stands in.
 *
 * @throws HttpError 422 for what is not part of the diff, in the words of the review endpoint
 */
export async function anchorHunk(pull: Pull, commit: string, anchor: Anchor, limits: DiffLimits): Promise<string> {
  const listed = (await listFiles(pull, limits, commit)).find(({ file }) => file.path === anchor.path);
  if (listed === undefined) throw unprocessable('Path could not be resolved');
  const patch = listed.shown ? listed.file.patch : null;
  const hunks = patch === null ? [] : hunksOf(patch);
  const at = hunks.findIndex((hunk) => contains(hunk, anchor.side, anchor.line));
  const hunk = hunks[at];
  if (hunk === undefined || patch === null) throw unprocessable('Line could not be resolved');
  if (anchor.startLine !== null) {
    if (anchor.startSide === anchor.side && anchor.startLine >= anchor.line)
      throw unprocessable('Pull request review thread start line must precede the end line.');
    if (!contains(hunk, anchor.startSide, anchor.startLine))
      throw unprocessable('Pull request review thread start line must be part of the same hunk as the line.');
  }
  return cutHunk(patch, at, anchor);
}

function contains(hunk: Hunk, side: Side, line: number): boolean {
  return side === 'LEFT'
    ? line >= hunk.baseStart && line < hunk.baseStart + hunk.baseCount
    : line >= hunk.headStart && line < hunk.headStart + hunk.headCount;
}

/** From the hunk's header to the line. */
function cutHunk(patch: string, index: number, anchor: Anchor): string {
  const lines = (patch.split(/^(?=@@ )/m)[index] ?? '').split('\n');
  const hunk = hunksOf(lines[0] ?? '')[0];
  let base = (hunk?.baseStart ?? 1) - 1;
  let head = (hunk?.headStart ?? 1) - 1;
  const kept = [lines[0] ?? ''];
  for (const line of lines.slice(1)) {
    kept.push(line);
    if (line.startsWith('\\')) continue;
    if (!line.startsWith('+')) base++;
    if (!line.startsWith('-')) head++;
    if (
      anchor.side === 'LEFT'
        ? !line.startsWith('+') && base === anchor.line
        : !line.startsWith('-') && head === anchor.line
    )
      break;
  }
  return kept.join('\n');
}

/** The pull request has the commit, or had it as its head before a force push. */
export async function isCommitOf(pull: Pull, commit: string): Promise<boolean> {
  if (pull.heads.has(commit)) return true;
  return (await pull.base.objects.commitsBetween(pull.baseSha, pull.headSha)).includes(commit);
}

/** Follows a thread's line to the pull request's present head. Outdated once the line changed or left the diff. */
export async function placeOf(pull: Pull, thread: Thread, limits: DiffLimits): Promise<Place> {
  const { line, startLine } = thread;
  if (line === null) return { line: null, startLine: null, outdated: false };
  const gone: Place = { line: null, startLine: null, outdated: true };
  const { objects } = pull.base;
  const [from, to] =
    thread.side === 'RIGHT'
      ? [thread.commit, pull.headSha]
      : [thread.mergeBase, await objects.mergeBase(pull.baseSha, pull.headSha)];
  if (to === null) return gone;
  const changed = from === to ? [] : await changedHunks(objects, from, to, thread.path);
  const moved = moveLine(line, changed);
  if (moved === null) return gone;
  const listed = (await listFiles(pull, limits)).find(({ file }) => file.path === thread.path);
  const hunks = listed?.shown && listed.file.patch !== null ? hunksOf(listed.file.patch) : [];
  if (!hunks.some((hunk) => contains(hunk, thread.side, moved))) return gone;
  return { line: moved, startLine: startLine === null ? null : moveLine(startLine, changed), outdated: false };
}

function moveLine(line: number, hunks: readonly Hunk[]): number | null {
  let shift = 0;
  for (const hunk of hunks) {
    // A pure insertion names the line that it follows.
    const first = hunk.baseCount === 0 ? hunk.baseStart + 1 : hunk.baseStart;
    if (line < first) break;
    if (line < first + hunk.baseCount) return null;
    shift += hunk.headCount - hunk.baseCount;
  }
  return line + shift;
}
