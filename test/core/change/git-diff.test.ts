import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { ChangedFile } from '../../../src/core/change/change.ts';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';
import { type GitSandbox, gitSandbox } from './git-sandbox.ts';

let repo: GitSandbox;
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(() => repo.dispose());

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line + 1}\n`).join('');

/** What real git says between the tree after `before` and the tree after `after`. */
function diffOf(before: () => void, after: () => void, ...args: string[]): ChangedFile[] {
  before();
  const base = repo.commit('base');
  after();
  const head = repo.commit('head');
  return parseUnified(repo.git('diff', '--full-index', '-M', ...args, base, head)).files;
}

function blob(path: string, commit = 'HEAD'): string {
  return repo.git('rev-parse', `${commit}:${path}`).trim();
}

describe('kinds of change', () => {
  test('a modification: ids, hunk, lines', () => {
    const [file] = diffOf(
      () => repo.write('a.go', TEN),
      () => repo.write('a.go', TEN.replace('line 5\n', 'five\n')),
    );
    expect(file).toMatchObject({
      status: 'modified',
      modeOnly: false,
      binary: false,
      baseBlob: blob('a.go', 'HEAD~1'),
      headBlob: blob('a.go'),
      missingPatch: null,
    });
    expect(file?.hunks).toEqual([
      {
        oldStart: 2,
        oldLines: 7,
        newStart: 2,
        newLines: 7,
        lines: [
          { kind: 'context', old: 2, new: 2, text: 'line 2', noNewline: false },
          { kind: 'context', old: 3, new: 3, text: 'line 3', noNewline: false },
          { kind: 'context', old: 4, new: 4, text: 'line 4', noNewline: false },
          { kind: 'deleted', old: 5, new: null, text: 'line 5', noNewline: false },
          { kind: 'added', old: null, new: 5, text: 'five', noNewline: false },
          { kind: 'context', old: 6, new: 6, text: 'line 6', noNewline: false },
          { kind: 'context', old: 7, new: 7, text: 'line 7', noNewline: false },
          { kind: 'context', old: 8, new: 8, text: 'line 8', noNewline: false },
        ],
      },
    ]);
  });

  test('renames and copies with hunks', () => {
    const files = diffOf(
      () => repo.write('a.go', TEN),
      () => {
        repo.write('c.go', `${TEN}copy\n`);
        repo.git('mv', 'a.go', 'b.go');
        repo.write('b.go', `${TEN}move\n`);
      },
      '-C',
    );
    expect(files.map(({ path, basePath, status, hunks }) => [path, basePath, status, hunks.length])).toEqual([
      ['b.go', 'a.go', 'copied', 1],
      ['c.go', 'a.go', 'renamed', 1],
    ]);
  });

  test('a rename that changes the mode too', () => {
    const files = diffOf(
      () => repo.write('a.sh', TEN),
      () => {
        repo.git('mv', 'a.sh', 'b.sh');
        repo.write('b.sh', TEN, 0o755);
      },
    );
    expect(files).toMatchObject([{ path: 'b.sh', status: 'renamed', kind: 'executable', modeOnly: false }]);
  });

  test('binary: differ, patch, delta, with text around', () => {
    const noise = Uint8Array.from({ length: 3000 }, (_, at) => (at * 7919 + (at >> 3)) % 256);
    const changed = Uint8Array.from(noise, (byte, at) => (at === 1500 ? byte ^ 1 : byte));
    const before = () => {
      repo.write('a.bin', noise);
      repo.write('z.go', 'a\n');
    };
    const after = () => {
      repo.write('a.bin', changed);
      repo.write('m.bin', Uint8Array.of(0, 1));
      repo.write('z.go', 'b\n');
    };
    const plain = diffOf(before, after);
    const patch = parseUnified(repo.git('diff', '--binary', '--full-index', 'HEAD~1', 'HEAD')).files;
    expect(patch).toEqual(plain);
    expect(plain).toMatchObject([
      { path: 'a.bin', binary: true, hunks: [], missingPatch: null, headBlob: blob('a.bin') },
      { path: 'm.bin', binary: true, hunks: [], status: 'added', baseBlob: null },
      { path: 'z.go', binary: false },
    ]);
  });

  test('submodules: added, updated, deleted, as a log', () => {
    const [one, two] = ['1'.repeat(40), '2'.repeat(40)];
    const set = (id: string) => repo.git('update-index', '--add', '--cacheinfo', `160000,${id},lib`);
    const commit = () => repo.git('commit', '-q', '--allow-empty', '-m', 'step');
    commit();
    const diff = (...args: string[]) => parseUnified(repo.git('diff', ...args, 'HEAD~1', 'HEAD')).files;
    set(one);
    commit();
    expect(diff()).toMatchObject([{ path: 'lib', kind: 'submodule', status: 'added', baseBlob: null, headBlob: one }]);
    set(two);
    commit();
    expect(diff()).toMatchObject([{ status: 'modified', kind: 'submodule', baseBlob: one, headBlob: two }]);
    expect(diff('--submodule=log')).toMatchObject([
      { path: 'lib', kind: 'submodule', missingPatch: 'the diff shows this submodule as a log' },
    ]);
    repo.git('rm', '-q', '--cached', 'lib');
    commit();
    expect(diff()).toMatchObject([{ status: 'deleted', kind: 'submodule', baseBlob: two, headBlob: null }]);
  });

  test('symlinks, and a file that becomes one', () => {
    const files = diffOf(
      () => {
        repo.write('kept.go', 'a\nb\n');
        repo.link('old', 'kept.go');
      },
      () => {
        repo.remove('kept.go');
        repo.link('kept.go', 'other.go');
        repo.remove('old');
        repo.link('new', 'elsewhere');
      },
    );
    expect(files).toMatchObject([
      { path: 'kept.go', status: 'modified', kind: 'symlink', modeOnly: false, baseBlob: blob('kept.go', 'HEAD~1') },
      { path: 'new', status: 'added', kind: 'symlink' },
      { path: 'old', status: 'deleted', kind: 'symlink' },
    ]);
    expect(files[0]?.hunks).toMatchObject([{ oldStart: 1, oldLines: 2, newStart: 1, newLines: 1 }]);
    expect(files[0]?.hunks[0]?.lines.at(-1)).toMatchObject({ text: 'other.go', noNewline: true });
  });

  test('a final newline missing before, after, or on both sides', () => {
    const marks = (files: ChangedFile[]) =>
      files[0]?.hunks.flatMap((hunk) => hunk.lines.map((line) => `${line.kind} ${line.text} ${line.noNewline}`));
    const step = (from: string, to: string) =>
      marks(
        diffOf(
          () => repo.write('x', from),
          () => repo.write('x', to),
        ),
      );
    expect(step('a', 'a\n')).toEqual(['deleted a true', 'added a false']);
    expect(step('b\n', 'b')).toEqual(['deleted b false', 'added b true']);
    expect(step('c', 'd')).toEqual(['deleted c true', 'added d true']);
    expect(step('e\nz', 'f\nz')).toEqual(['deleted e false', 'added f false', 'context z true']);
  });

  test('carriage returns stay, also lonely ones; blank lines stay', () => {
    const [file] = diffOf(
      () => repo.write('x', 'a\r\n\r\nb\r\n'),
      () => repo.write('x', 'a\r\n\r\nb\n\n \nc\rd\r\n'),
    );
    expect(file?.hunks[0]?.lines.map((line) => line.text)).toEqual(['a\r', '\r', 'b\r', 'b', '', ' ', 'c\rd\r']);
  });

  test('invalid UTF-8 is replaced, line by line', () => {
    const [file] = diffOf(
      () => repo.write('x', Uint8Array.of(0x61, 0xff, 10)),
      () => repo.write('x', Uint8Array.of(0x61, 0xc3, 10, 0x62, 10)),
    );
    expect(file?.hunks[0]?.lines.map((line) => line.text)).toEqual(['a\uFFFD', 'a\uFFFD', 'b']);
  });

  test('hunk bodies that look like headers', () => {
    const sql = '-- a comment\n++ b\ndiff --git a/x b/x\n@@ -1 +1 @@\n\\ No newline at end of file\nindex 1..2\n';
    const files = diffOf(
      () => repo.write('x.sql', sql),
      () => {
        repo.write('x.sql', sql.replace('-- a comment', '++ another').replace('++ b', '-- b'));
        repo.write('y.sql', '-- \n2.39.5\n');
      },
    );
    expect(files.map((file) => file.hunks[0]?.lines.map((line) => line.text))).toEqual([
      [
        '-- a comment',
        '++ b',
        '++ another',
        '-- b',
        'diff --git a/x b/x',
        '@@ -1 +1 @@',
        '\\ No newline at end of file',
      ],
      ['-- ', '2.39.5'],
    ]);
  });

  test('deletions without their text say so', () => {
    const [file] = diffOf(
      () => repo.write('x', TEN),
      () => repo.remove('x'),
      '--irreversible-delete',
    );
    expect(file).toMatchObject({ status: 'deleted', hunks: [], missingPatch: 'the diff holds no hunks for this file' });
  });
});
