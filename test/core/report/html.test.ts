import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { renderHtml } from '../../../src/core/report/html.ts';
import { sampleContext, sampleReview } from '../../support/sample-review.ts';
import { hostileReview } from './hostile.ts';

describe('the page', () => {
  test('loads nothing and runs nothing', () => {
    const page = renderHtml(sampleReview(), sampleContext);
    expect(page).not.toMatch(/<(script|img|link|iframe|object|embed|base|form)\b|@import|url\(|\son\w+=/i);
    expect(page).toContain("default-src 'none'");
  });

  test('has the tags and attributes of the sample, whatever the strings', () => {
    const known = new Set(tags(renderHtml(sampleReview(), sampleContext)).map(shape));
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const page = renderHtml(review, context);
        expect(
          tags(page)
            .map(shape)
            .filter((tag) => !known.has(tag)),
        ).toEqual([]);
        expect(page.replace(/[\n\t]/g, '')).not.toMatch(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Cs}]/u);
        const links = [...page.matchAll(/href="([^"]*)"/g)].map((match) => match[1]);
        expect(links.filter((link) => !/^(https:\/\/|#f-[0-9a-f]{16}$)/.test(link ?? ''))).toEqual([]);
      }),
      { numRuns: 150 },
    );
  });

  test('closes what it opens', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        const open: string[] = [];
        for (const tag of tags(renderHtml(review, context))) {
          const name = /^<\/?([a-z0-9]+)/.exec(tag)?.[1] ?? '';
          if (tag.startsWith('</')) expect(open.pop()).toBe(name);
          else if (!['meta', 'br'].includes(name)) open.push(name);
        }
        expect(open).toEqual([]);
      }),
      { numRuns: 50 },
    );
  });
});

function tags(page: string): string[] {
  return page.match(/<\/?[a-z][^>]*>/g) ?? [];
}

/** A tag without the values of its attributes. */
function shape(tag: string): string {
  return tag.replace(/"[^"]*"/g, '""');
}
