import { Field, Kind, Token } from '../grammar.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { stringLiteral } from './string-literals.ts';
import { IS_NAME, NEWLINE, RAW_STRING, STRING } from './token-kinds.ts';
import { namedType, signature, type, typeElement } from './types.ts';

export function structType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  const list = p.begin();
  p.expect(Token['{']);
  while (!p.is(Token['}'])) {
    field(p);
    if (!p.skipTerminator()) break;
  }
  p.expect(Token['}']);
  p.end(Kind.field_declaration_list, list);
  p.end(Kind.struct_type, mark);
}

function field(p: Parse): void {
  const mark = p.begin();
  if (p.is(Token['*'])) {
    p.leaf(Token['*']);
    namedType(p);
  } else if (isEmbedded(p)) namedType(p);
  else {
    do {
      p.name(Kind.field_identifier);
      p.as(Field.name);
    } while (p.skipIf(Token[',']));
    type(p);
  }
  p.as(Field.type);
  if (p.is(STRING) || p.is(RAW_STRING)) {
    stringLiteral(p);
    p.as(Field.tag);
  }
  p.end(Kind.field_declaration, mark);
}

/** Of `G[int]` and `a [5]int`, what follows the bracket tells which is which. */
function isEmbedded(p: Parse): boolean {
  if (IS_NAME[p.token] !== 1) giveUp();
  const next = p.peek(1);
  if (next !== Token['[']) return next === Token['.'] || endsField(next);
  return p.peek(2) !== Token[']'] && endsField(p.tokens.kinds[(p.tokens.closers[p.at + 1] as number) + 1] as number);
}

function endsField(token: number): boolean {
  return token === NEWLINE || token === Token[';'] || token === Token['}'] || token === STRING || token === RAW_STRING;
}

export function interfaceType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  p.expect(Token['{']);
  while (!p.is(Token['}'])) {
    if (IS_NAME[p.token] === 1 && p.peek(1) === Token['(']) method(p);
    else typeElement(p, Kind.type_elem);
    if (!p.skipTerminator()) break;
  }
  p.expect(Token['}']);
  p.end(Kind.interface_type, mark);
}

function method(p: Parse): void {
  const mark = p.begin();
  p.name(Kind.field_identifier);
  p.as(Field.name);
  signature(p);
  p.end(Kind.method_elem, mark);
}
