import { Kind } from '../grammar.ts';
import { Char, identifierEnd, isDigit, isHex } from './characters.ts';
import { giveUp } from './not-understood.ts';

type IsDigit = (char: number) => boolean;
const isOctal: IsDigit = (char) => char >= Char.zero && char < Char.zero + 8;
const isBinary: IsDigit = (char) => char >= Char.zero && char < Char.zero + 2;

/** Letters are compared in lower case: bit 5 tells the cases apart. */
const LOWER = 0x20;
const lower = (text: string, at: number) => text.charCodeAt(at) | LOWER;
const [B, E, I, O, P, X] = [0x62, 0x65, 0x69, 0x6f, 0x70, 0x78];

/** A number: where it ends, and the kind of its literal. */
export interface NumberToken {
  end: number;
  kind: number;
}

/** Reads the number that begins at `start`, with a digit or with a point and a digit. */
export function readNumber(text: string, start: number): NumberToken {
  const token = isPrefixed(text, start) ? prefixed(text, start) : decimal(text, start);
  if (text.charCodeAt(token.end) === I) {
    token.end++;
    token.kind = Kind.imaginary_literal;
  } else if (token.kind === Kind.int_literal && isMalformedOctal(text, start, token.end)) giveUp();
  if (identifierEnd(text, token.end) !== token.end) giveUp();
  return token;
}

function isPrefixed(text: string, start: number): boolean {
  const letter = lower(text, start + 1);
  return text.charCodeAt(start) === Char.zero && (letter === X || letter === O || letter === B);
}

function prefixed(text: string, start: number): NumberToken {
  const letter = lower(text, start + 1);
  const isOne = letter === X ? isHex : letter === O ? isOctal : isBinary;
  const after = text.charCodeAt(start + 2) === Char.underscore ? start + 3 : start + 2;
  let end = digitsEnd(text, after, isOne);
  let hasDigits = end > after;
  let isFloat = false;
  if (letter === X && text.charCodeAt(end) === Char.dot) {
    isFloat = true;
    const fraction = end + 1;
    end = digitsEnd(text, fraction, isHex);
    hasDigits ||= end > fraction;
  }
  if (!hasDigits) giveUp();
  if (letter === X && lower(text, end) === P) return { end: exponentEnd(text, end), kind: Kind.float_literal };
  if (isFloat) giveUp();
  return { end, kind: Kind.int_literal };
}

function decimal(text: string, start: number): NumberToken {
  let end = digitsEnd(text, start, isDigit);
  let kind: number = Kind.int_literal;
  if (text.charCodeAt(end) === Char.dot) {
    kind = Kind.float_literal;
    end = digitsEnd(text, end + 1, isDigit);
  }
  if (lower(text, end) === E) {
    kind = Kind.float_literal;
    end = exponentEnd(text, end);
  }
  return { end, kind };
}

function exponentEnd(text: string, letter: number): number {
  const sign = text.charCodeAt(letter + 1);
  const start = sign === Char.plus || sign === Char.minus ? letter + 2 : letter + 1;
  const end = digitsEnd(text, start, isDigit);
  if (end === start) giveUp();
  return end;
}

/** Digits with single underscores between them. */
function digitsEnd(text: string, start: number, isOne: IsDigit): number {
  let at = start;
  while (isOne(text.charCodeAt(at))) {
    at++;
    if (text.charCodeAt(at) === Char.underscore) {
      if (!isOne(text.charCodeAt(at + 1))) giveUp();
      at++;
    }
  }
  return at;
}

/** `08` is no number, though `08.5` and `08i` are. */
function isMalformedOctal(text: string, start: number, end: number): boolean {
  if (text.charCodeAt(start) !== Char.zero || isPrefixed(text, start)) return false;
  for (let at = start; at < end; at++)
    if (text.charCodeAt(at) >= Char.zero + 8 && isDigit(text.charCodeAt(at))) return true;
  return false;
}
