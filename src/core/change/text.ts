/** How many bytes git looks at before it calls a file binary. */
const BINARY_PROBE = 8000;

export interface DecodedText {
  /** Without the byte order mark. */
  text: string;
  /** A leading UTF-8 byte order mark was stripped. Hunks keep it: see `textWithBom`. */
  bom: boolean;
  /** Invalid UTF-8 was replaced by U+FFFD, so `text` does not give the bytes back. */
  replaced: boolean;
  /** A NUL stands in the first 8,000 bytes: git calls this binary. */
  nul: boolean;
}

/** Decodes a blob as UTF-8. Never throws: invalid sequences become U+FFFD, line by line the same as in a diff. */
export function decodeText(bytes: Uint8Array): DecodedText {
  const { text, replaced } = decode(bytes);
  const bom = text.startsWith('\uFEFF');
  return { text: bom ? text.slice(1) : text, bom, replaced, nul: hasNul(bytes) };
}

/** The text as a diff sees it, where the byte order mark belongs to the first line. */
export function textWithBom(decoded: DecodedText): string {
  return decoded.bom ? `\uFEFF${decoded.text}` : decoded.text;
}

/** Git's rule for binary content, without its attributes. */
export function hasNul(bytes: Uint8Array): boolean {
  return bytes.subarray(0, BINARY_PROBE).includes(0);
}

/** Lines with their line feeds, so that comparing them compares the final newline too. */
export function terminatedLines(text: string): string[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

const STRICT = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
const LENIENT = new TextDecoder('utf-8', { ignoreBOM: true });

function decode(bytes: Uint8Array): { text: string; replaced: boolean } {
  try {
    return { text: STRICT.decode(bytes), replaced: false };
  } catch {
    return { text: LENIENT.decode(bytes), replaced: true };
  }
}
