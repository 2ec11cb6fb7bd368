import { Field, Kind, Token } from '../grammar.ts';
import { value, values } from './expressions.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { EXPRESSION, endExpression, GUARD, STATEMENT, send, simple } from './simple-statements.ts';
import { statementList } from './statements.ts';
import { type } from './types.ts';

type Clause = (p: Parse) => void;

/** A switch over values or over the type of one. */
export function switchStatement(p: Parse): void {
  const mark = p.begin();
  p.skip();
  p.isHeader = true;
  const isGuarded = switchHeader(p);
  p.isHeader = false;
  clauses(p, isGuarded ? typeCase : expressionCase);
  p.end(isGuarded ? Kind.type_switch_statement : Kind.expression_switch_statement, mark);
}

/** True when it asks for a type. */
function switchHeader(p: Parse): boolean {
  if (p.is(Token['{'])) return false;
  const first = p.begin();
  let form = simple(p);
  if (p.is(Token[';'])) {
    if (form === EXPRESSION) endExpression(p, first);
    else if (form !== STATEMENT) giveUp();
    p.as(Field.initializer);
    p.skip();
    if (p.is(Token['{'])) return false;
    form = simple(p);
  }
  if (form === GUARD) {
    for (const token of [Token['.'], Token['('], Token.type, Token[')']]) p.expect(token);
    return true;
  }
  if (form !== EXPRESSION) giveUp();
  p.as(Field.value);
  return false;
}

export function selectStatement(p: Parse): void {
  const mark = p.begin();
  p.skip();
  clauses(p, communicationCase);
  p.end(Kind.select_statement, mark);
}

/** `{ case …: …; default: … }` */
function clauses(p: Parse, clause: Clause): void {
  p.enter();
  p.expect(Token['{']);
  while (!p.is(Token['}'])) {
    const mark = p.begin();
    if (p.is(Token.case)) clause(p);
    else {
      p.expect(Token.default);
      p.expect(Token[':']);
      statementList(p);
      p.end(Kind.default_case, mark);
    }
  }
  p.skip();
  p.leave();
}

function expressionCase(p: Parse): void {
  const mark = p.begin();
  p.skip();
  values(p);
  p.as(Field.value);
  p.expect(Token[':']);
  statementList(p);
  p.end(Kind.expression_case, mark);
}

function typeCase(p: Parse): void {
  const mark = p.begin();
  p.skip();
  do {
    type(p);
    p.as(Field.type);
  } while (p.skipIf(Token[',']));
  p.expect(Token[':']);
  statementList(p);
  p.end(Kind.type_case, mark);
}

function communicationCase(p: Parse): void {
  const mark = p.begin();
  p.skip();
  communication(p);
  p.as(Field.communication);
  p.expect(Token[':']);
  statementList(p);
  p.end(Kind.communication_case, mark);
}

function communication(p: Parse): void {
  const mark = p.begin();
  value(p);
  if (p.is(Token['<-'])) {
    send(p, mark);
    return;
  }
  const isList = p.is(Token[',']);
  while (p.skipIf(Token[','])) value(p);
  if (p.is(Token['=']) || p.is(Token[':='])) {
    p.end(Kind.expression_list, mark);
    p.as(Field.left);
    p.leaf(p.token);
    value(p);
  } else if (isList) giveUp();
  p.as(Field.right);
  p.end(Kind.receive_statement, mark);
}
