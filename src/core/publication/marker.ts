/**
 * How the program recognises what it posted: an HTML comment as the last line of a body, which GitHub does not show.
 * Only bodies of the App's own account are asked, and everything else in them is escaped, so that code under review
 * cannot write one.
 */

/** The comment that opens a thread on a finding. */
export interface FindingMarker {
  fingerprint: string;
  standard: string;
}

/** What a reply of the program's says of its thread. */
export type ReplyMarker = 'closed' | 'back';

const FINDING = /<!-- architect:finding ([0-9a-f]{16}) ([a-z]+\/[a-z0-9-]+) -->$/;
const REPLY = /<!-- architect:(closed|back) -->$/;
const SUMMARY = '<!-- architect:summary -->';

export function withFindingMarker(body: string, { fingerprint, standard }: FindingMarker): string {
  return marked(body, `<!-- architect:finding ${fingerprint} ${standard} -->`);
}

export function findingMarkerOf(body: string): FindingMarker | null {
  const [, fingerprint, standard] = FINDING.exec(body.trimEnd()) ?? [];
  return fingerprint === undefined || standard === undefined ? null : { fingerprint, standard };
}

export function withReplyMarker(body: string, marker: ReplyMarker): string {
  return marked(body, `<!-- architect:${marker} -->`);
}

export function replyMarkerOf(body: string): ReplyMarker | null {
  const found = REPLY.exec(body.trimEnd())?.[1];
  return found === 'closed' || found === 'back' ? found : null;
}

export function withSummaryMarker(body: string): string {
  return marked(body, SUMMARY);
}

export function isSummary(body: string): boolean {
  return body.trimEnd().endsWith(SUMMARY);
}

function marked(body: string, marker: string): string {
  return `${body.trimEnd()}\n\n${marker}`;
}
