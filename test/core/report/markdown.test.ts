import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { code, fence, message, text } from '../../../src/core/report/markdown/escape.ts';
import { renderInlineComment, renderMarkdown, SUMMARY_LIMIT } from '../../../src/core/report/markdown.ts';
import { expectInert } from '../../support/inert.ts';
import { cleanReview, sampleContext, sampleFinding, sampleReview } from '../../support/sample-review.ts';
import { hostileReview, hostileString } from './hostile.ts';

describe('hostile text in Markdown', () => {
  test('stays text in the summary', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => expectInert(renderMarkdown(review, context))),
      { numRuns: 300 },
    );
  });

  test('stays text in an inline comment', () => {
    fc.assert(
      fc.property(hostileReview, ({ review, context }) => {
        for (const finding of review.findings) expectInert(renderInlineComment(finding, context));
      }),
      { numRuns: 150 },
    );
  });

  test('cannot leave a code span, a code block or a table cell', () => {
    fc.assert(
      fc.property(hostileString, (raw) => {
        expectInert(`a ${code(raw)} b ${text(raw)} c ${message(raw)}`);
        expectInert(fence('go', raw));
        const row = `| ${code(raw)} | ${text(raw)} |`;
        expect(row.match(/(?<!\\)\|/g)).toHaveLength(3);
        expect(row).not.toContain('\\|');
      }),
      { numRuns: 1000 },
    );
  });

  test.each([
    ['@octocat', '@&#8203;octocat'],
    ['see #12 and o/r#3', 'see #&#8203;12 and o/r#&#8203;3'],
    ['https://x.example', 'https:&#8203;//x.example'],
    ['<b>&amp;', '&#60;b&#62;&#38;amp;'],
    ['a|b', 'a&#124;b'],
    ['# not a title', '\\# not a title'],
    ['1. not a list', '1\\. not a list'],
    ['- not a list', '\\- not a list'],
    ['[x](y)', '\\[x\\](y)'],
    ['a\u202eb', 'a&#60;U+202E&#62;b'],
  ])('%j is written %j', (raw, markdown) => {
    expect(text(raw)).toBe(markdown);
  });

  test('a message keeps its code spans and nothing else', () => {
    expect(message('`a*b*` and *c* calls ``d`e``')).toBe('`a*b*` and \\*c\\* calls ``d`e``');
    expect(message('an `open span')).toBe('an &#96;open span');
  });
});

describe('the summary', () => {
  test('is one line for a clean review', () => {
    expect(renderMarkdown(cleanReview(), sampleContext)).toBe('**Passed**: nothing found in 6 files.\n');
  });

  test('shows the verdict first and no empty section', () => {
    const review = { ...sampleReview(), edges: [], silenced: [], questions: [], tradeOffs: [], coverage: [] };
    const markdown = renderMarkdown(review, sampleContext);
    expect(markdown.startsWith('**Blocked**: 3 red flags, 1 critical, 2 high.\n\n- Fix 1 critical finding')).toBe(true);
    expect(markdown.match(/^### .*/gm)).toEqual(['### Red flags', '### Findings']);
  });

  test('only links what an inline comment says in full', () => {
    const context = { ...sampleContext, commentUrl: () => 'https://github.com/o/r/pull/1#discussion_r1' };
    const markdown = renderMarkdown(sampleReview(), context);
    expect(markdown).toContain('The customer name is written into the statement. [');
    expect(markdown).not.toContain('Evidence and fix');
    expect(markdown).toContain('[Comment](<https://github.com/o/r/pull/1#discussion_r1>)');
  });

  test('stays under the limit, keeps the worst and counts the rest', () => {
    const one = sampleReview().findings[0] ?? sampleFinding('security/sql-injection', '', '', '');
    const many = Array.from({ length: 900 }, (_, i) => ({
      ...one,
      severity: i < 100 ? ('critical' as const) : ('low' as const),
      path: `services/${i % 2 === 0 ? 'checkout' : 'payments'}/${i}.go`,
      message: `Finding ${i} \`${'漢'.repeat(40)}\`.`,
    }));
    const review = {
      ...sampleReview(),
      findings: many,
      coverage: many.map(({ path }) => ({ path, state: 'skipped' as const, reason: 'too large' })),
      edges: many.flatMap(({ path }) => sampleReview().edges.map((edge) => ({ ...edge, path }))),
    };
    const markdown = renderMarkdown(review, sampleContext);
    expect(new TextEncoder().encode(markdown).length).toBeLessThanOrEqual(SUMMARY_LIMIT);
    const shown = [...markdown.matchAll(/^Finding (\d+) /gm)].map((match) => Number(match[1]));
    expect(shown.length).toBeGreaterThan(40);
    expect(Math.max(...shown)).toBe(shown.length - 1);
    expect(markdown).toContain(`${900 - shown.length} findings left out here for length`);
    expect(markdown).toMatch(/^- and \d+ more$/m);
    expect(markdown).toMatch(/^\| and \d+ more \|/m);
    expectInert(markdown);
  });
});

describe('an inline comment', () => {
  const finding = sampleFinding(
    'errors/return-unwrapped',
    'services/payments/internal/store/store.go',
    'return err',
    'word '.repeat(200),
  );

  test('says at most eighty words before the fold, and the rest after it', () => {
    const [before = '', after = ''] = renderInlineComment(finding, sampleContext).split('<details>');
    expect(before.trim().split(/\s+/).length).toBeLessThanOrEqual(81);
    expect(before).toContain('…');
    expect(after.match(/word/g)).toHaveLength(200);
  });

  test('offers a suggestion only on the lines that it replaces', () => {
    const suggestion = { line: 16, endLine: 17, text: '\treturn fmt.Errorf("insert: %w", err)\n' };
    const here = { ...finding, suggestion, causal: { path: finding.path, line: 17 } };
    const there = { ...finding, suggestion, causal: { path: finding.path, line: 3 } };
    expect(renderInlineComment(here, sampleContext)).toContain(
      '```suggestion\n\treturn fmt.Errorf("insert: %w", err)\n```',
    );
    expect(renderInlineComment(there, sampleContext)).not.toContain('```suggestion');
    expect(renderInlineComment(there, sampleContext)).toContain('Replace lines 16 to 17:');
  });

  test('never offers to commit what a reader cannot see', () => {
    const suggestion = { line: 16, endLine: 16, text: 'if admin\u202e { // check' };
    const comment = renderInlineComment(
      { ...finding, suggestion, causal: { path: finding.path, line: 16 } },
      sampleContext,
    );
    expect(comment).not.toContain('if admin');
  });

  test('marks the lane', () => {
    expect(renderInlineComment(finding, sampleContext)).toContain('**Low · no error strategy · advisory**');
    expect(renderInlineComment({ ...finding, lane: 'M' }, sampleContext)).toContain('· architect model**');
  });
});

/** Nothing in the document is a mention, a reference, an address, markup or a block that this project did not write. */
