import { type Finding, RED_FLAGS, type RedFlag } from '../findings/finding.ts';
import type { BoardRow, CoverageRow } from '../report/review.ts';

export interface BoardInput {
  findings: readonly Finding[];
  /** Flags of a standard; empty for an unknown id. */
  flagsOf: (standard: string) => readonly RedFlag[];
  /** Flags that some active standard can raise. */
  assessed: ReadonlySet<RedFlag>;
  coverage: readonly CoverageRow[];
  /** Flags that the architect model raises, with its reason. They are advice, and take nothing back. */
  advised?: ReadonlyMap<RedFlag, string>;
}

const MOST_NAMED = 3;

/** Seven rows in the fixed order. `info` lists a fact of the architecture and raises nothing. */
export function board(input: BoardInput): BoardRow[] {
  const raising = input.findings.filter((finding) => finding.new && finding.severity !== 'info');
  const unread = unreadGo(input);
  return RED_FLAGS.map((flag): BoardRow => {
    const about = raising.filter((finding) => input.flagsOf(finding.standard).includes(flag));
    const byRules = about.filter(({ lane, corroborated }) => lane !== 'M' || corroborated);
    if (byRules.length > 0) return { flag, state: 'raised', findings: byRules.map(nameOf), reason: null };
    const byModel = about.filter(({ lane, judgement }) => lane === 'M' && judgement?.checked === 'confirmed');
    const findings = byModel.map(nameOf);
    const advice = input.advised?.get(flag) ?? byModel[0]?.message;
    if (advice !== undefined) return { flag, state: 'raised', findings, reason: advice, advisory: true };
    const reason = input.assessed.has(flag) ? unread : 'No active standard assesses this flag.';
    return { flag, state: reason === null ? 'clear' : 'not assessable', findings, reason };
  });
}

function nameOf({ fingerprint }: Finding): string {
  return fingerprint;
}

/**
 * A sentence naming the changed Go files of which no all-clear can be given; null when there are none. Of what others
 * wrote, or a program, nobody expects a judgement.
 */
function unreadGo({ coverage }: BoardInput): string | null {
  const go = coverage.filter((row) => row.path.endsWith('.go') && (row.state !== 'skipped' || row.lost));
  const unread = go.filter((row) => row.state !== 'full');
  if (unread.length === 0) return null;
  const named = unread.slice(0, MOST_NAMED).map((row) => `${row.path} (${row.reason ?? row.state})`);
  const others = unread.length - named.length;
  const list = others > 0 ? [...named, `and ${others} more`] : named;
  return `${unread.length} of ${go.length} changed Go files not read in full: ${list.join(', ')}.`;
}
