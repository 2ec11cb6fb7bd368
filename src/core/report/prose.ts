/** A stretch of a message: what stands between backticks, or the text around it. */
export interface Span {
  code: boolean;
  text: string;
}

/** Splits Markdown prose into code spans and text as CommonMark does (6.1); all else in it is plain text. */
export function spans(markdown: string): Span[] {
  const runs = [...markdown.matchAll(/`+/g)].map((match) => ({ at: match.index, length: match[0].length }));
  const result: Span[] = [];
  let from = 0;
  for (let i = 0; i < runs.length; i++) {
    const open = runs[i];
    const closing = runs.findIndex((run, j) => j > i && run.length === open?.length);
    const close = runs[closing];
    if (!open || !close) continue;
    if (open.at > from) result.push({ code: false, text: markdown.slice(from, open.at) });
    result.push({ code: true, text: unpadded(markdown.slice(open.at + open.length, close.at)) });
    from = close.at + close.length;
    i = closing;
  }
  if (from < markdown.length) result.push({ code: false, text: markdown.slice(from) });
  return result;
}

function unpadded(code: string): string {
  return code.startsWith(' ') && code.endsWith(' ') && code.trim() !== '' ? code.slice(1, -1) : code;
}

export type Block = { kind: 'paragraph' | 'item'; text: string } | { kind: 'code'; info: string; text: string };

/** Splits the Markdown of a standard's `why` and `fix` into paragraphs, list items and fenced code. */
export function blocks(markdown: string): Block[] {
  const result: Block[] = [];
  let fence: { mark: string; info: string; lines: string[] } | null = null;
  let open: { kind: 'paragraph' | 'item'; text: string } | null = null;
  for (const line of markdown.split('\n')) {
    const mark = /^\s*(`{3,}|~{3,})\s*(\S*)/.exec(line);
    if (fence) {
      if (mark?.[1]?.startsWith(fence.mark)) {
        result.push({ kind: 'code', info: fence.info, text: fence.lines.join('\n') });
        fence = null;
      } else fence.lines.push(line);
    } else if (mark) {
      fence = { mark: mark[1] ?? '', info: mark[2] ?? '', lines: [] };
      open = null;
    } else if (line.trim() === '') {
      open = null;
    } else if (/^\s*([-*]|\d+\.)\s/.test(line)) {
      open = { kind: 'item', text: line.trim().replace(/^([-*]|\d+\.)\s+/, '') };
      result.push(open);
    } else if (open) {
      open.text += ` ${line.trim()}`;
    } else {
      open = { kind: 'paragraph', text: line.trim() };
      result.push(open);
    }
  }
  if (fence) result.push({ kind: 'code', info: fence.info, text: fence.lines.join('\n') });
  return result;
}

/** The first sentence of prose, with the line of code that it announces; code alone where there is no prose. */
export function firstSentence(markdown: string): string {
  const all = blocks(markdown);
  const prose = all.find((block) => block.kind !== 'code');
  const next = all[prose ? all.indexOf(prose) + 1 : 0];
  const code = next?.kind === 'code' ? (next.text.split('\n').find((line) => line.trim() !== '') ?? '') : '';
  if (!prose) return code;
  const sentence = sentenceOf(prose.text);
  return sentence.endsWith(':') ? `${sentence} ${code}`.trim() : sentence;
}

/** Up to the first full stop, question or exclamation mark that stands outside code and ends a word. */
export function sentenceOf(text: string): string {
  let at = 0;
  for (const span of spans(text)) {
    const where = text.indexOf(span.text, at);
    const end = span.code ? null : /[.!?](?=\s|$)/.exec(span.text);
    if (end) return text.slice(0, where + end.index + 1);
    at = where + span.text.length;
  }
  return text;
}
