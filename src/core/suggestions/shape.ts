import { isPlain } from '../report/hidden.ts';

/**
 * Code that somebody proposes in place of whole lines, indented as gofmt does; null where gofmt would move more than
 * its indentation, or where that cannot be told.
 *
 * @param indent white space before the first of the lines that it replaces
 */
export function shaped(code: string, indent: string): string | null {
  const text = code.replace(/\s+$/, '').replace(/^(?:[ \t]*\n)+/, '');
  if (text === '') return '';
  if (!isPlain(text) || text.includes('\r')) return null;
  const lines = text.split('\n').map((line) => line.trim());
  const bare = lines.map(withoutLiterals);
  if (bare.some((line) => line === null || isMisspaced(line)) || isMisaligned(bare)) return null;
  const open: boolean[] = [];
  const shapedLines: string[] = [];
  for (const [i, line] of lines.entries()) {
    const own = bare[i] ?? '';
    const level = levelOf(open, own);
    shapedLines.push(line === '' ? '' : indent + '\t'.repeat(Math.max(0, level)) + line);
    follow(open, own);
    if (open.length === 0 && /[,+\-*/%&|^<>=.]$/.test(own) && i < lines.length - 1) return null;
    if (open.length > 0 && /[+\-*/%&|^<>=.]$/.test(own)) return null;
  }
  return open.length === 0 ? shapedLines.join('\n') : null;
}

/** The line with the contents of strings blanked and its comment gone; null where a string goes on. */
function withoutLiterals(line: string): string | null {
  const bare = line.replace(/"(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|`[^`]*`/g, '""').replace(/ ?\/\/.*$/, '');
  return /["'`]{1}(?!")/.test(bare.replaceAll('""', '')) || bare.includes('/*') ? null : bare;
}

const MISSPACED =
  /\s{2}|\t|[([] | [)\],;]|,(?=[^\s)])|;\S|\)\{|\b(?:if|for|switch|select)[({]|\S:=|:=\S|[\w)\]"](?:==|!=|<=|>=|&&|\|\|)|(?:==|!=|<=|>=|&&|\|\|)[\w("]|[\w)\]"]=[\w("&*]/;

function isMisspaced(line: string | null): boolean {
  return line === null || MISSPACED.test(line);
}

/** Neighbouring fields of a literal have their values in one column. */
function isMisaligned(lines: readonly (string | null)[]): boolean {
  const columns = lines.map((line) => /^\w+:\s+(?=\S)/.exec(line ?? '')?.[0].length ?? null);
  return columns.some((column, i) => column !== null && columns[i + 1] !== undefined && columns[i + 1] !== null);
}

function levelOf(open: readonly boolean[], line: string): number {
  const closing = /^[)\]}]*/.exec(line)?.[0].length ?? 0;
  const left = open.slice(0, Math.max(0, open.length - closing));
  const label = /^(?:case\b.*|default):$/.test(line) ? 1 : 0;
  return left.filter((indents) => indents).length - label;
}

/** Of the brackets that a line leaves open only the last indents what follows. */
function follow(open: boolean[], line: string): void {
  const before = open.length;
  let lowest = before;
  for (const sign of line.replace(/[^()[\]{}]/g, '')) {
    if ('([{'.includes(sign)) open.push(false);
    else open.pop();
    lowest = Math.min(lowest, open.length);
  }
  if (open.length > lowest) open[open.length - 1] = true;
}
