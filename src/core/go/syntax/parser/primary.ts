import { Field, Kind, Token } from '../grammar.ts';
import { argumentList, hasSingleArgument, specialArgumentList } from './arguments.ts';
import { holdsStatement } from './blocks.ts';
import { brackets } from './brackets.ts';
import { value } from './expressions.ts';
import { literalValue } from './literal-values.ts';
import { giveUp } from './not-understood.ts';
import { operand } from './operands.ts';
import type { Mark, Parse } from './parse.ts';
import { MAKE, NEW, NEWLINE } from './token-kinds.ts';
import { type } from './types.ts';
import { isBoth, NAME, ONLY_TYPE, ONLY_VALUE, QUALIFIED_NAME, type View } from './view.ts';

/** An operand as far as it has been read. */
export interface Operand {
  /** Where it begins. */
  start: Mark;
  /** Where the stars before it begin, which belong to it when it is the type of a conversion. */
  starred: Mark;
  view: View;
  /** It can stand before type arguments: `T`, `p.T`. */
  isTypeName: boolean;
  /** It can stand before the braces of a literal: `T`, `p.T`, `T[A]`. */
  isLiteralType: boolean;
}

/** An operand and what is put to it. `starred` is where it begins, or where stars before it do. */
export function primary(p: Parse, starred: Mark): View {
  const isBuiltin = p.is(NEW) || p.is(MAKE);
  const isTypeName = p.is(Kind.identifier);
  const start = p.begin();
  const x: Operand = { start, starred, isTypeName, isLiteralType: isTypeName, view: operand(p) };
  if (isBuiltin && p.is(Token['('])) call(p, x, specialArgumentList);
  for (;;) {
    switch (p.token) {
      case Token['.']:
        if (p.peek(1) === Token['('] && p.peek(2) === Token.type) return x.view;
        if (p.peek(1) === Token['(']) assertType(p, x);
        else select(p, x);
        break;
      case Token['[']:
        brackets(p, x);
        break;
      case Token['(']:
        if (x.view === ONLY_TYPE || (x.view >= 0 && hasSingleArgument(p, p.at))) convert(p, x);
        else call(p, x, argumentList);
        break;
      case Token['{']:
        if (!x.isLiteralType) return x.view;
        if (p.isHeader) {
          if (overlooksBlock(p, x)) giveUp();
          return x.view;
        }
        compose(p, x);
        break;
      case NEWLINE:
        if (overlooksLineEnd(p, x)) giveUp();
        return x.view;
      default:
        return x.view;
    }
  }
}

/**
 * Behind what may be a type, the grammar also reads on as if there were no line end. That comes to nothing where a
 * conversion would lose, and where a block is clearly one.
 */
function overlooksLineEnd(p: Parse, { view, isLiteralType }: Operand): boolean {
  if (!isBoth(view) || view === NAME) return false;
  const next = p.peek(1);
  return next === Token['('] ? view >= 0 : next === Token['{'] && isLiteralType && !holdsStatement(p.tokens, p.at + 1);
}

/** In a header, it also reads a literal where a block is: that comes to something if another block follows. */
function overlooksBlock(p: Parse, { view }: Operand): boolean {
  if (view === NAME || holdsStatement(p.tokens, p.at)) return false;
  const { kinds } = p.tokens;
  const after = p.closer + 1;
  const next = kinds[after] === NEWLINE ? kinds[after + 1] : kinds[after];
  return CONTINUES[next as number] === 1;
}

/** Tokens that a statement can begin with and an expression go on with. */
const CONTINUES = new Uint8Array(256);
for (const sign of ['{', '(', '[', '+', '-', '*', '^', '&', '<-'] as const) CONTINUES[Token[sign]] = 1;

function becomesValue(x: Operand): void {
  x.view = ONLY_VALUE;
  x.isTypeName = false;
  x.isLiteralType = false;
}

function select(p: Parse, x: Operand): void {
  if (x.view === ONLY_TYPE) giveUp();
  p.as(Field.operand);
  p.skip();
  p.name(Kind.field_identifier);
  p.as(Field.field);
  p.end(Kind.selector_expression, x.start);
  x.isTypeName = x.isTypeName && x.view === NAME;
  x.isLiteralType = x.isTypeName;
  x.view = x.isTypeName ? QUALIFIED_NAME : ONLY_VALUE;
}

/** `x.(T)` */
function assertType(p: Parse, x: Operand): void {
  if (x.view === ONLY_TYPE) giveUp();
  p.as(Field.operand);
  p.skip();
  p.skip();
  type(p);
  p.as(Field.type);
  p.expect(Token[')']);
  p.end(Kind.type_assertion_expression, x.start);
  becomesValue(x);
}

function call(p: Parse, x: Operand, argumentsOf: (p: Parse) => void): void {
  p.as(Field.function);
  argumentsOf(p);
  p.as(Field.arguments);
  p.end(Kind.call_expression, x.start);
  becomesValue(x);
}

/** `T(x)`: what was read as an expression is read again as a type, its stars with it. */
function convert(p: Parse, x: Operand): void {
  p.rewind(x.starred);
  type(p);
  p.as(Field.type);
  const { isHeader } = p;
  p.isHeader = false;
  p.expect(Token['(']);
  value(p);
  p.as(Field.operand);
  p.skipIf(Token[',']);
  p.expect(Token[')']);
  p.isHeader = isHeader;
  p.end(Kind.type_conversion_expression, x.starred);
  x.start = x.starred;
  becomesValue(x);
}

/** `T{…}` */
function compose(p: Parse, x: Operand): void {
  p.rewind(x.start);
  type(p);
  p.as(Field.type);
  literalValue(p);
  p.as(Field.body);
  p.end(Kind.composite_literal, x.start);
  becomesValue(x);
}
