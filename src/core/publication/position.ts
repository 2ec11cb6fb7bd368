import type { Change, ChangedFile } from '../change/change.ts';
import { isCommentable, isCommentableRange } from '../change/lines.ts';
import type { Finding } from '../findings/finding.ts';
import { isCommittable } from '../report/markdown/inline-comment.ts';

/** Lines of the head on which GitHub takes a comment. */
export interface Position {
  path: string;
  /** First and last line, counted from 1. */
  startLine: number;
  line: number;
  /** The lines are those that the finding's suggestion replaces, so that it can be committed from the comment. */
  commits: boolean;
}

/** Longer claims are shown by their causal line alone: GitHub unfolds the whole range above a comment. */
const MOST_LINES = 12;

/** Where a finding is posted; null where the diff does not show the line that explains it. */
export function positionOf(finding: Finding, change: Change): Position | null {
  const { causal } = finding;
  if (!finding.new || causal === null) return null;
  const file = change.files.find(({ path }) => path === causal.path);
  if (file === undefined || !isCommentable(file, 'RIGHT', causal.line)) return null;
  const { suggestion } = finding;
  if (suggestion && isCommittable(finding) && isShown(file, suggestion))
    return { path: causal.path, startLine: suggestion.line, line: suggestion.endLine, commits: true };
  const whole = causal.path === finding.path && isAround(finding, causal.line) && isShown(file, finding);
  const { line, endLine } = whole ? finding : { line: causal.line, endLine: causal.line };
  return { path: causal.path, startLine: line, line: endLine, commits: false };
}

interface Range {
  line: number;
  endLine: number;
}

function isShown(file: ChangedFile, { line, endLine }: Range): boolean {
  return isCommentableRange(file, 'RIGHT', line, endLine);
}

function isAround({ line, endLine }: Range, causal: number): boolean {
  return line <= causal && causal <= endLine && endLine - line < MOST_LINES;
}
