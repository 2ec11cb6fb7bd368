import { Field, Kind, Token } from '../grammar.ts';
import type { TreeArrays } from '../tree.ts';
import { constDeclaration, typeDeclaration, varDeclaration } from './declarations.ts';
import { giveUp, NotUnderstoodError } from './not-understood.ts';
import { parameters, typeParameters } from './parameters.ts';
import { Parse } from './parse.ts';
import { block } from './statements.ts';
import { stringLiteral } from './string-literals.ts';
import { END_OF_FILE } from './token-kinds.ts';
import { signature } from './types.ts';

/** Characters. Room for what is read of a longer text is given back. */
const LARGE = 200_000;

let parse = new Parse();

/**
 * The tree that tree-sitter-go makes of a Go file, or null: for what is not Go, for what Go has and the grammar has
 * not, and for the few forms that only the grammar's tables can tell apart. Takes time in proportion to the text.
 */
export function parseGo(text: string): TreeArrays | null {
  if (!text.endsWith('\n') || !text.isWellFormed() || text.includes('\0')) return null;
  try {
    parse.open(text);
    sourceFile(parse);
    return parse.close();
  } catch (error) {
    if (error instanceof NotUnderstoodError) return null;
    throw error;
  } finally {
    if (text.length > LARGE) parse = new Parse();
  }
}

function sourceFile(p: Parse): void {
  do {
    topLevelDeclaration(p);
    if (!p.skipTerminator()) giveUp();
  } while (!p.is(END_OF_FILE));
}

function topLevelDeclaration(p: Parse): void {
  switch (p.token) {
    case Token.package:
      packageClause(p);
      break;
    case Token.import:
      importDeclaration(p);
      break;
    case Token.func:
      functionDeclaration(p);
      break;
    case Token.const:
      constDeclaration(p);
      break;
    case Token.var:
      varDeclaration(p);
      break;
    case Token.type:
      typeDeclaration(p);
      break;
    default:
      giveUp();
  }
}

function packageClause(p: Parse): void {
  const mark = p.begin();
  p.skip();
  p.name(Kind.package_identifier);
  p.end(Kind.package_clause, mark);
}

function importDeclaration(p: Parse): void {
  const mark = p.begin();
  p.skip();
  const list = p.begin();
  if (p.skipIf(Token['('])) {
    while (!p.is(Token[')'])) {
      importSpec(p);
      if (!p.skipTerminator()) break;
    }
    p.expect(Token[')']);
    p.end(Kind.import_spec_list, list);
  } else importSpec(p);
  p.end(Kind.import_declaration, mark);
}

function importSpec(p: Parse): void {
  const mark = p.begin();
  if (p.is(Token['.'])) p.leaf(Kind.dot);
  else if (p.isBlank()) p.leaf(Kind.blank_identifier);
  else if (p.is(Kind.identifier)) p.leaf(Kind.package_identifier);
  if (p.at > mark) p.as(Field.name);
  stringLiteral(p);
  p.as(Field.path);
  p.end(Kind.import_spec, mark);
}

/** A function, or a method when a receiver comes first. */
function functionDeclaration(p: Parse): void {
  const mark = p.begin();
  p.skip();
  const isMethod = p.is(Token['(']);
  if (isMethod) {
    parameters(p);
    p.as(Field.receiver);
  }
  p.name(isMethod ? Kind.field_identifier : Kind.identifier);
  p.as(Field.name);
  if (!isMethod && p.is(Token['['])) {
    typeParameters(p);
    p.as(Field.type_parameters);
  }
  signature(p);
  if (p.is(Token['{'])) {
    block(p);
    p.as(Field.body);
  }
  p.end(isMethod ? Kind.method_declaration : Kind.function_declaration, mark);
}
