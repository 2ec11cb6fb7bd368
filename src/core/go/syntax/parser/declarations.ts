import { Field, Kind, Token } from '../grammar.ts';
import { values } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import { opensTypeParameters, typeParameters } from './parameters.ts';
import type { Parse } from './parse.ts';
import { BEGINS_TYPE } from './token-kinds.ts';
import { type } from './types.ts';

export function constDeclaration(p: Parse): void {
  const mark = p.begin();
  p.skip();
  if (p.is(Token['('])) group(p, constSpec);
  else constSpec(p);
  p.end(Kind.const_declaration, mark);
}

function constSpec(p: Parse): void {
  const mark = p.begin();
  names(p);
  if (p.is(Token['='])) initialize(p);
  else if (BEGINS_TYPE[p.token] === 1) {
    type(p);
    p.as(Field.type);
    if (!p.is(Token['='])) giveUp();
    initialize(p);
  }
  p.end(Kind.const_spec, mark);
}

export function varDeclaration(p: Parse): void {
  const mark = p.begin();
  p.skip();
  if (p.is(Token['('])) {
    const list = p.begin();
    group(p, varSpec);
    p.end(Kind.var_spec_list, list);
  } else varSpec(p);
  p.end(Kind.var_declaration, mark);
}

function varSpec(p: Parse): void {
  const mark = p.begin();
  names(p);
  if (!p.is(Token['='])) {
    type(p);
    p.as(Field.type);
  }
  if (p.is(Token['='])) initialize(p);
  p.end(Kind.var_spec, mark);
}

/** `(…)`, each member with its line end. */
function group(p: Parse, member: (p: Parse) => void): void {
  p.skip();
  while (!p.is(Token[')'])) {
    member(p);
    if (!p.skipTerminator()) giveUp();
  }
  p.skip();
}

function names(p: Parse): void {
  do {
    p.name(Kind.identifier);
    p.as(Field.name);
  } while (p.skipIf(Token[',']));
}

function initialize(p: Parse): void {
  p.leaf(Token['=']);
  values(p);
  p.as(Field.value);
}

export function typeDeclaration(p: Parse): void {
  const mark = p.begin();
  p.skip();
  if (p.skipIf(Token['('])) {
    while (!p.is(Token[')'])) {
      typeSpec(p);
      if (!p.skipTerminator()) break;
    }
    p.expect(Token[')']);
  } else typeSpec(p);
  p.end(Kind.type_declaration, mark);
}

function typeSpec(p: Parse): void {
  const mark = p.begin();
  p.name(Kind.type_identifier);
  p.as(Field.name);
  if (opensTypeParameters(p)) {
    typeParameters(p);
    p.as(Field.type_parameters);
  }
  const isAlias = p.is(Token['=']);
  if (isAlias) p.leaf(Token['=']);
  type(p);
  p.as(Field.type);
  p.end(isAlias ? Kind.type_alias : Kind.type_spec, mark);
}
