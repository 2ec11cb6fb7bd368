import type { Claim } from '../findings/finding.ts';
import { dirOf } from '../go/modules.ts';
import type { ChangeReport, JudgedChange, Standard, StandardOptions } from './standard.ts';

/** What the standards say of what a change makes of the repository as a whole. */
export function judgeChange(
  standards: readonly Standard[],
  changed: JudgedChange,
  optionsOf: (id: string) => StandardOptions = () => ({}),
): Claim[] {
  return standards.flatMap((standard) => {
    const claims: Claim[] = [];
    const report: ChangeReport = ({ path, line, text }, { message, severity, lane, evidence }) => {
      claims.push({
        ...{ standard: standard.id, lane: lane ?? standard.lane, severity: severity ?? standard.severity },
        ...{ path, line, endLine: line, start: -line, end: -line, message, suggestion: null, brought: true },
        evidence: [...(evidence ?? [])],
        anchor: { package: dirOf(path), symbol: null, header: text, expression: text },
      });
    };
    standard.change?.(changed, report, optionsOf(standard.id));
    return claims;
  });
}
