import { Kind } from '../grammar.ts';
import { Char } from './characters.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { escapeEnd } from './strings.ts';
import { RAW_STRING, STRING } from './token-kinds.ts';

/** A string with its parts: the text between the quotation marks, and the escapes in it. */
export function stringLiteral(p: Parse): void {
  const mark = p.begin();
  const start = p.tokens.starts[mark] as number;
  const end = p.tokens.ends[mark] as number;
  if (p.is(RAW_STRING)) {
    p.skip();
    p.nodes.add(Kind.raw_string_literal_content, start + 1, end - 1, 1);
    p.end(Kind.raw_string_literal, mark);
  } else if (p.is(STRING)) {
    p.skip();
    interpreted(p, start + 1, end - 1);
    p.end(Kind.interpreted_string_literal, mark);
  } else giveUp();
}

function interpreted({ text, nodes }: Parse, start: number, end: number): void {
  for (let at = start; at < end; ) {
    const from = at;
    if (text.charCodeAt(at) === Char.backslash) {
      at = escapeEnd(text, at);
      nodes.add(Kind.escape_sequence, from, at, 1);
    } else {
      while (at < end && text.charCodeAt(at) !== Char.backslash) at++;
      nodes.add(Kind.interpreted_string_literal_content, from, at, 1);
    }
  }
}
