import { visibleBlock } from '../hidden.ts';
import { blocks, spans } from '../prose.ts';

/** Markup that is safe to insert. Only `html` and `join` make it. */
export class Html {
  readonly markup: string;
  constructor(markup: string) {
    this.markup = markup;
  }
}

type Value = Html | string | number | null | readonly Html[];

const ENTITIES: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };

/** A template whose values are escaped, and whose hidden characters are shown, unless they are `Html` already. */
export function html(strings: TemplateStringsArray, ...values: Value[]): Html {
  return new Html(strings.map((part, i) => part + (i < values.length ? markupOf(values[i] ?? null) : '')).join(''));
}

function markupOf(value: Value): string {
  if (value === null) return '';
  if (value instanceof Html) return value.markup;
  if (typeof value === 'string' || typeof value === 'number') return escaped(String(value));
  return value.map((item) => item.markup).join('\n');
}

function escaped(text: string): string {
  return visibleBlock(text).replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');
}

/** A message: its code spans as code, everything else as text. */
export function prose(markdown: string): Html {
  return inline(markdown.replace(/\s+/g, ' ').trim());
}

/** A standard's Markdown: paragraphs, items and code. */
export function document(markdown: string): Html {
  return html`${blocks(markdown).map((block) => {
    if (block.kind === 'code') return html`<pre><code>${block.text}</code></pre>`;
    return block.kind === 'item' ? html`<p class="item">${inline(block.text)}</p>` : html`<p>${inline(block.text)}</p>`;
  })}`;
}

function inline(text: string): Html {
  const parts = spans(text).map((span) => (span.code ? html`<code>${span.text}</code>` : html`${span.text}`));
  return new Html(parts.map((part) => part.markup).join(''));
}
