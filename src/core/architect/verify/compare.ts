import type { Change } from '../../change/change.ts';
import { declarationAt } from '../../findings/extent.ts';
import type { Finding } from '../../findings/finding.ts';
import { matchClaims } from '../../findings/match.ts';
import type { GoIndex } from '../../go/index/go-index.ts';
import type { Candidate } from './candidate.ts';

export interface Compared {
  candidate: Candidate;
  finding: Finding;
}

/**
 * The candidates as findings of the change: with a fingerprint that holds while the code stays as it is, and the line
 * of the diff to post on; null where no line explains it, and then it is for the summary.
 */
export function compareCandidates(candidates: readonly Candidate[], change: Change, index: GoIndex): Compared[] {
  const own = candidates.filter(({ hint }) => hint === null);
  const claims = own.map(({ claim }) => claim);
  const findings = matchClaims([], claims, change, {
    scope: ({ path, line }) => {
      const file = index.file(path);
      return file ? declarationAt(file.facts, line) : null;
    },
  });
  const byCandidate = new Map(own.map((candidate, i) => [candidate, findings[i]]));
  return candidates.flatMap((candidate): Compared[] => {
    const { hint, claim } = candidate;
    const finding = hint ? { ...hint, ...claim, lane: 'M' as const } : byCandidate.get(candidate);
    return finding ? [{ candidate, finding: { ...finding, new: true } }] : [];
  });
}
