import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import { visible, visibleBlock } from '../report/hidden.ts';
import { redact } from './redact/redact.ts';

const DIGITS = 16;

/**
 * Text that others wrote, as the prompt may hold it: without secrets, hidden characters shown, between two marks that
 * it cannot contain. The mark is made from the contents, so that the same text is the same bytes in every request.
 */
export function dataBlock(kind: string, attributes: Readonly<Record<string, string>>, text: string): string {
  const inside = visibleBlock(redact(text)).replace(/\n+$/, '');
  const labels = Object.entries(attributes).map(([name, value]) => ` ${name}=${quoted(value)}`);
  const opening = `kind="${kind}"${labels.join('')}`;
  let mark = digest(`${opening}\n${inside}`);
  while (inside.includes(mark) || opening.includes(mark)) mark = digest(mark);
  return `<data-${mark} ${opening}>\n${inside}\n</data-${mark}>`;
}

/** A name that others chose, on one line and within quotation marks. */
export function quoted(name: string): string {
  return JSON.stringify(visible(redact(name)));
}

function digest(text: string): string {
  return bytesToHex(sha256(utf8ToBytes(text))).slice(0, DIGITS);
}
