import type { Lane } from '../../findings/finding.ts';
import type { Standard } from '../../standards/standard.ts';
import { FLAG_NAMES, SEVERITY_NAMES } from '../words.ts';

export const LANES: Record<Lane, string> = {
  D: 'deterministic',
  H: 'advisory hint',
  M: 'architect model',
};

/** What is said of a standard beside its title: severity, lane, red flags. */
export function facts(standard: Standard): string[] {
  const severity = SEVERITY_NAMES[standard.severity].toLowerCase();
  return [severity, LANES[standard.lane], ...standard.flags.map((flag) => FLAG_NAMES[flag].toLowerCase())];
}
