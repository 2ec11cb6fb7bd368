/** One of `[S ~[]E, E any]`. */
export interface TypeParameter {
  name: string;
  constraint: string;
}

/** Type parameters in order; those of one constraint each get it. */
export function typeParameters(text: string | null): TypeParameter[] {
  if (!text) return [];
  const found: TypeParameter[] = [];
  let waiting: string[] = [];
  for (const entry of splitList(text.slice(1, -1))) {
    const [, name = '', constraint = ''] = /^([\w\u0080-\uffff]+)\s*([\s\S]*)$/.exec(entry) ?? [];
    if (!name) continue;
    waiting.push(name);
    if (!constraint) continue;
    for (const one of waiting) found.push({ name: one, constraint });
    waiting = [];
  }
  return [...found, ...waiting.map((name) => ({ name, constraint: '' }))];
}

/** Names declared by `[K comparable, V any]`. */
export function typeParameterNames(text: string | null): string[] {
  return typeParameters(text).map(({ name }) => name);
}

const OPENS = '([{';
const CLOSES = ')]}';

/** Entries between the commas (or `separator`s) outside brackets and strings, trimmed; empty ones are left out. */
export function splitList(text: string, separator = ','): string[] {
  const entries: string[] = [];
  let depth = 0;
  let start = 0;
  for (let at = 0; at <= text.length; at++) {
    const char = text[at] ?? separator;
    if (char === '`' || char === '"') at = afterString(text, at) - 1;
    else if (OPENS.includes(char)) depth++;
    else if (CLOSES.includes(char)) depth--;
    else if (char === separator && (depth === 0 || at === text.length)) {
      const entry = text.slice(start, at).trim();
      if (entry) entries.push(entry);
      start = at + 1;
    }
  }
  return entries;
}

/** Offset after the bracket that matches the opening one at `open`; the end of the text when there is none. */
export function afterBracket(text: string, open: number): number {
  let depth = 0;
  for (let at = open; at < text.length; at++) {
    const char = text[at] as string;
    if (char === '`' || char === '"') at = afterString(text, at) - 1;
    else if (OPENS.includes(char)) depth++;
    else if (CLOSES.includes(char) && --depth === 0) return at + 1;
  }
  return text.length;
}

function afterString(text: string, start: number): number {
  const quote = text[start];
  for (let at = start + 1; at < text.length; at++) {
    if (text[at] === '\\' && quote === '"') at++;
    else if (text[at] === quote) return at + 1;
  }
  return text.length;
}
