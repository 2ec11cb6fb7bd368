import { visible } from '../hidden.ts';
import { characterWidth, displayWidth } from './wrap.ts';

/** One character of source as the terminal shows it. */
export interface Cell {
  text: string;
  width: number;
  /** UTF-16 column in the source line. */
  at: number;
}

const TAB = 4;
/** Characters of a line that are looked at: minified code has lines of a megabyte. */
const LONG = 4000;

/** A source line as cells, around `focus` if it is very long: tabs expanded to stops of four, hidden characters named. */
export function cells(line: string, focus: number): Cell[] {
  const result: Cell[] = [];
  let column = 0;
  let at = line.length > LONG ? Math.max(focus - LONG / 2, 0) : 0;
  for (const character of line.slice(at, at + LONG).replace(/\r$/, '')) {
    const text = character === '\t' ? ' '.repeat(TAB - (column % TAB)) : visible(character);
    const width = text === character ? characterWidth(character) : displayWidth(text);
    result.push({ text, width, at });
    column += width;
    at += character.length;
  }
  return result;
}

export interface Window {
  cells: Cell[];
  cutLeft: boolean;
  cutRight: boolean;
}

/** The part of a line that fits into `room` columns and shows the source column `focus`. */
export function windowOf(line: readonly Cell[], room: number, focus: number): Window {
  if (widthOf(line) <= room) return { cells: [...line], cutLeft: false, cutRight: false };
  const centre = Math.max(
    line.findIndex((cell) => cell.at >= focus),
    0,
  );
  // The blamed column stands at a third, so that what follows it is seen; a start that is near stays in sight.
  let from = centre;
  for (let left = 0; from > 0; from--) {
    left += line[from - 1]?.width ?? 0;
    if (left > room / 3) break;
  }

  if (widthOf(line.slice(0, centre + 1)) <= room / 2) from = 0;
  const cutLeft = (line[from]?.at ?? 0) > 0;
  let to = from;
  for (let used = cutLeft ? 1 : 0; to < line.length; to++) {
    used += line[to]?.width ?? 0;
    if (used > room - 1) break;
  }
  return { cells: line.slice(from, Math.max(to, from + 1)), cutLeft, cutRight: to < line.length };
}

function widthOf(line: readonly Cell[]): number {
  return line.reduce((sum, cell) => sum + cell.width, 0);
}
