import { STYLE } from './ansi.ts';

/** East Asian wide and fullwidth blocks and emoji take two columns (UAX #11, by blocks). */
const WIDE =
  /[\u1100-\u115F\u2E80-\u303E\u3041-\uA4CF\uA960-\uA97C\uAC00-\uD7A3\uF900-\uFAFF\uFE30-\uFE6F\uFF00-\uFF60\uFFE0-\uFFE6\u{20000}-\u{3FFFD}]|\p{Emoji_Presentation}/u;
const COMBINING = /\p{M}/u;

/** Columns that a text takes; styles take none. */
export function displayWidth(text: string): number {
  let width = 0;
  for (const character of text.replace(STYLE, '')) width += characterWidth(character);
  return width;
}

export function characterWidth(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

/**
 * Breaks a paragraph into lines of at most `width` columns. The first line starts with `first`, the others with
 * `rest` (or as many blanks as `first` is wide). Words longer than a line are broken.
 */
export function wrap(text: string, width: number, first = '', rest = ' '.repeat(displayWidth(first))): string[] {
  const room = Math.max(width - displayWidth(rest), 8);
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((long) => broken(long, room))) {
    if (line !== '' && displayWidth(line) + 1 + displayWidth(word) > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((content, i) => `${i === 0 ? first : rest}${content}`.trimEnd());
}

/** A word in pieces that fit, broken after a slash where one is near, so that paths stay readable. */
function broken(word: string, room: number): string[] {
  if (displayWidth(word) <= room) return [word];
  const pieces: string[] = [];
  let piece = '';
  for (const part of word.match(new RegExp(`${STYLE.source}|.`, 'gsu')) ?? []) {
    if (piece !== '' && displayWidth(piece + part) > room) {
      const slash = piece.lastIndexOf('/') + 1;
      const at = slash > piece.length / 2 ? slash : piece.length;
      pieces.push(piece.slice(0, at));
      piece = piece.slice(at);
    }
    piece += part;
  }
  return [...pieces, piece];
}
