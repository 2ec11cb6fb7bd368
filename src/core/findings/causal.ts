import type { Hunk } from '../change/change.ts';
import type { Claim, Finding } from './finding.ts';
import type { ChangeLines } from './line-map.ts';

/** A line of the head. */
export type Place = NonNullable<Finding['causal']>;
/** Lines of the head, both included. */
export interface Extent {
  line: number;
  endLine: number;
}

/**
 * The line of the diff that explains why the claim holds now: an edited line of the anchor, an edited
 * line of its evidence, or a line beside code that was deleted from the claim's declaration (without
 * `scope`: from the hunk that shows the anchor or the evidence). Null when the change explains nothing.
 */
export function causalLine(claim: Claim, lines: ChangeLines, scope: Extent | null): Place | null {
  return editedLine(claim, lines) ?? lineBesideDeletion(claim, lines, scope);
}

/** Where the diff shows that a declaration changed: its first edited line, else the one next to what was deleted from it. */
export function changedLine(path: string, extent: Extent, lines: ChangeLines): Place | null {
  const edited = lines.firstTouched(path, extent);
  if (edited !== null) return edited;
  for (const hunk of lines.hunks(path)) {
    const gap = deletionsOf(hunk).find((above) => isInside(above, extent, false));
    if (gap !== undefined) return { path, line: nearestShown(hunk, extent, gap) ?? extent.line };
  }
  return null;
}

function editedLine(claim: Claim, lines: ChangeLines): Place | null {
  for (let line = claim.line; line <= claim.endLine; line++) {
    if (lines.touches(claim.path, line)) return { path: claim.path, line };
  }
  const proof = claim.evidence.find(({ path, line }) => lines.touches(path, line));
  return proof === undefined ? null : { path: proof.path, line: proof.line };
}

function lineBesideDeletion(claim: Claim, lines: ChangeLines, scope: Extent | null): Place | null {
  const places: readonly Place[] = scope === null ? [claim, ...claim.evidence] : claim.evidence;
  const inScope = scope === null ? null : besideDeletionIn(claim, lines, scope);
  return inScope ?? places.map((place) => besideShown(place, lines)).find((place) => place !== null) ?? null;
}

/** The claim's own line where the hunk shows it, since the claim is about it; else the line next to the deletion. */
function besideDeletionIn(claim: Claim, lines: ChangeLines, scope: Extent): Place | null {
  for (const hunk of lines.hunks(claim.path)) {
    const gap = deletionsOf(hunk).find((above) => isInside(above, scope, lines.touches(claim.path, scope.line)));
    if (gap === undefined) continue;
    if (shows(hunk, claim.line)) return { path: claim.path, line: claim.line };
    return { path: claim.path, line: nearestShown(hunk, scope, gap) ?? claim.line };
  }
  return null;
}

function nearestShown(hunk: Hunk, scope: Extent, gap: number): number | null {
  const commentable = hunk.lines.flatMap(({ new: line }) =>
    line !== null && line >= scope.line && line <= scope.endLine ? [line] : [],
  );
  return commentable.toSorted((a, b) => Math.abs(a - gap) - Math.abs(b - gap))[0] ?? null;
}

function besideShown(place: Place, lines: ChangeLines): Place | null {
  const hunk = lines.hunks(place.path).find((one) => shows(one, place.line) && deletionsOf(one).length > 0);
  return hunk === undefined ? null : { path: place.path, line: place.line };
}

/** What was deleted right above the first line belonged to the declaration only if that line is its replacement. */
function isInside(above: number, scope: Extent, firstLineEdited: boolean): boolean {
  return above < scope.endLine && above >= (firstLineEdited ? scope.line - 1 : scope.line);
}

/** For every deleted line, the line of the head that it followed. */
function deletionsOf(hunk: Hunk): number[] {
  let above = hunk.newLines === 0 ? hunk.newStart : hunk.newStart - 1;
  const gaps: number[] = [];
  for (const line of hunk.lines) {
    if (line.new !== null) above = line.new;
    if (line.kind === 'deleted') gaps.push(above);
  }
  return gaps;
}

function shows(hunk: Hunk, line: number): boolean {
  return line >= hunk.newStart && line < hunk.newStart + hunk.newLines;
}
