import { expect, test } from 'vitest';
import { extractDirectives } from '../../../src/core/go/directives.ts';
import { parsed } from './helpers.ts';

/** What the directives of a text say, and the lines that they speak of. */
function found(text: string): string[] {
  return extractDirectives(parsed(text)).map(
    ({ form, ids, reason, line, from, to }) => `${form} ${ids.join('+')} ${reason ?? '-'} @${line}: ${from}-${to}`,
  );
}

const inBody = (...lines: string[]) =>
  found(`package p\n\nfunc f() {\n${lines.map((line) => `\t${line}\n`).join('')}}\n`);

test.each([
  [['a() //nolint'], ['nolint * - @4: 4-4']],
  [['a() //nolint:errcheck'], ['nolint errcheck - @4: 4-4']],
  [['a() // nolint:errcheck,errors/wrap // known'], ['nolint errcheck+errors/wrap known @4: 4-4']],
  [['a() // architect:ignore errors/wrap it is fine'], ['architect:ignore errors/wrap it is fine @4: 4-4']],
  [['a() //architect:ignore errors/wrap,resource/leak'], ['architect:ignore errors/wrap+resource/leak - @4: 4-4']],
  [['// architect:ignore errors/wrap above', 'a(', '1)'], ['architect:ignore errors/wrap above @4: 4-5']],
  [['//nolint:errcheck', '// and another', 'a()'], ['nolint errcheck - @4: 4-6']],
  [['a()', '// nolint'], ['nolint * - @5: 5-6']],
  [['// nolinting is fine', '// architect:ignored', '/* architect:ignore x y */', 'a()'], []],
  [['a("// nolint")', 'b(`', '// nolint', '`)'], []],
])('%j', (lines, wanted) => {
  expect(inBody(...lines)).toEqual(wanted);
});

test('above a declaration it speaks of the whole of it', () => {
  expect(found('package p\n\n// architect:ignore a/b why\nfunc f() {\n\ta()\n}\n')).toEqual([
    'architect:ignore a/b why @3: 3-6',
  ]);
  expect(found('package p\n\n//nolint:x\n// Doc.\ntype T struct {\n\ta int\n}\n')).toEqual(['nolint x - @3: 3-7']);
});

test('carriage returns are no part of the reason', () => {
  expect(found('package p\r\n\r\n// architect:ignore a/b why\r\nvar x = 1\r\n')).toEqual([
    'architect:ignore a/b why @3: 3-4',
  ]);
});
