import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';
import type { Finding } from '../findings/finding.ts';

/**
 * How the program recognises what it posted: an HTML comment as the last line of a body, which GitHub does not show.
 * Only bodies of the App's own account are asked, and everything else in them is escaped, so that code under review
 * cannot write one.
 */

/** The comment that opens a thread on a finding. */
export interface FindingMarker {
  fingerprint: string;
  standard: string;
  /** See `placeOf`. */
  place: string;
}

/** What a reply of the program's says of its thread. */
export type ReplyMarker = 'closed' | 'back';

const FINDING = /<!-- architect:finding ([0-9a-f]{16}) ([a-z]+\/[a-z0-9-]+) ([0-9a-f]{8}) -->$/;
const REPLY = /<!-- architect:(closed|back) -->$/;
const SUMMARY = '<!-- architect:summary -->';

/** What of a finding stays when its statement is edited: the blamed expression, and the declaration that it is in. */
export function placeOf({ standard, anchor }: Finding): string {
  const named = JSON.stringify([standard, anchor.package, anchor.symbol, anchor.expression]);
  return bytesToHex(sha256(utf8ToBytes(named))).slice(0, 8);
}

export function withFindingMarker(body: string, { fingerprint, standard, place }: FindingMarker): string {
  return marked(body, `<!-- architect:finding ${fingerprint} ${standard} ${place} -->`);
}

export function findingMarkerOf(body: string): FindingMarker | null {
  const [, fingerprint, standard, place] = FINDING.exec(body.trimEnd()) ?? [];
  if (fingerprint === undefined || standard === undefined || place === undefined) return null;
  return { fingerprint, standard, place };
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
