import { Field, Kind, Token } from '../grammar.ts';
import { constDeclaration, typeDeclaration, varDeclaration } from './declarations.ts';
import { value, values } from './expressions.ts';
import { forStatement, ifStatement } from './flow.ts';
import { giveUp } from './not-understood.ts';
import type { Parse } from './parse.ts';
import { EXPRESSION, endExpression, STATEMENT, simple } from './simple-statements.ts';
import { selectStatement, switchStatement } from './switches.ts';
import { IS_NAME, NEWLINE } from './token-kinds.ts';

export function block(p: Parse): void {
  p.enter();
  const mark = p.begin();
  p.expect(Token['{']);
  statementList(p);
  p.expect(Token['}']);
  p.end(Kind.block, mark);
  p.leave();
}

/** Statements up to the end of their block or clause, if there are any. */
export function statementList(p: Parse): void {
  if (endsList(p.token)) return;
  const mark = p.begin();
  do statement(p);
  while (p.skipTerminator() && !endsList(p.token));
  if (!endsList(p.token)) giveUp();
  p.end(Kind.statement_list, mark);
}

function endsList(token: number): boolean {
  return token === Token['}'] || token === Token.case || token === Token.default;
}

function statement(p: Parse): void {
  const mark = p.begin();
  switch (p.token) {
    case Token.return:
      p.skip();
      if (!endsStatement(p)) values(p);
      p.end(Kind.return_statement, mark);
      break;
    case Token.if:
      ifStatement(p);
      break;
    case Token.for:
      forStatement(p);
      break;
    case Token.switch:
      switchStatement(p);
      break;
    case Token.select:
      selectStatement(p);
      break;
    case Token.var:
      varDeclaration(p);
      break;
    case Token.const:
      constDeclaration(p);
      break;
    case Token.type:
      typeDeclaration(p);
      break;
    case Token.go:
    case Token.defer: {
      const kind = p.is(Token.go) ? Kind.go_statement : Kind.defer_statement;
      p.skip();
      value(p);
      p.end(kind, mark);
      break;
    }
    case Token.break:
      jump(p, Kind.break_statement);
      break;
    case Token.continue:
      jump(p, Kind.continue_statement);
      break;
    case Token.goto:
      jump(p, Kind.goto_statement);
      break;
    case Token.fallthrough:
      p.skip();
      p.end(Kind.fallthrough_statement, mark);
      break;
    case Token['{']:
      block(p);
      break;
    default:
      if (p.is(Kind.identifier) && p.peek(1) === Token[':']) labeledStatement(p);
      else simpleStatement(p);
  }
}

function simpleStatement(p: Parse): void {
  const mark = p.begin();
  const form = simple(p);
  if (form === EXPRESSION) endExpression(p, mark);
  else if (form !== STATEMENT) giveUp();
}

function endsStatement({ token }: Parse): boolean {
  return token === NEWLINE || token === Token[';'] || token === Token['}'];
}

function jump(p: Parse, kind: number): void {
  const mark = p.begin();
  p.skip();
  if (IS_NAME[p.token] === 1) p.leaf(Kind.label_name);
  else if (kind === Kind.goto_statement) giveUp();
  p.end(kind, mark);
}

function labeledStatement(p: Parse): void {
  p.enter();
  const mark = p.begin();
  p.leaf(Kind.label_name);
  p.as(Field.label);
  p.skip();
  if (!endsList(p.token)) {
    statement(p);
    // The grammar lets one label end a list, but not two.
    if (isLabelOnly(p)) giveUp();
  }
  p.end(Kind.labeled_statement, mark);
  p.leave();
}

function isLabelOnly({ nodes, at, tokens }: Parse): boolean {
  return nodes.kinds[nodes.size - 1] === Kind.labeled_statement && tokens.kinds[at - 1] === Token[':'];
}
