import { structuredPatch } from 'diff';
import type { DiffLine, Hunk } from './change.ts';
import { replaceHunks } from './diff-file.ts';
import { parseHunks } from './parse-unified.ts';

/** Lines of context around a change, as git and GitHub give. */
const CONTEXT = 3;
/** Edits after which the diff is given up. Time and memory grow with its square: about half a second here. */
const MAX_EDITS = 3000;

/**
 * Hunks between two texts, for a file whose patch is not at hand. Texts keep their carriage returns and byte order
 * mark. Bounded by work, not by time, so that the same texts always give the same hunks: texts that differ by more
 * than `maxEdits` lines become one hunk that replaces everything.
 */
export function computeHunks(base: string, head: string, maxEdits = MAX_EDITS): Hunk[] {
  if (base === head) return [];
  // Nothing to align: every line of the one side is deleted or added.
  if (base === '' || head === '') return replaceHunks(wholeText(base, 'deleted'), wholeText(head, 'added'));
  const patch = structuredPatch('', '', base, head, undefined, undefined, {
    context: CONTEXT,
    maxEditLength: maxEdits,
  });
  if (patch === undefined) return replaceHunks(wholeText(base, 'deleted'), wholeText(head, 'added'));
  return parseHunks(patch.hunks.map(printHunk).join('\n'));
}

/** jsdiff counts an empty side from the line after it, git from the line before. */
function printHunk(hunk: { oldStart: number; oldLines: number; newStart: number; newLines: number; lines: string[] }) {
  const oldStart = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
  const newStart = hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart;
  return [`@@ -${oldStart},${hunk.oldLines} +${newStart},${hunk.newLines} @@`, ...hunk.lines].join('\n');
}

function wholeText(text: string, kind: 'deleted' | 'added'): DiffLine[] {
  const lines = text.split('\n');
  const closed = lines.at(-1) === '';
  if (closed) lines.pop();
  return lines.map((line, index) => ({
    kind,
    old: kind === 'deleted' ? index + 1 : null,
    new: kind === 'added' ? index + 1 : null,
    text: line,
    noNewline: !closed && index === lines.length - 1,
  }));
}
