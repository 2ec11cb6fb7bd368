import type { Change } from '../../change/change.ts';
import type { Finding } from '../../findings/finding.ts';
import { type LastReview, unmoved } from '../../findings/late.ts';

/**
 * What the model said of an earlier head. `holding`: nothing changed where it speaks of; a model asked twice answers
 * twice, and what it said first stands until the code is another, so that no thread closes by chance. `open`: the code
 * is another, and only the model can say whether the defect is still there.
 */
export function carriedOver(last: LastReview | null, change: Change): { holding: Finding[]; open: Finding[] } {
  const isUnmoved = unmoved(last, change);
  const said = last?.model?.findings ?? [];
  return { holding: said.filter(isUnmoved), open: said.filter((finding) => !isUnmoved(finding)) };
}

/** The findings with the carried ones among them; the same finding of the rules, a hint, yields to them. */
export function withCarried(findings: readonly Finding[], carried: readonly Finding[]): Finding[] {
  const names = new Set(carried.map(({ fingerprint }) => fingerprint));
  const proven = new Set(findings.filter(({ lane }) => lane === 'D').map(({ fingerprint }) => fingerprint));
  return [
    ...findings.filter(({ fingerprint, lane }) => lane === 'D' || !names.has(fingerprint)),
    ...carried.filter(({ fingerprint }) => !proven.has(fingerprint)),
  ];
}
