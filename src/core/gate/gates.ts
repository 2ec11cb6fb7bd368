import type { Finding, Severity } from '../findings/finding.ts';
import { isAtLeast } from '../findings/rank.ts';

export interface GatePolicy {
  /** The mildest severity that fails the check. */
  failOn: Severity | 'never';
  /** Whether the model's finding may gate: a deterministic fact says the same, or configuration trusts the model. */
  corroborated?: (finding: Finding) => boolean;
}

/** The finding fails the check. What stood at base, what comes late, and hints never do. */
export function gates(finding: Finding, policy: GatePolicy): boolean {
  if (!finding.new || finding.late || policy.failOn === 'never' || !isAtLeast(finding.severity, policy.failOn))
    return false;
  if (finding.lane === 'M') return policy.corroborated?.(finding) ?? false;
  return finding.lane === 'D';
}
