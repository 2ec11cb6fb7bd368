import { type Finding, type Lane, SEVERITIES, type Severity } from './finding.ts';
import { compareText } from './order.ts';

const LANE_ORDER: readonly Lane[] = ['D', 'M', 'H'];

/** New before old, worst before mild, proven before judged before guessed; then by place. A total order. */
export function rank(findings: readonly Finding[]): Finding[] {
  return findings.toSorted(
    (a, b) =>
      Number(b.new) - Number(a.new) ||
      SEVERITIES.indexOf(a.severity) - SEVERITIES.indexOf(b.severity) ||
      LANE_ORDER.indexOf(a.lane) - LANE_ORDER.indexOf(b.lane) ||
      compareText(a.path, b.path) ||
      a.line - b.line ||
      a.start - b.start ||
      compareText(a.standard, b.standard) ||
      compareText(a.fingerprint, b.fingerprint),
  );
}

/** `high` is at least `medium`. */
export function isAtLeast(severity: Severity, floor: Severity): boolean {
  return SEVERITIES.indexOf(severity) <= SEVERITIES.indexOf(floor);
}
