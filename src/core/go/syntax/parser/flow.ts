import { Field, Kind, Token } from '../grammar.ts';
import { value } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { EXPRESSION, endExpression, RANGE, STATEMENT, simple } from './simple-statements.ts';
import { block } from './statements.ts';

export function ifStatement(p: Parse): void {
  p.enter();
  const mark = p.begin();
  p.skip();
  p.isHeader = true;
  const first = p.begin();
  const form = simple(p);
  if (p.is(Token[';'])) {
    if (form === EXPRESSION) endExpression(p, first);
    else if (form !== STATEMENT) giveUp();
    p.as(Field.initializer);
    p.skip();
    value(p);
  } else if (form !== EXPRESSION) giveUp();
  p.as(Field.condition);
  p.isHeader = false;
  block(p);
  p.as(Field.consequence);
  if (p.skipIf(Token.else)) {
    if (p.is(Token.if)) ifStatement(p);
    else block(p);
    p.as(Field.alternative);
  }
  p.end(Kind.if_statement, mark);
  p.leave();
}

export function forStatement(p: Parse): void {
  p.enter();
  const mark = p.begin();
  p.skip();
  p.isHeader = true;
  if (!p.is(Token['{'])) forHeader(p);
  p.isHeader = false;
  block(p);
  p.as(Field.body);
  p.end(Kind.for_statement, mark);
  p.leave();
}

function forHeader(p: Parse): void {
  const mark = p.begin();
  if (p.skipIf(Token.range)) {
    value(p);
    p.as(Field.right);
    p.end(Kind.range_clause, mark);
    return;
  }
  if (!p.is(Token[';'])) {
    const form = simple(p);
    if (form === RANGE) return;
    if (!p.is(Token[';'])) {
      if (form !== EXPRESSION) giveUp();
      return;
    }
    if (form === EXPRESSION) endExpression(p, mark);
    else if (form !== STATEMENT) giveUp();
    p.as(Field.initializer);
  }
  p.skip();
  if (!p.is(Token[';'])) {
    value(p);
    p.as(Field.condition);
  }
  p.expect(Token[';']);
  if (!p.is(Token['{'])) {
    const update = p.begin();
    const form = simple(p);
    if (form === EXPRESSION) endExpression(p, update);
    else if (form !== STATEMENT) giveUp();
    p.as(Field.update);
  }
  p.end(Kind.for_clause, mark);
}
