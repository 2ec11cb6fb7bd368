import type { Candidate } from './candidate.ts';
import type { Repository } from './repository.ts';
import type { Library, Side } from './texts.ts';

/** Lines of one file that the second look is shown. */
export interface Exhibit {
  path: string;
  side: Side;
  line: number;
  endLine: number;
  text: string;
}

/** Lines around what is quoted, where no declaration holds it, and the most that one exhibit has. */
const AROUND = 12;
const MOST_LINES = 160;

/** All that a candidate rests on: the whole declaration around every place that it names, and nothing else. */
export function exhibitsOf(
  { claim, baseEvidence }: Candidate,
  library: Library,
  repository: Repository,
  isWithheld: (path: string) => boolean,
): Exhibit[] {
  const places = [
    { path: claim.path, line: claim.line, endLine: claim.endLine, side: 'head' as const },
    ...[...claim.evidence, ...baseEvidence].map(({ path, line, side }) => ({
      path,
      line,
      endLine: line,
      side: side ?? ('head' as const),
    })),
  ];
  const shown: Exhibit[] = [];
  for (const place of places) {
    const text = library.text(place.side, place.path)?.text;
    const isShown = shown.some((one) => isWithin(place, one));
    if (text === undefined || isShown || isWithheld(place.path)) continue;
    const lines = text.split('\n');
    const around = place.side === 'head' ? repository.declaration(place.path, place.line) : null;
    const { line, endLine } = around && around.endLine - around.line < MOST_LINES ? around : near(place, lines.length);
    shown.push({ path: place.path, side: place.side, line, endLine, text: lines.slice(line - 1, endLine).join('\n') });
  }
  return shown;
}

function near({ line, endLine }: { line: number; endLine: number }, length: number) {
  return { line: Math.max(1, line - AROUND), endLine: Math.min(length, Math.min(endLine, line + MOST_LINES) + AROUND) };
}

function isWithin(place: { path: string; side: Side; line: number; endLine: number }, one: Exhibit): boolean {
  return place.path === one.path && place.side === one.side && one.line <= place.line && place.endLine <= one.endLine;
}
