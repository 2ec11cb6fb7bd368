import { compareText } from '../../findings/order.ts';
import { dataBlock } from '../data-block.ts';
import type { Annotation } from '../discussion.ts';

const MOST = 80;
const LONGEST = 300;

/** What linters and tests left on the same head: to be used, and not to be said again. */
export function remarksBlock(annotations: readonly Annotation[]): string | null {
  if (annotations.length === 0) return null;
  const rows = unique(annotations)
    .toSorted((a, b) => compareText(a.path, b.path) || a.line - b.line)
    .slice(0, MOST)
    .map(
      ({ check, path, line, message }) => `${path}:${line} ${check}: ${message.replace(/\s+/g, ' ').slice(0, LONGEST)}`,
    );
  return dataBlock('remarks', { count: String(annotations.length) }, rows.join('\n'));
}

/** The same suite run for two versions of Go says everything twice. */
function unique(annotations: readonly Annotation[]): Annotation[] {
  return [...new Map(annotations.map((one) => [JSON.stringify([one.path, one.line, one.message]), one])).values()];
}
