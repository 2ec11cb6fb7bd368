import type { Finding } from '../../findings/finding.ts';
import { dataBlock } from '../data-block.ts';

/** Most facts that a request lists; the mildest are left to the report. */
const MOST = 150;

/** What the rules found new in the change, worst first as they come, for the model not to repeat and to judge. */
export function factsBlock(findings: readonly Finding[]): string | null {
  const facts = findings.filter((finding) => finding.new && finding.lane !== 'M').slice(0, MOST);
  if (facts.length === 0) return null;
  const rows = [...Map.groupBy(facts, ({ path }) => path)].map(
    ([path, rows]) => `${path}\n${rows.map(row).join('\n')}`,
  );
  return dataBlock(
    'facts',
    { note: 'fingerprint, lane, severity, standard, line, what the program tells the author' },
    rows.join('\n'),
  );
}

function row({ fingerprint, lane, severity, standard, line, message }: Finding): string {
  return `  ${fingerprint} ${lane} ${severity} ${standard} :${line} ${message.replace(/\s+/g, ' ').trim()}`;
}
