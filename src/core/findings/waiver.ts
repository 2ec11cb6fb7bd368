import { pathMatcher } from '../config/glob.ts';
import type { Finding } from './finding.ts';

/** An accepted defect, from trusted configuration. Names a fingerprint, or a standard with paths. */
export interface Waiver {
  /** At least the first six digits. */
  fingerprint: string | null;
  /** An id or `area/*`. */
  standard: string | null;
  /** Glob; null for every path. */
  path: string | null;
  reason: string;
  /** Last day on which it holds, `2027-01-31`. */
  until: string;
  by: string | null;
  /** Where it is written in the configuration. */
  line: number;
}

/** `today` is a date or an instant in ISO form, UTC. */
export function isExpired(waiver: Waiver, today: string): boolean {
  return today.slice(0, 10) > waiver.until;
}

/** Compiles the glob once; ask it of every finding. */
export function waives(waiver: Waiver): (finding: Finding) => boolean {
  const isPath = waiver.path === null ? () => true : pathMatcher([waiver.path]);
  return (finding) => {
    if (waiver.fingerprint !== null && !finding.fingerprint.startsWith(waiver.fingerprint)) return false;
    if (waiver.standard !== null && !names(waiver.standard, finding.standard)) return false;
    return isPath(finding.path);
  };
}

/** `pattern` is the id itself or its `area/*`. */
export function names(pattern: string, id: string): boolean {
  return pattern === id || (pattern.endsWith('/*') && id.startsWith(pattern.slice(0, -1)));
}
