import { structuredPatch } from 'diff';
import type { Hunk } from './change.ts';
import { parseHunks } from './parse-unified.ts';
import { terminatedLines } from './text.ts';

/** Lines of context around a change, as git and GitHub give. */
const CONTEXT = 3;
/** Edits after which the diff is given up. Work grows with their square: about 0.3 s here, whatever the length. */
const MAX_EDITS = 2000;

/**
 * Hunks between two texts, for a file whose patch is not at hand. Texts keep their carriage returns and byte order
 * mark. Bounded by work, not by time, so that the same texts always give the same hunks: texts that differ by more
 * than `maxEdits` lines get one hunk, which replaces all between their common beginning and end.
 */
export function computeHunks(base: string, head: string, maxEdits = MAX_EDITS): Hunk[] {
  if (base === head) return [];
  const options = { context: CONTEXT, maxEditLength: maxEdits };
  const patch = structuredPatch('', '', base, head, undefined, undefined, options);
  if (patch === undefined) return parseHunks(replaceMiddle(terminatedLines(base), terminatedLines(head)));
  return parseHunks(patch.hunks.map((hunk) => printHunk(hunk, hunk.lines)).join('\n'));
}

interface Extent {
  oldStart: number;
  oldLines: number;
  newStart: number;
  newLines: number;
}

/** jsdiff counts an empty side from the line after it, git from the line before. */
function printHunk(hunk: Extent, lines: readonly string[]): string {
  const oldStart = hunk.oldLines === 0 ? hunk.oldStart - 1 : hunk.oldStart;
  const newStart = hunk.newLines === 0 ? hunk.newStart - 1 : hunk.newStart;
  return [`@@ -${oldStart},${hunk.oldLines} +${newStart},${hunk.newLines} @@`, ...lines].join('\n');
}

function replaceMiddle(base: readonly string[], head: readonly string[]): string {
  const shorter = Math.min(base.length, head.length);
  let prefix = 0;
  while (prefix < shorter && base[prefix] === head[prefix]) prefix++;
  let suffix = 0;
  while (suffix < shorter - prefix && base.at(-1 - suffix) === head.at(-1 - suffix)) suffix++;
  const start = Math.max(0, prefix - CONTEXT);
  const trailing = Math.max(0, suffix - CONTEXT);
  const lines = [
    ...base.slice(start, prefix).map((line) => ` ${line}`),
    ...base.slice(prefix, base.length - suffix).map((line) => `-${line}`),
    ...head.slice(prefix, head.length - suffix).map((line) => `+${line}`),
    ...base.slice(base.length - suffix, base.length - trailing).map((line) => ` ${line}`),
  ].map((line) => (line.endsWith('\n') ? line.slice(0, -1) : `${line}\n\\ No newline at end of file`));
  const oldLines = base.length - trailing - start;
  const newLines = head.length - trailing - start;
  return printHunk({ oldStart: start + 1, oldLines, newStart: start + 1, newLines }, lines);
}
