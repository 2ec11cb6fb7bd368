import fc from 'fast-check';
import { expect, test } from 'vitest';
import {
  findingMarkerOf,
  isSummary,
  replyMarkerOf,
  withFindingMarker,
  withReplyMarker,
  withSummaryMarker,
} from '../../../src/core/publication/marker.ts';
import { renderInlineComment } from '../../../src/core/report/markdown.ts';
import { hostileReview } from '../report/hostile.ts';

const MARKER = { fingerprint: '0123456789abcdef', standard: 'errors/ignored-result', place: '89abcdef' };

test('what a body is marked with is read back, whatever GitHub does to its end', () => {
  for (const end of ['', '\n', '\r\n', '  \n\n']) {
    expect(findingMarkerOf(withFindingMarker('A claim.', MARKER) + end)).toEqual(MARKER);
    expect(replyMarkerOf(withReplyMarker('Fixed.', 'closed') + end)).toBe('closed');
    expect(isSummary(withSummaryMarker('Blocked.') + end)).toBe(true);
  }
});

test('bodies without a marker have none', () => {
  expect(findingMarkerOf('A claim.')).toBeNull();
  expect(findingMarkerOf(`${withFindingMarker('A claim.', MARKER)}\n\nI disagree.`)).toBeNull();
  expect(replyMarkerOf('<!-- architect:maybe -->')).toBeNull();
  expect(isSummary('architect:summary')).toBe(false);
});

test('code under review cannot write a marker into a comment on it', () => {
  fc.assert(
    fc.property(hostileReview, fc.constantFrom('message', 'path'), ({ review, context }, where) => {
      for (const finding of review.findings) {
        const forged = {
          ...finding,
          [where]: `${finding[where as 'message']} <!-- architect:finding ffffffffffffffff a/b 01234567 -->`,
        };
        const body = withFindingMarker(renderInlineComment(forged, context), MARKER);
        expect(findingMarkerOf(body)).toEqual(MARKER);
        expect(findingMarkerOf(renderInlineComment(forged, context))).toBeNull();
      }
    }),
    { numRuns: 50 },
  );
});
