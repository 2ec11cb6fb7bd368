import type { Claim } from '../../../src/core/findings/finding.ts';
import { directoryOf } from '../../../src/core/findings/renames.ts';

/** Standards over a toy language: `func name {` and `}` on lines of their own, statements between them. */
export type Standard = (path: string, text: string) => Claim[];

interface Statement {
  symbol: string | null;
  line: number;
  endLine: number;
  text: string;
  start: number;
  /** Of the enclosing function. */
  scope: { line: number; endLine: number } | null;
}

/** Blames every statement that says BAD, from that word on. */
export const badLines: Standard = (path, text) =>
  statementsOf(text)
    .filter((statement) => statement.text.includes('BAD'))
    .map((statement) => claimOf(path, statement, 'toy/bad', statement.text.slice(statement.text.indexOf('BAD'))));

/** Blames `OPEN x` where its function does not say `CLOSE x`; a `RETURN` before it is the evidence. */
export const neverClosed: Standard = (path, text) => {
  const statements = statementsOf(text);
  return statements.flatMap((statement) => {
    const name = /OPEN (\w+)/.exec(statement.text)?.[1];
    if (name === undefined) return [];
    const later = statements.filter((other) => other.symbol === statement.symbol && other.line > statement.line);
    const end = later.find((other) => other.text === 'RETURN' || other.text === `CLOSE ${name}`);
    if (end?.text.startsWith('CLOSE')) return [];
    const claim = claimOf(path, statement, 'toy/never-closed', `OPEN ${name}`);
    return [{ ...claim, evidence: end === undefined ? [] : [{ path, line: end.line, text: end.text }] }];
  });
};

/** Lines of the function that holds a line; what the caller of the matcher knows from its syntax tree. */
export function scopeIn(version: Readonly<Record<string, string>>) {
  return (claim: Claim) =>
    statementsOf(version[claim.path] ?? '').find((statement) => statement.line === claim.line)?.scope ?? null;
}

function claimOf(path: string, statement: Statement, standard: string, expression: string): Claim {
  return {
    standard,
    lane: 'D',
    severity: 'high',
    path,
    line: statement.line,
    endLine: statement.endLine,
    start: statement.start,
    end: statement.start + statement.text.length,
    message: `${expression} is bad.`,
    evidence: [],
    suggestion: null,
    anchor: { package: directoryOf(path), symbol: statement.symbol, header: statement.text, expression },
  };
}

/** A statement goes on while a bracket is open; its white space is folded. */
function statementsOf(text: string): Statement[] {
  const statements: Statement[] = [];
  let symbol: string | null = null;
  let scope: Statement['scope'] = null;
  let open: Statement | null = null;
  let offset = 0;
  for (const [index, raw] of text.split('\n').entries()) {
    const [line, start] = [index + 1, offset];
    const words = raw.trim().replaceAll(/\s+/g, ' ');
    offset += raw.length + 1;
    const declared = /^func (\S+) \{$/.exec(words)?.[1];
    if (declared !== undefined) [symbol, scope] = [declared, { line, endLine: line }];
    if (scope !== null) scope.endLine = line;
    if (declared !== undefined || words === '') continue;
    if (words === '}') [symbol, scope] = [null, null];
    else if (open !== null) Object.assign(open, { text: `${open.text} ${words}`, endLine: line });
    else open = { symbol, line, endLine: line, text: words, start, scope };
    if (open !== null && count(open.text, '(') <= count(open.text, ')')) {
      statements.push(open);
      open = null;
    }
  }
  return statements;
}

function count(text: string, part: string): number {
  return text.split(part).length - 1;
}
