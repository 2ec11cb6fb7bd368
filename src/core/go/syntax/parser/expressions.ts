import { Field, Kind, Token } from '../grammar.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { primary } from './primary.ts';
import { isArgument, ONLY_TYPE, ONLY_VALUE, union, type View } from './view.ts';

const PRECEDENCES = new Uint8Array(256);
(
  [
    ['||'],
    ['&&'],
    ['==', '!=', '<', '<=', '>', '>='],
    ['+', '-', '|', '^'],
    ['*', '/', '%', '<<', '>>', '&', '&^'],
  ] as const
).forEach((operators, at) => {
  for (const operator of operators) PRECEDENCES[Token[operator]] = at + 1;
});

const UNARY = new Uint8Array(256);
for (const operator of ['+', '-', '!', '^', '&', '<-'] as const) UNARY[Token[operator]] = 1;

/** `_expression` */
export function value(p: Parse): void {
  if (expression(p) === ONLY_TYPE) giveUp();
}

/** An expression, or what may be a type in its place. */
export function expression(p: Parse): View {
  p.enter();
  const view = binary(p, 1);
  p.leave();
  return view;
}

/** `expression_list` */
export function values(p: Parse): void {
  const mark = p.begin();
  do value(p);
  while (p.skipIf(Token[',']));
  p.end(Kind.expression_list, mark);
}

function binary(p: Parse, lowest: number): View {
  const mark = p.begin();
  let view = unary(p);
  for (;;) {
    const operator = p.token;
    const precedence = PRECEDENCES[operator] as number;
    if (precedence < lowest || precedence === 0 || view === ONLY_TYPE) return view;
    p.as(Field.left);
    p.leaf(operator);
    p.as(Field.operator);
    const right = binary(p, precedence + 1);
    if (right === ONLY_TYPE) giveUp();
    p.as(Field.right);
    p.end(Kind.binary_expression, mark);
    const isUnion = operator === Token['|'] && isArgument(view) && isArgument(right);
    view = isUnion ? union(view, right) : ONLY_VALUE;
  }
}

function unary(p: Parse): View {
  const operator = p.token;
  if (operator === Token['*']) return starred(p);
  if (UNARY[operator] !== 1 || (operator === Token['<-'] && p.peek(1) === Token.chan)) return primary(p, p.at);
  p.enter();
  const mark = p.begin();
  p.leaf(operator);
  p.as(Field.operator);
  if (unary(p) === ONLY_TYPE) giveUp();
  p.as(Field.operand);
  p.end(Kind.unary_expression, mark);
  p.leave();
  return ONLY_VALUE;
}

/** Stars and their operand. In `*[]T(x)` the stars belong to the type, as they do in `*G[T](x)`. */
function starred(p: Parse): View {
  const first = p.at;
  while (p.is(Token['*'])) {
    p.enter();
    p.begin();
    p.leaf(Token['*']);
  }
  const operand = p.at;
  const view = UNARY[p.token] === 1 ? unary(p) : primary(p, first);
  for (let star = operand - 1; star >= first; star--) p.leave();
  if (p.startOfLast() === p.tokens.starts[first]) return view;
  for (let star = operand - 1; star >= first; star--) {
    if (view === ONLY_TYPE) p.end(Kind.pointer_type, star);
    else {
      p.nodes.fields[p.nodeAt(star)] = Field.operator;
      p.as(Field.operand);
      p.end(Kind.unary_expression, star);
    }
  }
  return view;
}
