/** A token of the protocol buffer language; comments are left out. */
export interface Token {
  text: string;
  /** Counted from 1. */
  line: number;
  /** Of a string literal: its contents. Null for all others. */
  string: string | null;
}

const TOKEN =
  /\s+|\/\/[^\n]*|\/\*[\s\S]*?(?:\*\/|$)|"(?:\\[\s\S]|[^"\\\n])*"|'(?:\\[\s\S]|[^'\\\n])*'|\.?[\p{L}\w]+(?:\.[\p{L}\w]+)*|[\s\S]/gu;

/** The tokens of a file; a dotted name, with a leading dot or without, is one. */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let line = 1;
  for (const [found] of text.matchAll(TOKEN)) {
    const first = found[0] ?? '';
    const isComment = found.startsWith('//') || found.startsWith('/*');
    if (!isComment && first.trim() !== '')
      tokens.push({ text: found, line, string: first === '"' || first === "'" ? found.slice(1, -1) : null });
    for (let at = found.indexOf('\n'); at >= 0; at = found.indexOf('\n', at + 1)) line++;
  }
  return tokens;
}
