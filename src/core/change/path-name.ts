const ESCAPES: Record<string, number> = { a: 7, b: 8, t: 9, n: 10, v: 11, f: 12, r: 13, '"': 34, '\\': 92 };

/**
 * A path's bytes as text. Git paths are bytes: where they are not UTF-8, every byte above ASCII is shown as `\xHH`,
 * so that two paths never become one.
 */
export function decodePath(bytes: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return Array.from(bytes, (byte) =>
      byte < 0x80 ? String.fromCharCode(byte) : `\\x${byte.toString(16).padStart(2, '0')}`,
    ).join('');
  }
}

/**
 * Reads a C-quoted name as git prints it (`"a/caf\303\251"`) from the start of `text`.
 * Returns null when `text` does not start with a complete quoted name.
 */
export function unquotePath(text: string): { path: string; rest: string } | null {
  const quoted = /^"((?:[^"\\]|\\(?:[abtnvfr"\\]|[0-3][0-7]{2}))*)"/.exec(text);
  if (quoted === null) return null;
  const parts = (quoted[1] ?? '').match(/\\[0-3][0-7]{2}|\\.|[^\\]+/g) ?? [];
  const encoder = new TextEncoder();
  const bytes = parts.flatMap((part) => {
    if (!part.startsWith('\\')) return [...encoder.encode(part)];
    return [ESCAPES[part.slice(1)] ?? Number.parseInt(part.slice(1), 8)];
  });
  return { path: decodePath(Uint8Array.from(bytes)), rest: text.slice(quoted[0].length) };
}
