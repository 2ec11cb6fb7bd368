import { Field, Kind, Token } from '../grammar.ts';
import { hasComma } from './arguments.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { BEGINS_TYPE, IS_NAME } from './token-kinds.ts';
import { type, typeElement } from './types.ts';

/** `(a, b int, c ...string)`, or types only. */
export function parameters(p: Parse): void {
  const mark = p.begin();
  const { isHeader } = p;
  p.isHeader = false;
  p.expect(Token['(']);
  while (!p.is(Token[')'])) {
    parameter(p);
    if (!p.skipIf(Token[','])) break;
  }
  p.expect(Token[')']);
  p.isHeader = isHeader;
  p.end(Kind.parameter_list, mark);
}

/** Tokens from the first to the last of nine names. Those before it are types to tree-sitter, which loses count. */
const LONGEST_RUN = 16;

/** One declaration, or a run of names that turn out to be types. */
function parameter(p: Parse): void {
  const last = lastOfRun(p);
  const isNamed = last >= 0 && hasType(p, last);
  while (isNamed && last - p.at > LONGEST_RUN) {
    plain(p);
    p.skip();
  }
  if (isNamed && p.tokens.kinds[last + 1] !== Token['...']) {
    named(p);
    return;
  }
  while (p.at < last) {
    plain(p);
    p.expect(Token[',']);
  }
  if (isNamed || p.is(Token['...'])) variadic(p);
  else plain(p);
}

/** Index of the last name of `a, b, c`; -1 when there is no name. */
function lastOfRun(p: Parse): number {
  const { kinds } = p.tokens;
  let at = p.at;
  if (IS_NAME[kinds[at] as number] !== 1) return -1;
  while (kinds[at + 1] === Token[','] && IS_NAME[kinds[at + 2] as number] === 1) at += 2;
  return at;
}

/** The name has a type behind it: `a G[n]` and `a [n]int`, but `G[n]` is a type itself. */
function hasType(p: Parse, name: number): boolean {
  const { kinds, closers } = p.tokens;
  const next = kinds[name + 1] as number;
  if (next !== Token['[']) return next === Token['('] || next === Token['...'] || BEGINS_TYPE[next] === 1;
  const after = kinds[(closers[name + 1] as number) + 1];
  return after !== Token[','] && after !== Token[')'];
}

function named(p: Parse): void {
  const mark = p.begin();
  do {
    p.name(Kind.identifier);
    p.as(Field.name);
  } while (p.skipIf(Token[',']));
  type(p);
  p.as(Field.type);
  p.end(Kind.parameter_declaration, mark);
}

function plain(p: Parse): void {
  const mark = p.begin();
  type(p);
  p.as(Field.type);
  p.end(Kind.parameter_declaration, mark);
}

function variadic(p: Parse): void {
  const mark = p.begin();
  if (!p.is(Token['...'])) {
    p.name(Kind.identifier);
    p.as(Field.name);
  }
  p.leaf(Token['...']);
  type(p);
  p.as(Field.type);
  p.end(Kind.variadic_parameter_declaration, mark);
}

/** `[K comparable, V any]` */
export function typeParameters(p: Parse): void {
  const mark = p.begin();
  p.expect(Token['[']);
  do {
    const declaration = p.begin();
    do {
      p.name(Kind.identifier);
      p.as(Field.name);
    } while (p.skipIf(Token[',']));
    typeElement(p, Kind.type_constraint);
    p.as(Field.type);
    p.end(Kind.type_parameter_declaration, declaration);
  } while (p.skipIf(Token[',']) && !p.is(Token[']']));
  p.expect(Token[']']);
  p.end(Kind.type_parameter_list, mark);
}

/**
 * The bracket behind the name of a declared type opens its parameters, not the length of an array. What dynamic
 * precedence decides is left to the grammar: `[P *p.T]`.
 */
export function opensTypeParameters(p: Parse): boolean {
  if (!p.is(Token['[']) || IS_NAME[p.peek(1)] !== 1) return false;
  if (hasComma(p.tokens, p.at, p.closer)) return true;
  const next = p.peek(2);
  const after = p.peek(3);
  if (next === Token['[']) return after === Token[']'] || giveUp();
  if (next === Token['*']) return after === Kind.int_literal || p.peek(4) === Token[']'] ? false : giveUp();
  if (next === Token['<-']) giveUp();
  return BEGINS_TYPE[next] === 1;
}
