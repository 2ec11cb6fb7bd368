import { describe, expect, test } from 'vitest';
import { DiffError } from '../../../src/core/change/errors.ts';
import { parseHunks, parseUnified } from '../../../src/core/change/parse-unified.ts';
import { InputError } from '../../../src/core/errors.ts';

const PLAIN = '--- a/x.go\n+++ b/x.go\n@@ -1 +1 @@\n-a\n+b\n';

function paths(text: string): [string | null, string, string][] {
  return parseUnified(text).files.map((file) => [file.basePath, file.path, file.status]);
}

function thrown(run: () => unknown): unknown {
  try {
    return run();
  } catch (error) {
    return error;
  }
}

describe('diffs without git', () => {
  test.each([
    ['prefixes', '--- a/x.go\n+++ b/x.go', 'x.go'],
    ['mnemonic prefixes', '--- i/x.go\n+++ w/x.go', 'x.go'],
    ['no prefix', '--- x.go\n+++ x.go', 'x.go'],
    ['no prefix, a folder named a', '--- a/x.go\n+++ a/x.go', 'a/x.go'],
    ['two folders', '--- old/p/x.go\n+++ new/p/x.go', 'p/x.go'],
    ['a backup', '--- x.go.orig\n+++ x.go', 'x.go'],
    ['timestamps', '--- x.go\t2024-01-01 00:00:00.000000000 +0000\n+++ x.go\t2024-01-02 00:00:00 +0000', 'x.go'],
    ['quotes and a timestamp', '--- "a/\\303\\251.go"\t2024-01-01\n+++ "b/\\303\\251.go"\t2024-01-02', 'é.go'],
    ['an svn header', 'Index: x.go\n=======\n--- x.go\t(revision 1)\n+++ x.go\t(working copy)', 'x.go'],
    ['an hg header', 'diff -r 1 -r 2 x.go\n--- a/x.go\tThu Jan 01\n+++ b/x.go\tThu Jan 01', 'x.go'],
  ])('%s', (_, header, path) => {
    expect(paths(`${header}\n@@ -1 +1 @@\n-a\n+b\n`)).toEqual([[path, path, 'modified']]);
  });

  test('/dev/null and the epoch mean that a side is missing', () => {
    expect(paths('--- /dev/null\n+++ b/x.go\n@@ -0,0 +1 @@\n+b\n')).toEqual([[null, 'x.go', 'added']]);
    expect(paths('--- a/x.go\n+++ /dev/null\n@@ -1 +0,0 @@\n-b\n')).toEqual([['x.go', 'x.go', 'deleted']]);
    const epoch = '1970-01-01 00:00:00.000000000 +0000';
    expect(paths(`--- o/x.go\t${epoch}\n+++ n/x.go\t2024-01-01\n@@ -0,0 +1 @@\n+b\n`)).toEqual([
      [null, 'x.go', 'added'],
    ]);
    expect(paths(`--- o/x.go\t2024\n+++ n/x.go\t${epoch}\n@@ -1 +0,0 @@\n-b\n`)).toEqual([['x.go', 'x.go', 'deleted']]);
  });

  test('binary files and several files in a row', () => {
    const text = `diff -ru o n\nBinary files o/i.png and n/i.png differ\n${PLAIN}--- a/y\n+++ b/y\n@@ -1 +1 @@\n-a\n+b\n`;
    expect(parseUnified(text).files).toMatchObject([{ path: 'i.png', binary: true }, { path: 'x.go' }, { path: 'y' }]);
  });
});

test('a blank context line that lost its blank, a translated newline marker', () => {
  const hunks = parseHunks('@@ -1,2 +1,2 @@\n\n-a\n\\ Kein Zeilenumbruch am Dateiende.\n+b\n');
  expect(hunks[0]?.lines).toMatchObject([
    { kind: 'context', text: '' },
    { kind: 'deleted', noNewline: true },
    { kind: 'added', noNewline: false },
  ]);
});

test('a diff converted to CRLF on its way gets its own line endings back', () => {
  const unix = `diff --git a/x.go b/x.go\nindex 1111111..2222222 100644\n${PLAIN.replace('-a', '-a\r')}`;
  expect(parseUnified(unix.replaceAll('\n', '\r\n'))).toEqual(parseUnified(unix));
});

test('an empty text is an empty change', () => {
  expect(parseUnified('')).toEqual({ title: null, body: null, files: [] });
  expect(parseUnified('\n \n').files).toEqual([]);
});

test('encoded subjects', () => {
  const mail = (subject: string) => parseUnified(`From: A <a@example.com>\nSubject: ${subject}\n\n---\n${PLAIN}`).title;
  expect(mail('[PATCH v2 1/3] [api] Say it')).toBe('[api] Say it');
  expect(mail('=?UTF-8?q?Gr=C3=B6=C3=9Fe_?=\n =?UTF-8?B?w6TDtg==?= end')).toBe('Größe äö end');
  expect(mail('=?no-such?q?abc?=')).toBe('=?no-such?q?abc?=');
});

describe('what would lose something is refused with its line', () => {
  test.each([
    ['no diff', 'hello\n', 1, /no diff found/],
    ['the text ends in a hunk', '--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n', 3, /ends inside this hunk/],
    ['a count too large', `--- a/x\n+++ b/x\n@@ -1,2 +1,2 @@\n a\n${'diff --git a/y b/y\n'}`, 5, /cut short/],
    ['a count too small', '--- a/x\n+++ b/x\n@@ -1 +1 @@\n-a\n+b\n+c\n', 6, /beyond what the hunk header counts/],
    ['wrong sides', '--- a/x\n+++ b/x\n@@ -1,2 +1 @@\n-a\n+b\n+c\n', 6, /counts its lines wrongly/],
    ['an unreadable hunk header', '--- a/x\n+++ b/x\n@@ -1,x +1 @@\n-a\n', 3, /bad hunk header/],
    ['an empty hunk', '--- a/x\n+++ b/x\n@@ -0,0 +0,0 @@\n', 3, /holds no lines/],
    ['no hunk', '--- a/x\n+++ b/x\n', 3, /hunk was expected/],
    ['no hunk after a git header', 'diff --git a/x b/x\n--- a/x\n+++ b/x\nhello\n', 4, /hunk was expected/],
    ['a hunk without a file', '@@ -1 +1 @@\n-a\n+b\n', 1, /without a file header/],
    ['hunks out of order', '--- x\n+++ x\n@@ -9 +9 @@\n-a\n+b\n@@ -1 +1 @@\n-a\n+b\n', 6, /does not follow/],
    ['a hunk that shifts', '--- x\n+++ x\n@@ -1 +1 @@\n-a\n+b\n@@ -9 +12 @@\n-a\n+b\n', 6, /does not follow/],
    [
      'a marker after no line',
      '--- x\n+++ x\n@@ -1 +1 @@\n\\ No newline at end of file\n-a\n+b\n',
      4,
      /follows no line/,
    ],
    ['only in', 'Only in new: x.go\n', 1, /diff -ruN/],
    ['a brief diff', 'Files a/x and b/x differ\n', 1, /diff -ruN/],
    ['one file twice', PLAIN + PLAIN, 6, /appears twice/],
    ['half a rename', 'diff --git a/x b/y\nrename from x\n', 1, /one side only/],
    ['a header without a path', 'diff --git a/x b/y\nold mode 100644\nnew mode 100755\n', 1, /path cannot be told/],
    ['an unreadable index', 'diff --git a/x b/x\nindex 12\n', 1, /index line/],
    [
      'a broken binary patch',
      'diff --git a/x b/x\nindex 1111..2222 100644\nGIT binary patch\nhello\n',
      4,
      /bad binary patch/,
    ],
    ['an encoded mail', 'From: a\nContent-Transfer-Encoding: quoted-printable\n\n', 2, /encoded/],
  ])('%s', (_, text, line, problem) => {
    const error = thrown(() => parseUnified(text));
    expect(error).toBeInstanceOf(DiffError);
    expect(error).toBeInstanceOf(InputError);
    expect(error).toMatchObject({ line, problem: expect.stringMatching(problem) });
    expect(error).toMatchObject({ message: expect.stringMatching(new RegExp(`^diff line ${line}: .`)) });
  });

  test('text after bare hunks', () => {
    expect(() => parseHunks('@@ -1 +1 @@\n-a\n+b\nhello')).toThrow(/belongs to no hunk/);
    expect(() => parseHunks('hello')).toThrow(/belongs to no hunk/);
    expect(parseHunks('')).toEqual([]);
  });
});
