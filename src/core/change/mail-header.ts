import { DiffError } from './errors.ts';
import type { LineCursor } from './line-cursor.ts';

export interface Mail {
  title: string | null;
  body: string | null;
}

const FIRST_HEADER = /^(From|Subject|Date|Message-ID|MIME-Version): /i;

/** Whether a mail as `git format-patch` writes it starts at the cursor. */
export function isMail(cursor: LineCursor): boolean {
  const line = cursor.peek() ?? '';
  return /^From [0-9a-f]{7,64} /.test(line) || (cursor.at === 0 && FIRST_HEADER.test(line));
}

/** Reads a mail's headers and its body up to the `---` line or the diff. */
export function readMail(cursor: LineCursor): Mail {
  const headers = readMailHeaders(cursor);
  const subject = headers.get('subject');
  return { title: subject === undefined ? null : titleOf(subject), body: readBody(cursor) };
}

function readMailHeaders(cursor: LineCursor): Map<string, string> {
  const headers = new Map<string, string>();
  let name = '';
  for (let line = cursor.peek(); line !== null && line !== ''; line = cursor.peek()) {
    const header = /^([A-Za-z][A-Za-z0-9-]*): ?(.*)$/.exec(line);
    if (/^[ \t]/.test(line)) headers.set(name, `${headers.get(name) ?? ''} ${line.trim()}`);
    else if (header !== null) {
      name = (header[1] ?? '').toLowerCase();
      headers.set(name, header[2] ?? '');
    }
    if (name === 'content-transfer-encoding' && /quoted-printable|base64/i.test(headers.get(name) ?? '')) {
      throw new DiffError(cursor.at + 1, 'the mail is encoded, save it as plain 8-bit text first');
    }
    cursor.next();
  }
  return headers;
}

function readBody(cursor: LineCursor): string | null {
  const body: string[] = [];
  for (let line = cursor.peek(); line !== null && !endsBody(cursor, line); line = cursor.peek()) {
    body.push(line);
    cursor.next();
  }
  const text = body.join('\n').trim();
  return text === '' ? null : text;
}

function endsBody(cursor: LineCursor, line: string): boolean {
  if (line === '---' || line.startsWith('diff --git ') || line.startsWith('Index: ')) return true;
  return line.startsWith('--- ') && (cursor.peek(1) ?? '').startsWith('+++ ');
}

function titleOf(subject: string): string | null {
  const title = decodeWords(subject)
    .replace(/^\s*\[[^\]]*PATCH[^\]]*\]\s*/i, '')
    .trim();
  return title === '' ? null : title;
}

/** RFC 2047 encoded words; neighbours belong together. A charset that is not known leaves the word as it is. */
function decodeWords(text: string): string {
  const joined = text.replace(/(\?=)\s+(?==\?)/g, '$1');
  return joined.replace(/(?:=\?[^?\s]+\?[QqBb]\?[^?\s]*\?=)+/g, (run) => {
    const words = [...run.matchAll(/=\?([^?\s]+)\?([QqBb])\?([^?\s]*)\?=/g)];
    const bytes = words.flatMap(([, , encoding, word]) => wordBytes(encoding ?? 'Q', word ?? ''));
    try {
      return new TextDecoder(words[0]?.[1] ?? 'utf-8').decode(Uint8Array.from(bytes));
    } catch {
      return run;
    }
  });
}

function wordBytes(encoding: string, word: string): number[] {
  if (encoding.toUpperCase() === 'Q') {
    const text = word.replaceAll('_', ' ').replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => charOf(hex));
    return Array.from(text, (char) => char.charCodeAt(0));
  }
  try {
    return Array.from(atob(word), (char) => char.charCodeAt(0));
  } catch {
    return [];
  }
}

function charOf(hex: string): string {
  return String.fromCharCode(Number.parseInt(hex, 16));
}
