import type { Section } from './fit.ts';

/** A table under a heading; what does not fit is counted in its last row. */
export function table(title: string, columns: readonly string[], items: readonly string[]): Section {
  const rule = tableRow(...columns.map(() => '---'));
  const head = `### ${title}\n\n${tableRow(...columns)}\n${rule}\n`;
  return {
    head,
    items,
    separator: '\n',
    more: (left) => tableRow(`and ${left} more`, ...columns.slice(1).map(() => '')),
  };
}

/** Cells are Markdown without line breaks. */
export function tableRow(...cells: string[]): string {
  return `| ${cells.join(' | ')} |`;
}
