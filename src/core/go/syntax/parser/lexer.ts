import { Kind, Token } from '../grammar.ts';
import { Char, identifierEnd, isDigit, isLetter } from './characters.ts';
import { giveUp } from './not-understood.ts';
import { readNumber } from './numbers.ts';
import { rawStringEnd, runeEnd, stringEnd } from './strings.ts';
import { END_OF_FILE, ENDS_LINE, NEWLINE, RAW_STRING, STRING, wordKind } from './token-kinds.ts';
import type { Tokens } from './tokens.ts';

/** Operators and punctuation by their first character, the longest first. */
const OPERATORS: { sign: string; kind: number }[][] = [];
for (const [sign, kind] of Object.entries(Token).sort(([a], [b]) => b.length - a.length)) {
  if (/[a-z"`]/.test(sign)) continue;
  const first = sign.charCodeAt(0);
  OPERATORS[first] = [...(OPERATORS[first] ?? []), { sign, kind }];
}

/**
 * Splits a text, whose last character is a line end, into tokens.
 *
 * @throws NotUnderstoodError
 */
export function lex(text: string, tokens: Tokens): void {
  tokens.clear();
  let previous = END_OF_FILE;
  /** A comment holds the line end that Go would have ended the statement with, but not the grammar. */
  let isBridged = false;
  let at = 0;

  const add = (kind: number, end: number): void => {
    if (isBridged) giveUp();
    tokens.add(kind, at, end);
    previous = kind;
    at = end;
  };

  while (at < text.length) {
    const char = text.charCodeAt(at);
    if (char === Char.space || char === Char.tab || char === Char.return) at++;
    else if (char === Char.newline) {
      isBridged = false;
      // The grammar takes the empty lines that follow for one line end.
      let end = at + 1;
      while (text.charCodeAt(end) === Char.newline) end++;
      if (ENDS_LINE[previous] === 1) add(NEWLINE, end);
      else at = end;
    } else if (isLetter(char) || char >= 128) {
      const end = identifierEnd(text, at);
      add(wordKind(text, at, end), end);
    } else if (isDigit(char) || (char === Char.dot && isDigit(text.charCodeAt(at + 1)))) {
      const { kind, end } = readNumber(text, at);
      add(kind, end);
    } else if (char === Char.quote) add(STRING, stringEnd(text, at));
    else if (char === Char.backquote) add(RAW_STRING, rawStringEnd(text, at));
    else if (char === Char.apostrophe) add(Kind.rune_literal, runeEnd(text, at));
    else if (char === Char.slash && text.charCodeAt(at + 1) === Char.slash) {
      const end = text.indexOf('\n', at);
      tokens.addComment(at, end);
      at = end;
    } else if (char === Char.slash && text.charCodeAt(at + 1) === Char.star) {
      const end = text.indexOf('*/', at + 2) + 2;
      if (end === 1) giveUp();
      tokens.addComment(at, end);
      if (ENDS_LINE[previous] === 1 && text.slice(at, end).includes('\n')) isBridged = true;
      at = end;
    } else {
      const operators = OPERATORS[char];
      if (operators === undefined) giveUp();
      const found = operators.find(({ sign }) => sign.length === 1 || text.startsWith(sign, at));
      if (found === undefined) giveUp();
      add(found.kind, at + found.sign.length);
    }
  }
  add(END_OF_FILE, at);
  matchBrackets(tokens);
}

const OPENS = new Uint8Array(256);
const CLOSES = new Uint8Array(256);
for (const [open, close] of ['()', '[]', '{}'].map((pair) => [...pair]) as ['(', ')'][]) {
  OPENS[Token[open]] = Token[close];
  CLOSES[Token[close]] = 1;
}

function matchBrackets({ kinds, closers, size }: Tokens): void {
  const open: number[] = [];
  for (let at = 0; at < size; at++) {
    const kind = kinds[at] as number;
    if (OPENS[kind] !== 0) open.push(at);
    else if (CLOSES[kind] === 1) {
      const opener = open.pop();
      if (opener === undefined || OPENS[kinds[opener] as number] !== kind) giveUp();
      closers[opener] = at;
    }
  }
  if (open.length > 0) giveUp();
}
