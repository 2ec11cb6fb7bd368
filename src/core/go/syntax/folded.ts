import type { NodeId, SyntaxTree } from './tree.ts';

/** White space that is more than one space, or what may be a comment. */
const LOOSE = /[\n\t\r/]| {2}/;
const TOKEN = /`[^`]*`|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+'|\/\/[^\n]*|\/\*[\s\S]*?\*\/|\s+|[^\s/"'`]+|[\s\S]/g;

/**
 * The node's text on one line: white space made single spaces, comments left out. Line ends that separate the members
 * of a struct or interface become semicolons.
 */
export function folded(tree: SyntaxTree, node: NodeId): string {
  const text = tree.textOf(node);
  return LOOSE.test(text) ? foldedText(text) : text;
}

export function foldedText(text: string): string {
  let result = '';
  const brackets: string[] = [];
  for (const [token] of text.matchAll(TOKEN)) {
    if (token.startsWith('//')) continue;
    const blank = token.startsWith('/*') || /^\s/.test(token);
    if (!blank) {
      if (result.endsWith('; ') && /^[})]/.test(token)) result = `${result.slice(0, -2)} `;
      result += token;
      if (!/^["'`]/.test(token)) follow(brackets, token);
    } else if (token.includes('\n') && brackets.at(-1) === '{' && /[^\s{;,|]\s*$/.test(result)) {
      result = `${result.trimEnd()}; `;
    } else if (result !== '' && !result.endsWith(' ')) {
      result += ' ';
    }
  }
  return result.trimEnd();
}

function follow(brackets: string[], token: string): void {
  for (const char of token) {
    if (char === '{' || char === '(') brackets.push(char);
    else if (char === '}' || char === ')') brackets.pop();
  }
}
