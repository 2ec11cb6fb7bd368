import { compareText } from '../../../findings/order.ts';
import { dataBlock } from '../../data-block.ts';
import type { Sight } from '../../sight.ts';
import { tokensOf } from '../../tokens.ts';
import { breadcrumbs } from '../breadcrumbs.ts';
import type { Piece } from '../piece.ts';
import { renderLines } from '../shown-lines.ts';
import type { Excerpt } from './excerpt.ts';

/** Of a longer excerpt only a part is shown. Lines. */
const LONGEST = 60;
const BEGINNING = 45;
const AROUND = 6;
const MOST_COMMENT = 5;
/** Beyond this many tokens an excerpt grows dearer and not more telling. */
const TELLING = 250;

/** Excerpts of loaded files as pieces, each place once, for the reason that is worth most; see `excerptBlocks`. */
export function excerptPieces(excerpts: readonly Excerpt[], sight: Sight, groupOf: (path: string) => string): Piece[] {
  const best = new Map<string, Excerpt>();
  for (const excerpt of excerpts) {
    const key = `${excerpt.path}:${excerpt.from}`;
    const known = best.get(key);
    if (known === undefined || known.worth < excerpt.worth) best.set(key, excerpt);
  }
  const inOrder = [...best.values()].sort((a, b) => compareText(a.path, b.path) || a.from - b.from);
  return inOrder.flatMap((excerpt) => {
    const { path, why, worth } = excerpt;
    const lines = sight.lines('head', path);
    if (lines === null || excerpt.from > lines.length) return [];
    const from = withComment(excerpt.from, lines);
    const to = Math.min(excerpt.to, lines.length);
    const chosen = chosenOf(excerpt, to, lines);
    const shown = lines.slice(from - 1, to).map((text, index) => ({ number: from + index, mark: ' ' as const, text }));
    const text = `⋮ ${why}:\n${renderLines(shown, (index) => chosen(from + index))}`;
    const tokens = tokensOf(text);
    const value = worth * Math.min(tokens, TELLING);
    return [
      {
        name: `${path}:${from}-${to} (${why})`,
        path,
        group: groupOf(excerpt.for),
        levels: [{ text, tokens, value, lacks: null }],
      },
    ];
  });
}

/** What was chosen of the excerpts, file by file. */
export function excerptBlocks(chosen: readonly { piece: Piece; text: string }[]): string[] {
  const files = Map.groupBy(chosen, ({ piece }) => piece.path);
  return [...files].map(([path, parts]) => dataBlock('code', { path }, parts.map(({ text }) => text).join('\n')));
}

/** First line of the comment above a declaration, which says what it is meant to do. */
function withComment(line: number, lines: readonly string[]): number {
  let first = line;
  while (first > line - MOST_COMMENT && lines[first - 2]?.startsWith('//')) first--;
  return first;
}

function chosenOf({ from, about, most }: Excerpt, to: number, lines: readonly string[]): (line: number) => boolean {
  if (to - from < (most ?? LONGEST)) return () => true;
  const calls: number[] = [];
  for (let line = from + 1; line <= to; line++)
    if (about !== undefined && lines[line - 1]?.includes(`${about}(`)) calls.push(line);
  if (calls.length === 0) return (line) => line < from + (most ?? BEGINNING);
  const crumbs = new Set(calls.flatMap((call) => breadcrumbs(lines, from - 1, call - 1)));
  return (line) => line <= from || crumbs.has(line - 1) || calls.some((call) => Math.abs(call - line) <= AROUND);
}
