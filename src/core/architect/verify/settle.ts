import { type Finding, SEVERITIES, type Severity } from '../../findings/finding.ts';
import { isAtLeast } from '../../findings/rank.ts';
import type { SecondLook } from '../reply.ts';
import type { Candidate } from './candidate.ts';
import { clean } from './clean.ts';
import type { DropReason } from './drops.ts';

/** A candidate as a finding, with what the second look said of it; null where nobody could be asked. */
export interface Judged {
  candidate: Candidate;
  /** Compared with the change: fingerprint and causal line are known. */
  finding: Finding;
  look: SecondLook | null;
}

export interface Settled {
  findings: Finding[];
  /** Code that the second look found right, by the finding's fingerprint. */
  replacements: Map<string, string>;
}

/**
 * What is shown of the candidates: a confirmed one as a comment as long as there is room, one that is not certain in
 * the summary alone and only where it would matter.
 *
 * @param room comments that the model may have
 */
export function settle(judged: readonly Judged[], room: number, drop: (reason: DropReason) => void): Settled {
  const settled: Settled = { findings: [], replacements: new Map() };
  let left = room;
  const weightiest = judged.toSorted((a, b) => SEVERITIES.indexOf(severityOf(a)) - SEVERITIES.indexOf(severityOf(b)));
  for (const one of weightiest) {
    const { candidate, finding, look } = one;
    if (look === null) drop('not looked at a second time');
    else if (look.verdict === 'refute') drop('refuted by the second look');
    else if (look.verdict === 'uncertain' && !matters(candidate, severityOf(one))) drop('not certain');
    else {
      const isSure = look.verdict === 'confirm' && candidate.said.confidence !== 'low';
      const isComment = isSure && finding.causal !== null && left > 0;
      if (isComment) left--;
      const { replacement } = candidate.said;
      if (look.verdict === 'confirm' && look.replacement === 'right' && replacement !== null)
        settled.replacements.set(finding.fingerprint, replacement);
      settled.findings.push(shown(candidate, finding, look, severityOf(one), isComment));
    }
  }
  return settled;
}

/** A guess about something mild is noise; a hint stays a hint. */
function matters({ said, hint }: Candidate, severity: Severity): boolean {
  return hint === null && said.confidence !== 'low' && isAtLeast(severity, 'medium');
}

/** The second look may think less of it than the first, and never more. */
function severityOf({ finding, look }: Judged): Severity {
  const seen = look?.severity ?? finding.severity;
  return isAtLeast(seen, finding.severity) ? finding.severity : seen;
}

function shown(
  candidate: Candidate,
  finding: Finding,
  look: SecondLook,
  severity: Severity,
  isComment: boolean,
): Finding {
  const { recommendation, alternatives, baseEvidence, hint } = candidate;
  return {
    ...finding,
    severity,
    evidence: [...finding.evidence, ...baseEvidence],
    judgement: {
      checked: look.verdict === 'confirm' ? 'confirmed' : 'uncertain',
      because: clean(look.reason),
      recommendation,
      alternatives,
      ...(severity === finding.severity ? {} : { claimedSeverity: finding.severity }),
    },
    ...(hint === null ? {} : { corroborated: true }),
    ...(isComment || hint !== null ? {} : { aside: true }),
  };
}

/** Comments that the model may have: three for the usual change, more for one that takes longer to read anyway. */
export function roomFor(changedLines: number): number {
  return Math.min(8, 3 + Math.floor(Math.max(0, changedLines - 400) / 200));
}
