import { describe, expect, test } from 'vitest';
import { FORMATS, type Format } from '../../../src/core/report/index.ts';
import { renderInlineComment } from '../../../src/core/report/markdown.ts';
import { auditReview, cleanReview, sampleContext, sampleReview } from '../../support/sample-review.ts';

const GOLDEN = '../../fixtures/report';
const EXTENSIONS: Record<Format, string> = {
  text: 'txt',
  json: 'json',
  markdown: 'md',
  sarif: 'sarif',
  rdjson: 'rd.json',
  html: 'html',
};
const REVIEWS = { blocked: sampleReview, clean: cleanReview, audit: auditReview };

describe.each(Object.entries(REVIEWS))('the %s review', (name, review) => {
  test.each(Object.entries(FORMATS))('reads as before in %s', async (format, render) => {
    const document = render(review(), sampleContext);
    await expect(document).toMatchFileSnapshot(`${GOLDEN}/${name}.${EXTENSIONS[format as Format]}`);
    expect(document.endsWith('\n')).toBe(true);
  });
});

test('the terminal report fits a narrow window', async () => {
  const text = FORMATS.text(sampleReview(), { ...sampleContext, width: 44 });
  await expect(text).toMatchFileSnapshot(`${GOLDEN}/blocked.narrow.txt`);
  expect(text.split('\n').filter((line) => line.length > 44)).toEqual([]);
});

test('the terminal report in colour says the same', () => {
  const colour = FORMATS.text(sampleReview(), { ...sampleContext, colour: true });
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the terminal's own escape is what is taken out.
  expect(colour.replace(/\u001b\[\d+m/g, '')).toBe(FORMATS.text(sampleReview(), sampleContext));
  expect(colour).not.toBe(FORMATS.text(sampleReview(), sampleContext));
});

test('inline comments read as before', async () => {
  const comments = sampleReview().findings.map((finding) => renderInlineComment(finding, sampleContext));
  await expect(comments.join('\n---\n\n')).toMatchFileSnapshot(`${GOLDEN}/inline-comments.md`);
});

test('rendering twice gives the same document', () => {
  for (const render of Object.values(FORMATS)) {
    expect(render(sampleReview(), sampleContext)).toBe(render(sampleReview(), sampleContext));
  }
});
