import { compareText } from '../../findings/order.ts';
import { dataBlock } from '../data-block.ts';
import type { Annotation } from '../discussion.ts';

const MOST = 80;
const LONGEST = 300;

/** What linters and tests left on the same head: to be used, and not to be said again. */
export function remarksBlock(annotations: readonly Annotation[]): string | null {
  if (annotations.length === 0) return null;
  const rows = annotations
    .toSorted((a, b) => compareText(a.path, b.path) || a.line - b.line)
    .slice(0, MOST)
    .map(
      ({ check, path, line, message }) => `${path}:${line} ${check}: ${message.replace(/\s+/g, ' ').slice(0, LONGEST)}`,
    );
  return dataBlock('remarks', { count: String(annotations.length) }, rows.join('\n'));
}
