import { Field, Kind, Token } from '../grammar.ts';
import { expression } from './expressions.ts';
import { literalValue } from './literal-values.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { block } from './statements.ts';
import { stringLiteral } from './string-literals.ts';
import { MAKE, NEW, RAW_STRING, STRING } from './token-kinds.ts';
import { signature, type } from './types.ts';
import { isBoth, NAME, ONLY_TYPE, ONLY_VALUE, type View } from './view.ts';

/** An expression that is no more than one token, bracket, function or literal. */
export function operand(p: Parse): View {
  switch (p.token) {
    case Kind.identifier:
    case NEW:
    case MAKE:
      p.leaf(Kind.identifier);
      return NAME;
    case Kind.nil:
    case Kind.true:
    case Kind.false:
    case Kind.iota:
      p.leaf(p.token);
      return NAME;
    case Kind.int_literal:
    case Kind.float_literal:
    case Kind.imaginary_literal:
    case Kind.rune_literal:
      p.leaf(p.token);
      return ONLY_VALUE;
    case STRING:
    case RAW_STRING:
      stringLiteral(p);
      return ONLY_VALUE;
    case Token['(']:
      return parenthesized(p);
    case Token.func:
      return functionLiteral(p);
    case Token['[']:
    case Token['~']:
    case Token['<-']:
    case Token.map:
    case Token.chan:
    case Token.struct:
    case Token.interface:
      return typeOrLiteral(p);
    default:
      return giveUp();
  }
}

function parenthesized(p: Parse): View {
  const mark = p.begin();
  const { isHeader } = p;
  p.isHeader = false;
  p.skip();
  const view = expression(p);
  p.expect(Token[')']);
  p.isHeader = isHeader;
  p.end(view === ONLY_TYPE ? Kind.parenthesized_type : Kind.parenthesized_expression, mark);
  return isBoth(view) || view === ONLY_TYPE ? view : ONLY_VALUE;
}

function functionLiteral(p: Parse): View {
  const mark = p.begin();
  p.skip();
  signature(p);
  const isLiteral = p.is(Token['{']);
  if (isLiteral) {
    const { isHeader } = p;
    p.isHeader = false;
    block(p);
    p.as(Field.body);
    p.isHeader = isHeader;
  }
  p.end(isLiteral ? Kind.func_literal : Kind.function_type, mark);
  return isLiteral ? ONLY_VALUE : ONLY_TYPE;
}

function typeOrLiteral(p: Parse): View {
  const mark = p.begin();
  const isCounted = p.is(Token['[']) && p.peek(1) === Token['...'];
  if (isCounted) implicitLengthArrayType(p);
  else type(p);
  if (!p.is(Token['{']) || !isComposite(p.kindOfLast())) return isCounted ? giveUp() : ONLY_TYPE;
  p.as(Field.type);
  literalValue(p);
  p.as(Field.body);
  p.end(Kind.composite_literal, mark);
  return ONLY_VALUE;
}

function implicitLengthArrayType(p: Parse): void {
  const mark = p.begin();
  p.skip();
  p.leaf(Token['...']);
  p.expect(Token[']']);
  type(p);
  p.as(Field.element);
  p.end(Kind.implicit_length_array_type, mark);
}

function isComposite(kind: number): boolean {
  return (
    kind === Kind.slice_type ||
    kind === Kind.map_type ||
    kind === Kind.struct_type ||
    kind === Kind.array_type ||
    kind === Kind.implicit_length_array_type
  );
}
