import type { Finding } from '../findings/finding.ts';
import { compareText } from '../findings/order.ts';
import type { Effort } from '../standards/effort.ts';
import type { Standard } from '../standards/standard.ts';
import type { StandardStats } from './review.ts';

/** What each standard found and cost, the costliest first. */
export function standardStats(
  standards: readonly Standard[],
  findings: readonly Finding[],
  { lines, spent }: Effort,
): StandardStats[] {
  const byStandard = Map.groupBy(findings, (finding) => finding.standard);
  const total = Object.values(spent).reduce((sum, ms) => sum + ms, 0);
  const rows = standards.map(({ id, tests }) => {
    const judged = (tests === 'only' ? 0 : lines.sources) + (tests ? lines.tests : 0);
    const found = byStandard.get(id)?.length ?? 0;
    const ms = spent[id] ?? 0;
    return {
      standard: id,
      findings: found,
      lines: judged,
      perThousandLines: judged === 0 ? 0 : rounded((found / judged) * 1000, 3),
      ms: rounded(ms, 1),
      share: total === 0 ? 0 : rounded(ms / total, 4),
    };
  });
  return rows.sort((a, b) => b.ms - a.ms || compareText(a.standard, b.standard));
}

function rounded(value: number, digits: number): number {
  return Number(value.toFixed(digits));
}
