import { expect, test } from 'vitest';
import type { Change } from '../../../src/core/change/change.ts';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';
import { positionOf } from '../../../src/core/publication/position.ts';
import { finding } from '../findings/make.ts';

const DIFF = `diff --git a/a.go b/a.go
--- a/a.go
+++ b/a.go
@@ -10,4 +10,6 @@
 ten
-eleven
+eleven, changed
+twelve, new
+thirteen, new
 fourteen
 fifteen
`;
const CHANGE: Change = { base: 'b', head: 'h', title: null, body: null, files: parseUnified(DIFF).files };

const at = (given: Parameters<typeof finding>[0]) => positionOf(finding(given), CHANGE);

test('a finding is posted on its own lines where the hunk shows them all', () => {
  expect(at({ line: 11, endLine: 13, causal: { path: 'a.go', line: 12 } })).toEqual({
    path: 'a.go',
    startLine: 11,
    line: 13,
    commits: false,
  });
});

test('else on the line that explains it', () => {
  expect(at({ line: 12, endLine: 40, causal: { path: 'a.go', line: 12 } })).toMatchObject({ startLine: 12, line: 12 });
  expect(at({ path: 'b.go', line: 3, causal: { path: 'a.go', line: 13 } })).toMatchObject({ path: 'a.go', line: 13 });
});

test('a suggestion is committable where the comment spans exactly what it replaces', () => {
  const suggestion = { line: 12, endLine: 13, text: 'both' };
  expect(at({ line: 12, causal: { path: 'a.go', line: 12 }, suggestion })).toEqual({
    path: 'a.go',
    startLine: 12,
    line: 13,
    commits: true,
  });
  const beyond = { ...suggestion, endLine: 30 };
  expect(at({ line: 12, causal: { path: 'a.go', line: 12 }, suggestion: beyond })).toMatchObject({ commits: false });
  const more = { ...suggestion, also: [{ line: 1, endLine: 1, text: 'import' }] };
  expect(at({ line: 12, causal: { path: 'a.go', line: 12 }, suggestion: more })).toMatchObject({ commits: false });
});

test('what the diff does not show has no place', () => {
  expect(at({ line: 30, causal: { path: 'a.go', line: 30 } })).toBeNull();
  expect(at({ line: 3, path: 'c.go', causal: { path: 'c.go', line: 3 } })).toBeNull();
  expect(at({ line: 12, new: false, causal: null })).toBeNull();
});
