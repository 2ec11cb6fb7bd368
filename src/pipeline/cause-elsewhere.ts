import { changedLine, type Place } from '../core/findings/causal.ts';
import type { Claim } from '../core/findings/finding.ts';
import type { ChangeLines } from '../core/findings/line-map.ts';
import type { Targets } from './select-targets.ts';

/** The line of the diff that altered what the code around a claim rests on; null where the change altered nothing of it. */
export function causeElsewhere(claim: Claim, { affected, touched }: Targets, lines: ChangeLines): Place | null {
  const candidates = affected.get(claim.path) ?? [];
  const around = candidates.find(({ line, endLine }) => claim.line >= line && claim.line <= endLine);
  // Nothing but what was altered elsewhere explains a claim in a file that stayed as it was.
  const { at } = (around ?? (touched.has(claim.path) ? undefined : candidates[0]))?.changed ?? {};
  if (!at) return null;
  return changedLine(at.path, at, lines) ?? { path: at.path, line: at.line };
}
