/** Marks of a value that a template leaves open. */
const OPEN = '⟦';
const CLOSE = '⟧';

/** Characters of a named template that is still read. */
const LONGEST_TEMPLATE = 4000;
/** Characters of a line that is still looked into: the patterns' work grows with their square. */
const LONGEST_LINE = 2000;

/**
 * A template of Helm or Jinja as YAML with its expressions as `⟦expression⟧`, line for line. Lines that only control
 * (`if`, `range`, `end`, comments, blocks that are included) become empty: of an `if` both branches stay.
 */
export function openTemplate(text: string): string {
  const clean = withoutComments(text.replaceAll(OPEN, '[').replaceAll(CLOSE, ']'));
  return clean
    .split('\n')
    .map((line) => (line.includes('{') && /\{[{%]/.test(line) ? openLine(line) : line))
    .join('\n');
}

function openLine(line: string): string {
  if (line.length > LONGEST_LINE || /^\s*(?:\{\{.*?\}\}\s*|\{%.*?%\}\s*)+$/.test(line)) return '';
  return line
    .replace(/\{%-?.*?-?%\}/g, '')
    .replace(/\{\{-?\s*(?:if|else|end|range|with)\b.*?-?\}\}/g, '')
    .replace(/\{\{-?\s*(.*?)\s*-?\}\}/g, (_, expression: string) => {
      if (/\btoYaml\b|\bn?indent\b/.test(expression)) return '';
      return `${OPEN}${expression.replaceAll('"', '`').replaceAll("'", '`').replace(/: /g, ':')}${CLOSE}`;
    });
}

/** Without `{{/* … *\/}}` and `{# … #}`, their line feeds kept. */
function withoutComments(text: string): string {
  let clean = '';
  let at = 0;
  for (const { index, 1: helm } of text.matchAll(/\{\{-?\s*(\/\*)|\{#/g)) {
    if (index < at) continue;
    const close = text.indexOf(helm ? '*/' : '#}', index);
    if (close < 0) break;
    const end = helm ? text.indexOf('}}', close) : close;
    if (end < 0) break;
    clean += text.slice(at, index) + text.slice(index, end + 2).replace(/[^\n]/g, '');
    at = end + 2;
  }
  return clean + text.slice(at);
}

/** What the open values of a text are, in order; texts between them are kept as they are. */
export function fillTemplate(text: string, value: (expression: string) => string | null): string | null {
  let known = true;
  const filled = text.replace(/⟦(.*?)⟧/g, (_, expression: string) => {
    const found = value(expression);
    if (found === null) known = false;
    return found ?? '';
  });
  return known ? filled : null;
}

export function isOpen(text: string): boolean {
  return text.includes(OPEN);
}

/** Named templates of a chart: `{{ define "shop.name" }}…{{ end }}`, as written. */
export function namedTemplates(text: string): Record<string, string> {
  const named: Record<string, string> = {};
  const opening = /\{\{-?\s*define\s+"([^"\n]+)"\s*-?\}\}/g;
  for (const match of withoutComments(text).matchAll(opening)) {
    const [, name = ''] = match;
    const rest = match.input.slice(match.index + match[0].length).slice(0, LONGEST_TEMPLATE);
    named[name] = rest.slice(0, bodyEnd(rest)).trim();
  }
  return named;
}

/** Where the block that is open at the start ends. */
function bodyEnd(text: string): number {
  let depth = 1;
  for (const match of text.matchAll(/\{\{-?\s*(if|range|with|block|define|end)\b/g)) {
    depth += match[1] === 'end' ? -1 : 1;
    if (depth === 0) return match.index;
  }
  return text.length;
}
