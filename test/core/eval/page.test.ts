import { expect, test } from 'vitest';
import type { Change } from '../../../src/core/change/change.ts';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';
import { renderPage } from '../../../src/core/eval/page.ts';
import type { EvalResults, RanCase } from '../../../src/core/eval/results.ts';
import { scoresOf } from '../../../src/core/eval/score.ts';
import { summaryOf } from '../../../src/core/eval/summary.ts';
import { comment, golden, ranCase } from './make.ts';

const HOSTILE = '<script>alert(1)</script><img src=x onerror=alert(1)>"\'\u202e';

const DIFF = `diff --git a/a.go b/a.go
--- a/a.go
+++ b/a.go
@@ -1,2 +1,3 @@
 package a
+var client = &http.Client{} // </td></table><script>
 // end
`;
const change: Change = { base: 'b', head: 'a', title: HOSTILE, body: null, files: parseUnified(DIFF).files };

function pageOf(one: RanCase, changed: Change | null = change): string {
  const failed = { id: HOSTILE, control: false, state: 'failed', reason: HOSTILE } as const;
  const results: EvalResults = {
    schema: 1,
    tool: { name: 'go-architect', version: '0' },
    matchedBy: 'place',
    lanes: ['D'],
    summary: summaryOf([one, failed]),
    scores: scoresOf([one]),
    cases: [one, failed],
  };
  return renderPage(results, (index) => (index === 0 ? changed : null));
}

const { blames: _, ...said } = comment(2, { message: `Set a timeout. ${HOSTILE}` });
const one = ranCase({
  id: HOSTILE,
  title: HOSTILE,
  golden: [
    { ...golden(2, { comment: `golden ${HOSTILE}` }), found: 0 },
    { ...golden(90, { file: HOSTILE, comment: 'nowhere in the diff' }), found: null },
  ],
  comments: [{ ...said, verdict: 'matched', golden: 0 }],
});

test('nothing of a case becomes markup, and nothing is loaded', () => {
  const page = pageOf(one);
  expect(page).not.toMatch(/<script|<img/);
  expect(page).not.toContain('\u202e');
  expect(page).toContain("default-src 'none'");
  expect(page.match(/<\/table>/g)).toHaveLength(page.match(/<table/g)?.length ?? 0);
});

test('golden and posted stand side by side under their line', () => {
  const [, row = ''] = pageOf(one).split('var client');
  const [under = ''] = row.split('// end');
  const [left = '', right = ''] = under.split('</div><div>');
  expect(left).toContain('golden &lt;script');
  expect(right).toContain('Set a timeout.');
});

test('what the diff does not show is on the page, too', () => {
  expect(pageOf(one)).toContain('nowhere in the diff');
});

test('a diff too long for a page leaves its comments', () => {
  const lines = Array.from({ length: 6_000 }, (_, i) => `+var v${i} int`).join('\n');
  const files = parseUnified(`--- /dev/null\n+++ b/a.go\n@@ -0,0 +1,6000 @@\n${lines}\n`).files;
  const page = pageOf(one, { ...change, files });
  expect(page).not.toContain('v5999');
  expect(page).toContain('Set a timeout.');
});
