import { oneLine } from '../../report/hidden.ts';
import { spans } from '../../report/prose.ts';
import { redact } from '../redact/redact.ts';

/**
 * Prose of the model as it may be shown anywhere, also where nothing escapes it any more: one line, code spans kept,
 * no secret, nothing in it that a platform would obey. Every renderer escapes it once more in its own way.
 */
export function clean(prose: string): string {
  const folded = oneLine(redact(prose).replace(/`{2,}/g, '`').replace(/~{3,}/g, ''));
  const parts = spans(folded).map(({ code, text }) => (code ? `\`${withoutCommands(text)}\`` : cleanText(text)));
  return parts.join('').replace(/ {2,}/g, ' ').trim();
}

function cleanText(text: string): string {
  const plain = text
    .replace(/<!--.*?(?:-->|$)/g, ' ')
    .replace(/-->/g, ' ')
    .replace(/<\/?[a-z][^>]*>/gi, ' ')
    .replace(/!?\[([^\]]*)\]\([^)]*\)/g, '$1')
    .replace(/\[([^\]]*)\]:\s*\S+/g, '$1')
    .replace(/\b[a-z][a-z0-9+.-]*:\/\/\S*/gi, '(link removed)')
    .replace(/\b(?:data|javascript|vbscript|mailto):\S*/gi, '(link removed)')
    .replace(/\bwww\.\S*/gi, '(link removed)')
    .replace(/@(?=[\w-])/g, '')
    .replace(/#(?=\d)/g, 'no. ')
    .replace(/\bGH-(?=\d)/gi, 'no. ');
  return withoutCommands(plain);
}

/** What this program, or another bot, would take for an order. */
function withoutCommands(text: string): string {
  return text.replace(/(^|\s)\/(?=[a-z][\w-]*(?:\s|$))/gi, '$1');
}
