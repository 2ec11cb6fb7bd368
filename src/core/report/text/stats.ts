import type { StandardStats } from '../review.ts';
import type { Palette } from './ansi.ts';

const HEAD = ['standard', 'findings', 'lines', 'per 1,000', 'ms', 'share'];

/** Findings and time by standard as a table, the sums last. */
export function statsText(stats: readonly StandardStats[], p: Palette): string {
  const sum = (of: (row: StandardStats) => number) => stats.reduce((total, row) => total + of(row), 0);
  const rows = [
    HEAD,
    ...stats.map((row) => [
      row.standard,
      String(row.findings),
      String(row.lines),
      row.perThousandLines.toFixed(2),
      row.ms.toFixed(1),
      `${(row.share * 100).toFixed(1)} %`,
    ]),
    ['all', String(sum((row) => row.findings)), '', '', sum((row) => row.ms).toFixed(1), ''],
  ];
  const widths = HEAD.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  const pad = (cell: string, column: number) =>
    column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0);
  const [head = '', ...body] = rows.map((row) => row.map(pad).join('  ').trimEnd());
  return `${[p.bold(head), ...body].join('\n')}\n`;
}
