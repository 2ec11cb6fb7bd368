import { oneLine, visible, visibleBlock } from '../hidden.ts';
import { spans } from '../prose.ts';

/**
 * GitHub reads mentions, references and bare addresses in the rendered text, so that an escape or an entity of
 * the character itself does not help: a zero-width space after it does. In code none of them is read.
 */
const ZERO_WIDTH = '&#8203;';

/** Text of a stranger inside a paragraph, list item, heading or table cell; never starts a block of its own. */
export function text(raw: string): string {
  return inert(oneLine(raw))
    .replace(/^([-+=])/, '\\$1')
    .replace(/^(\d+)([.)])/, '$1\\$2')
    .replace(/^#/, '\\#');
}

/** A message, Markdown prose whose code spans alone are kept. */
export function message(raw: string): string {
  const parts = spans(raw.replace(/\s+/g, ' ').trim());
  return parts.map((span, i) => (span.code ? code(span.text) : edge(span.text, i === 0))).join('');
}

/** A code span that its content cannot leave, in a table cell either. */
export function code(raw: string): string {
  const content = visible(raw);
  if (content.trim() === '') return content === '' ? '` `' : `<code>${content.replaceAll(' ', '&nbsp;')}</code>`;
  // A backslash before a pipe ends a cell even in a code span; HTML with entities has no such corner.
  if (/[|\\]/.test(content)) return `<code>${inert(content)}</code>`;
  const fence = '`'.repeat(longestRun(content) + 1);
  const pad = /^[ `]|[ `]$/.test(content) ? ' ' : '';
  return `${fence}${pad}${content}${pad}${fence}`;
}

/** A code block that its content cannot leave. */
export function fence(info: string, raw: string): string {
  const content = visibleBlock(raw).replace(/\n$/, '');
  const mark = '`'.repeat(Math.max(3, longestRun(content) + 1));
  return `${mark}${info}\n${content}\n${mark}`;
}

const LANGUAGES = new Map([
  ['go', 'go'],
  ['mod', 'go'],
  ['yaml', 'yaml'],
  ['yml', 'yaml'],
  ['sql', 'sql'],
  ['proto', 'protobuf'],
]);

/** The info string of a code block for a file. */
export function language(path: string): string {
  return LANGUAGES.get(/\.([a-z]+)$/.exec(path)?.[1] ?? '') ?? '';
}

/** `[label](url)`; the label is Markdown that is safe already. */
export function link(label: string, url: string): string {
  return `[${label}](<${visible(url)
    .replace(/[<>\\]/g, (character) => encodeURIComponent(character))
    .replaceAll(' ', '%20')}>)`;
}

function edge(raw: string, first: boolean): string {
  if (!first) return inert(visible(raw));
  return text(raw) + (raw.endsWith(' ') ? ' ' : '');
}

const ACTIVE = /[&<>|`\\]|[*_~[\]$!]|@|#(?=\d)|GH(?=-\d)|:\/\/|www(?=\.)/gi;

/** One pass, so that nothing written here is read again. */
function inert(line: string): string {
  return line.replace(ACTIVE, (found) => {
    if (/[&<>|`\\]/.test(found)) return `&#${found.charCodeAt(0)};`;
    if (found === '://') return `:${ZERO_WIDTH}//`;
    return /^[@#gw]/i.test(found) ? `${found}${ZERO_WIDTH}` : `\\${found}`;
  });
}

function longestRun(content: string): number {
  return Math.max(0, ...(content.match(/`+/g) ?? []).map((run) => run.length));
}
