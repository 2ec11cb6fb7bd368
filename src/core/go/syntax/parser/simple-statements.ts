import { Field, Kind, Token } from '../grammar.ts';
import { value } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import type { Mark, Parse } from './parse.ts';

/** What `simple` has read. */
export type Form = number;
/** A statement. */
export const STATEMENT: Form = 0;
/** An expression, which is a statement or a condition. */
export const EXPRESSION: Form = 1;
/** `k, v := range m` */
export const RANGE: Form = 2;
/** `x := y` or `y`, with `.(type)` behind it. */
export const GUARD: Form = 3;

const ASSIGNS = new Uint8Array(256);
for (const sign of ['=', '+=', '-=', '*=', '/=', '%=', '&=', '|=', '^=', '<<=', '>>=', '&^='] as const)
  ASSIGNS[Token[sign]] = 1;

/** A simple statement, or what stands in its place in the header of another. */
export function simple(p: Parse): Form {
  const mark = p.begin();
  value(p);
  const isList = p.is(Token[',']);
  while (p.skipIf(Token[','])) value(p);
  const sign = p.token;
  if (sign === Token[':='] || ASSIGNS[sign] === 1) return assignment(p, mark);
  if (isList) giveUp();
  switch (sign) {
    case Token['++']:
    case Token['--']:
      p.leaf(sign);
      p.end(sign === Token['++'] ? Kind.inc_statement : Kind.dec_statement, mark);
      return STATEMENT;
    case Token['<-']:
      send(p, mark);
      return STATEMENT;
    case Token['.']:
      guarded(p);
      return GUARD;
    default:
      return EXPRESSION;
  }
}

/** The channel has been read. */
export function send(p: Parse, mark: Mark): void {
  p.as(Field.channel);
  p.leaf(Token['<-']);
  value(p);
  p.as(Field.value);
  p.end(Kind.send_statement, mark);
}

/** Makes a statement of the expression that was read. */
export function endExpression(p: Parse, mark: Mark): void {
  p.end(Kind.expression_statement, mark);
}

function assignment(p: Parse, mark: Mark): Form {
  p.end(Kind.expression_list, mark);
  p.as(Field.left);
  const left = p.nodes.size - 1;
  const sign = p.token;
  p.leaf(sign);
  if (p.is(Token.range)) {
    if (sign !== Token[':='] && sign !== Token['=']) giveUp();
    p.skip();
    value(p);
    p.as(Field.right);
    p.end(Kind.range_clause, mark);
    return RANGE;
  }
  const isDeclaration = sign === Token[':='];
  if (!isDeclaration) p.as(Field.operator);
  const right = p.begin();
  value(p);
  if (p.is(Token['.'])) {
    if (!isDeclaration) giveUp();
    p.nodes.fields[left] = Field.alias;
    guarded(p);
    return GUARD;
  }
  while (p.skipIf(Token[','])) value(p);
  p.end(Kind.expression_list, right);
  p.as(Field.right);
  p.end(isDeclaration ? Kind.short_var_declaration : Kind.assignment_statement, mark);
  return STATEMENT;
}

/** The value whose type a switch asks for: no operator may stand before it. */
function guarded(p: Parse): void {
  const kind = p.kindOfLast();
  if (kind === Kind.unary_expression || kind === Kind.binary_expression) giveUp();
  p.as(Field.value);
}
