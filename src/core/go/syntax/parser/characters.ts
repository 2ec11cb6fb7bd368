import { giveUp } from './not-understood.ts';

/** Code units by name, as `char` in a comparison. */
export const Char = {
  tab: 0x09,
  newline: 0x0a,
  return: 0x0d,
  space: 0x20,
  quote: 0x22,
  apostrophe: 0x27,
  star: 0x2a,
  plus: 0x2b,
  minus: 0x2d,
  dot: 0x2e,
  slash: 0x2f,
  zero: 0x30,
  underscore: 0x5f,
  backslash: 0x5c,
  backquote: 0x60,
} as const;

const LETTER = 1;
const DIGIT = 2;
const HEX = 4;
const CLASSES = new Uint8Array(128);
for (const [first, last, what] of [
  ['a', 'z', LETTER],
  ['A', 'Z', LETTER],
  ['_', '_', LETTER],
  ['0', '9', DIGIT | HEX],
  ['a', 'f', HEX],
  ['A', 'F', HEX],
] as const)
  for (let char = first.charCodeAt(0); char <= last.charCodeAt(0); char++) CLASSES[char] = (CLASSES[char] ?? 0) | what;

export function isDigit(char: number): boolean {
  return char < 128 && ((CLASSES[char] as number) & DIGIT) !== 0;
}

export function isHex(char: number): boolean {
  return char < 128 && ((CLASSES[char] as number) & HEX) !== 0;
}

/** A letter of ASCII, or the underscore. */
export function isLetter(char: number): boolean {
  return char < 128 && ((CLASSES[char] as number) & LETTER) !== 0;
}

/** Letters and digits that both Go's definition and the grammar's hold for such. */
const OTHER_LETTER = /^(?=\p{XID_Start})\p{L}$/u;
const OTHER_DIGIT = /^(?=\p{XID_Continue})\p{Nd}$/u;

/** End of the identifier that begins at `start`, which may be empty. */
export function identifierEnd(text: string, start: number): number {
  let at = start;
  for (;;) {
    const char = text.charCodeAt(at);
    if (char < 128) {
      if (((CLASSES[char] as number) & (LETTER | DIGIT)) === 0) return at;
      at++;
    } else {
      if (at === text.length) return at;
      const letter = String.fromCodePoint(text.codePointAt(at) ?? 0);
      if (!OTHER_LETTER.test(letter) && (at === start || !OTHER_DIGIT.test(letter))) giveUp();
      at += letter.length;
    }
  }
}
