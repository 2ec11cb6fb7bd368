import { Field, Kind, Token } from '../grammar.ts';
import { value } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import { parameters } from './parameters.ts';
import type { Parse } from './parse.ts';
import { interfaceType, structType } from './structures.ts';
import { BEGINS_TYPE } from './token-kinds.ts';

/** `_type` */
export function type(p: Parse): void {
  p.enter();
  const mark = p.begin();
  switch (p.token) {
    case Token['*']:
      p.leaf(Token['*']);
      type(p);
      p.end(Kind.pointer_type, mark);
      break;
    case Token['~']:
      p.leaf(Token['~']);
      type(p);
      p.end(Kind.negated_type, mark);
      break;
    case Token['(']:
      p.skip();
      type(p);
      p.expect(Token[')']);
      p.end(Kind.parenthesized_type, mark);
      break;
    case Token['[']:
      arrayOrSliceType(p);
      break;
    case Token.map:
      mapType(p);
      break;
    case Token.chan:
      channelType(p);
      break;
    case Token['<-']:
      p.leaf(Token['<-']);
      p.expect(Token.chan);
      type(p);
      p.as(Field.value);
      p.end(Kind.channel_type, mark);
      break;
    case Token.func:
      p.skip();
      signature(p);
      p.end(Kind.function_type, mark);
      break;
    case Token.struct:
      structType(p);
      break;
    case Token.interface:
      interfaceType(p);
      break;
    default:
      namedType(p);
  }
  p.leave();
}

/** A name, qualified or not, with its type arguments. */
export function namedType(p: Parse): void {
  const mark = p.begin();
  typeName(p);
  if (!p.is(Token['[']) || p.at === p.boundary) return;
  p.as(Field.type);
  typeArguments(p);
  p.as(Field.type_arguments);
  p.end(Kind.generic_type, mark);
}

export function typeName(p: Parse): void {
  if (p.peek(1) !== Token['.']) {
    p.name(Kind.type_identifier);
    return;
  }
  const mark = p.begin();
  p.name(Kind.package_identifier);
  p.as(Field.package);
  p.skip();
  p.name(Kind.type_identifier);
  p.as(Field.name);
  p.end(Kind.qualified_type, mark);
}

export function typeArguments(p: Parse): void {
  const mark = p.begin();
  p.expect(Token['[']);
  do typeElement(p, Kind.type_elem);
  while (p.skipIf(Token[',']) && !p.is(Token[']']));
  p.expect(Token[']']);
  p.end(Kind.type_arguments, mark);
}

/** Types with `|` between them, as a node of the kind. */
export function typeElement(p: Parse, kind: number): void {
  const mark = p.begin();
  type(p);
  while (p.is(Token['|'])) {
    p.leaf(Token['|']);
    type(p);
  }
  p.end(kind, mark);
}

/** Parameters and result. */
export function signature(p: Parse): void {
  parameters(p);
  p.as(Field.parameters);
  if (p.is(Token['('])) parameters(p);
  else if (BEGINS_TYPE[p.token] === 1) type(p);
  else return;
  p.as(Field.result);
}

function arrayOrSliceType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  const isSlice = p.is(Token[']']);
  if (!isSlice) {
    const { isHeader } = p;
    p.isHeader = false;
    value(p);
    p.as(Field.length);
    p.isHeader = isHeader;
  }
  p.expect(Token[']']);
  type(p);
  p.as(Field.element);
  p.end(isSlice ? Kind.slice_type : Kind.array_type, mark);
}

function mapType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  p.expect(Token['[']);
  type(p);
  p.as(Field.key);
  p.expect(Token[']']);
  type(p);
  p.as(Field.value);
  p.end(Kind.map_type, mark);
}

/** `chan <- chan T` is a channel of `<-chan T` to the grammar, unlike Go; only what cannot be that sends. */
function channelType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  if (p.is(Token['<-'])) {
    const isNested = p.peek(1) === Token.chan && p.peek(2) === Token['<-'];
    if (isNested && p.peek(3) === Token.chan) giveUp();
    if (isNested || p.peek(1) !== Token.chan) p.leaf(Token['<-']);
  }
  type(p);
  p.as(Field.value);
  p.end(Kind.channel_type, mark);
}
