import { Field, Kind, Token } from '../grammar.ts';
import { argumentList, hasComma, hasSingleArgument } from './arguments.ts';
import { expression, value } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import type { Mark, Parse } from './parse.ts';
import type { Operand } from './primary.ts';
import { type, typeArguments } from './types.ts';
import { generic, instance, isArgument, isBoth, leadOf, NAME, ONLY_TYPE, ONLY_VALUE, type View } from './view.ts';

/** A bracket, and the node before it. */
interface Bracket {
  open: Mark;
  node: number;
}

/** What brackets behind an operand may be: an index, a slice, or type arguments. */
export function brackets(p: Parse, x: Operand): void {
  if (x.view === ONLY_TYPE) giveUp();
  const node = p.nodes.size - 1;
  p.as(Field.operand);
  const open = p.begin();
  const { isHeader, closer } = p;
  p.isHeader = false;
  const isList = hasComma(p.tokens, open, closer);
  const content = isList ? ONLY_TYPE : bracketed(p);
  const isSlice = !isList && p.is(Token[':']);
  if (isSlice) slice(p, x, open);
  p.isHeader = isHeader;
  if (!isSlice) choose(p, x, content, { open, node });
  x.isLiteralType = x.isTypeName && x.view !== ONLY_VALUE;
  x.isTypeName = false;
}

/** The first expression within. */
function bracketed(p: Parse): View {
  p.skip();
  return p.is(Token[':']) ? ONLY_VALUE : expression(p);
}

/** `x[a:b:c]`, read up to the first colon. */
function slice(p: Parse, x: Operand, open: Mark): void {
  if (p.at > open + 1) p.as(Field.start);
  p.skip();
  if (!p.is(Token[']']) && !p.is(Token[':'])) {
    value(p);
    p.as(Field.end);
    if (p.skipIf(Token[':'])) {
      value(p);
      p.as(Field.capacity);
    }
  }
  p.expect(Token[']']);
  p.end(Kind.slice_expression, x.start);
  x.view = ONLY_VALUE;
}

/** Between the readings that the content allows, by what follows and by dynamic precedence. */
function choose(p: Parse, x: Operand, content: View, { open, node }: Bracket): void {
  const next = (p.tokens.closers[open] as number) + 1;
  const after = p.tokens.kinds[next];
  const isType = content === ONLY_TYPE;
  const isCall = after === Token['('];
  const isConversion = isCall && x.isTypeName && hasSingleArgument(p, next);
  const isLiteral = after === Token['{'] && x.isTypeName && !p.isHeader;
  if (isConversion || isLiteral) {
    // What follows will have the type read once more.
    if (isType) skipTo(p, x, next, open);
    else index(p, x, content);
  } else if (isCall) {
    if (isBoth(x.view) && x.view >= 2 && (isType || isBoth(content))) instantiate(p, x, open);
    else if (isType || (isArgument(content) && leadOf(content) > NAME)) callWithTypes(p, x, { open, node });
    else index(p, x, content);
  } else if (isType || (isBoth(x.view) && isBoth(content) && x.view + content >= 0)) instantiate(p, x, open);
  else index(p, x, content);
}

function index(p: Parse, x: Operand, content: View): void {
  p.as(Field.index);
  p.expect(Token[']']);
  p.end(Kind.index_expression, x.start);
  x.view = x.isTypeName && isArgument(content) ? generic(content) : ONLY_VALUE;
}

function skipTo(p: Parse, x: Operand, next: Mark, open: Mark): void {
  p.rewind(open);
  p.at = next;
  x.view = instance(x.view);
}

/** `x.f[A, B](y, z)` */
function callWithTypes(p: Parse, x: Operand, { open, node }: Bracket): void {
  p.rewind(open);
  p.nodes.fields[node] = Field.function;
  typeArguments(p);
  p.as(Field.type_arguments);
  argumentList(p);
  p.as(Field.arguments);
  p.end(Kind.call_expression, x.start);
  x.view = ONLY_VALUE;
}

/** `f[A, B]`: an instance of what stands before the bracket. Stars before that are part of the type. */
function instantiate(p: Parse, x: Operand, open: Mark): void {
  if (!isBoth(x.view)) giveUp();
  p.rewind(x.starred);
  p.boundary = open;
  type(p);
  p.boundary = -1;
  p.as(Field.type);
  if (p.at !== open) giveUp();
  p.skip();
  do type(p);
  while (p.skipIf(Token[',']) && !p.is(Token[']']));
  p.expect(Token[']']);
  x.start = x.starred;
  p.end(Kind.type_instantiation_expression, x.start);
  x.view = x.isTypeName ? instance(x.view) : ONLY_VALUE;
}
