import type { Finding } from './finding.ts';
import { rank } from './rank.ts';

export const DEFAULT_MAX_COMMENTS = 20;

export interface Capped {
  /** To post on their lines, worst first. */
  inline: Finding[];
  /** For the summary: what found no room, what stood before, and what has no line in the diff. */
  rest: Finding[];
}

/** At most `max` comments, the worst first; every critical one is posted, whatever `max` says. */
export function cap(findings: readonly Finding[], max: number = DEFAULT_MAX_COMMENTS): Capped {
  const inline: Finding[] = [];
  const rest: Finding[] = [];
  for (const finding of rank(findings)) {
    const isPostable = finding.new && finding.causal !== null;
    const hasRoom = inline.length < max || finding.severity === 'critical';
    (isPostable && hasRoom ? inline : rest).push(finding);
  }
  return { inline, rest };
}
