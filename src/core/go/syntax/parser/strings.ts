import { Char, isDigit, isHex } from './characters.ts';
import { giveUp } from './not-understood.ts';

/** End of the text in backquotes that begins at `start`. */
export function rawStringEnd(text: string, start: number): number {
  const close = text.indexOf('`', start + 1);
  return close < 0 ? giveUp() : close + 1;
}

/** End of the text in quotation marks that begins at `start`. */
export function stringEnd(text: string, start: number): number {
  for (let at = start + 1; at < text.length; at++) {
    const char = text.charCodeAt(at);
    if (char === Char.quote) return at + 1;
    if (char === Char.backslash) at++;
    else if (char === Char.newline) break;
  }
  return giveUp();
}

/** Hexadecimal digits that the letter of an escape asks for: `\x`, `\u`, `\U`. */
const HEX_DIGITS = new Map([
  [0x78, 2],
  [0x75, 4],
  [0x55, 8],
]);

/** End of the escape in a string whose backslash is at `start`, as far as the grammar takes it. */
export function escapeEnd(text: string, start: number): number {
  const first = start + 1;
  const char = text.charCodeAt(first);
  if (char >= 128 || char === Char.newline) giveUp();
  if (isDigit(char)) return first + countOf(text, first, isDigit, 3);
  const digits = HEX_DIGITS.get(char) ?? 0;
  if (countOf(text, first + 1, isHex, digits) < digits) giveUp();
  return first + 1 + digits;
}

function countOf(text: string, start: number, isOne: (char: number) => boolean, most: number): number {
  let at = start;
  while (at - start < most && isOne(text.charCodeAt(at))) at++;
  return at - start;
}

const RUNE = /'(?:[^'\\\n]|\\(?:[abfnrtv\\'"]|[0-7]{3}|x[0-9a-fA-F]{2}|u[0-9a-fA-F]{4}|U[0-9a-fA-F]{8}))'/uy;

/** End of the rune that begins at `start`. */
export function runeEnd(text: string, start: number): number {
  RUNE.lastIndex = start;
  return RUNE.test(text) ? RUNE.lastIndex : giveUp();
}
