import { type Finding, SEVERITIES, type Severity } from '../findings/finding.ts';
import { rank } from '../findings/rank.ts';
import type { CoverageRow, GateResult } from '../report/review.ts';
import { type GatePolicy, gates } from './gates.ts';

export interface GateInput extends GatePolicy {
  /** After silencing and dedupe. */
  findings: readonly Finding[];
  coverage: readonly CoverageRow[];
  /** Why nothing can be judged, as a noun phrase: `configuration error in .github/architect.yml line 12`. */
  notJudged?: string | null;
}

/** Named in full in a reason; the rest is counted, since a reason is read in a check's first lines. */
const MOST_NAMED = 10;

/** The check's conclusion, with what must change for it to pass. */
export function judge(input: GateInput): GateResult {
  const { failOn } = input;
  if (input.notJudged) return { conclusion: 'neutral', reasons: [`Not judged: ${input.notJudged}.`], failOn };
  const blocking = rank(input.findings.filter((finding) => gates(finding, input)));
  if (blocking.length > 0) {
    const reasons = SEVERITIES.flatMap((severity) => {
      const those = blocking.filter((finding) => finding.severity === severity);
      return those.length === 0 ? [] : [demand(severity, those)];
    });
    return { conclusion: 'failure', reasons, failOn };
  }
  return { ...withoutFindings(input.coverage), failOn };
}

function demand(severity: Severity, findings: readonly Finding[]): string {
  const named = findings.slice(0, MOST_NAMED).map(({ standard, path, line }) => `${standard} in ${path}:${line}`);
  const others = findings.length - named.length;
  const list = others > 0 ? [...named, `and ${others} more`] : named;
  return `Fix ${count(findings.length, `${severity} finding`)}: ${list.join(', ')}.`;
}

function withoutFindings(coverage: readonly CoverageRow[]): Pick<GateResult, 'conclusion' | 'reasons'> {
  const [first] = coverage;
  if (first === undefined || coverage.some((row) => row.state !== 'skipped'))
    return { conclusion: 'success', reasons: [] };
  const lost = coverage.filter((row) => row.lost);
  const told = lost.length > 0 ? lost : coverage;
  const why = [...new Set(told.map((row) => row.reason ?? 'no reason given'))].join('; ');
  if (lost.length === 0) return { conclusion: 'success', reasons: [`Nothing to review: ${why}.`] };
  const files = lost.length === 1 ? `${lost[0]?.path} was` : `${count(lost.length, 'file')} were`;
  return { conclusion: 'neutral', reasons: [`Not judged: ${files} skipped (${why}).`] };
}

function count(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? '' : 's'}`;
}
