import type { Finding, Severity } from '../findings/finding.ts';
import { isAtLeast } from '../findings/rank.ts';

export interface GatePolicy {
  /** The mildest severity that fails the check. */
  failOn: Severity | 'never';
  /** When a finding of the model may fail the check; never unless told. `corroborated`: a rule's hint says the same. */
  modelGates?: 'never' | 'corroborated' | 'always';
}

/** The finding fails the check. What stood at base, what comes late, and hints never do. */
export function gates(finding: Finding, policy: GatePolicy): boolean {
  if (!finding.new || finding.late || policy.failOn === 'never' || !isAtLeast(finding.severity, policy.failOn))
    return false;
  if (finding.lane === 'M') return modelMayGate(finding, policy);
  return finding.lane === 'D';
}

/** What is only said aside, or of code that the change leaves alone, holds nothing. */
function modelMayGate({ aside, causal, corroborated, judgement }: Finding, { modelGates }: GatePolicy): boolean {
  if (aside || causal === null || judgement?.checked !== 'confirmed') return false;
  return modelGates === 'always' || (modelGates === 'corroborated' && corroborated === true);
}
