import { Kind } from '../grammar.ts';
import { Char, identifierEnd, isDigit, isLetter } from './characters.ts';
import { Brackets } from './matching.ts';
import { giveUp } from './not-understood.ts';
import { readNumber } from './numbers.ts';
import { operatorAt } from './operators.ts';
import { rawStringEnd, runeEnd, stringEnd } from './strings.ts';
import { END_OF_FILE, ENDS_LINE, NEWLINE, RAW_STRING, STRING, wordKind } from './token-kinds.ts';
import type { Tokens } from './tokens.ts';

const brackets = new Brackets();

/**
 * Splits a text, whose last character is a line end, into tokens.
 *
 * @throws NotUnderstoodError
 */
export function lex(text: string, tokens: Tokens): void {
  tokens.clear();
  brackets.clear();
  const { length } = text;
  let previous = END_OF_FILE;
  /** A comment holds the line end that Go would have ended the statement with, but not the grammar. */
  let isBridged = false;
  for (let at = 0; at < length; ) {
    const char = text.charCodeAt(at);
    let kind = 0;
    let end = at + 1;
    if (char === Char.space || char === Char.tab || char === Char.return) {
      at++;
      continue;
    }
    if (isLetter(char) || char >= 128) {
      end = identifierEnd(text, at);
      kind = wordKind(text, at, end);
    } else if (char === Char.newline) {
      // The grammar takes the empty lines that follow for one line end.
      while (text.charCodeAt(end) === Char.newline) end++;
      isBridged = false;
      if (ENDS_LINE[previous] === 0) {
        at = end;
        continue;
      }
      kind = NEWLINE;
    } else if (char === Char.slash && isComment(text.charCodeAt(end))) {
      const isLine = text.charCodeAt(end) === Char.slash;
      end = isLine ? text.indexOf('\n', end) : blockCommentEnd(text, at);
      tokens.addComment(at, end);
      isBridged ||= !isLine && ENDS_LINE[previous] === 1 && text.slice(at, end).includes('\n');
      at = end;
      continue;
    } else if (char === Char.quote) {
      kind = STRING;
      end = stringEnd(text, at);
    } else if (isDigit(char) || (char === Char.dot && isDigit(text.charCodeAt(end)))) {
      const number = readNumber(text, at);
      kind = number.kind;
      end = number.end;
    } else if (char === Char.backquote) {
      kind = RAW_STRING;
      end = rawStringEnd(text, at);
    } else if (char === Char.apostrophe) {
      kind = Kind.rune_literal;
      end = runeEnd(text, at);
    } else {
      const operator = operatorAt(text, at, char);
      kind = operator.kind;
      end = at + operator.sign.length;
    }
    if (isBridged) giveUp();
    tokens.add(kind, at, end);
    brackets.take(tokens, kind);
    previous = kind;
    at = end;
  }
  tokens.add(END_OF_FILE, length, length);
  brackets.end();
}

function isComment(second: number): boolean {
  return second === Char.slash || second === Char.star;
}

function blockCommentEnd(text: string, start: number): number {
  const close = text.indexOf('*/', start + 2);
  return close < 0 ? giveUp() : close + 2;
}
