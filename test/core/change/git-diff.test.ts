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

const NAMES: [string, string][] = [
  ['a tab', 'tab\there.go'],
  ['a quote', 'say "hi".go'],
  ['a line feed', 'two\nlines.go'],
  ['a backslash', 'back\\slash.go'],
  ['non-ASCII letters', 'café/日本.go'],
  ['a blank', 'a b'],
  ['a blank and a prefix', 'a b/a b'],
  ['a trailing blank', 'end '],
  ['a control character', 'bell\x07\x01.go'],
  ['an arrow', 'x => y.go'],
  ['a leading dash', '-rf.go'],
  ['a one-letter folder', 'b/i/x.go'],
  ['a date', 'log 2024-01-02 03:04:05 +0000.txt'],
];

describe('names that git quotes, or ought to', () => {
  for (const [what, name] of NAMES) {
    for (const style of ['--src-prefix=a/', '--no-prefix', '--src-prefix=old/', '-cmnemonic']) {
      test(`${what}, ${style}`, () => {
        const args = style === '-cmnemonic' ? ['--src-prefix=c/', '--dst-prefix=i/'] : [style];
        if (style.includes('old')) args.push('--dst-prefix=new/');
        const [file, ...rest] = diffOf(
          () => repo.write(name, TEN),
          () => repo.write(name, `${TEN}more\n`),
          ...args,
        );
        expect(rest).toEqual([]);
        expect(file).toMatchObject({ path: name, basePath: name, status: 'modified', kind: 'file' });
        expect(file?.hunks.length).toBe(1);
      });
    }
    test(`${what}: added empty, then its mode, then deleted`, () => {
      const [added] = diffOf(
        () => {},
        () => repo.write(name, ''),
      );
      expect(added).toMatchObject({ path: name, basePath: null, status: 'added', hunks: [], missingPatch: null });
      const [mode] = diffOf(
        () => {},
        () => repo.write(name, '', 0o755),
      );
      expect(mode).toMatchObject({
        path: name,
        basePath: name,
        status: 'modified',
        modeOnly: true,
        kind: 'executable',
      });
      const [gone] = diffOf(
        () => {},
        () => repo.remove(name),
      );
      expect(gone).toMatchObject({ path: name, basePath: name, status: 'deleted', headBlob: null, missingPatch: null });
    });
    test(`${what}: renamed and binary`, () => {
      const [renamed] = diffOf(
        () => repo.write(name, TEN),
        () => {
          repo.remove(name);
          repo.write(`moved ${name}`, TEN);
        },
      );
      expect(renamed).toMatchObject({ path: `moved ${name}`, basePath: name, status: 'renamed', hunks: [] });
      const [binary] = diffOf(
        () => {},
        () => repo.write(name, Uint8Array.of(0, 1, 2)),
      );
      expect(binary).toMatchObject({ path: name, basePath: null, status: 'added', binary: true, hunks: [] });
    });
  }

  test('raw UTF-8 with core.quotepath off', () => {
    const name = 'café "x"/日本.go';
    const args = ['-M', '--full-index'];
    repo.write(name, 'a\n');
    repo.commit();
    repo.write(name, 'b\n');
    const files = parseUnified(repo.git('-c', 'core.quotepath=false', 'diff', ...args)).files;
    expect(files.map((file) => file.path)).toEqual([name]);
  });
});

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

  test('a format-patch mail: title, body, signature', () => {
    repo.write('é.go', 'a\n');
    repo.commit();
    repo.write('é.go', 'b\n');
    repo.commit('Größere Änderung an einem sehr langen Betreff, der sicher umbrochen wird\n\nWhy it is.\n\nMore.');
    const parsed = parseUnified(repo.git('format-patch', '-1', '--stdout'));
    expect(parsed).toMatchObject({
      title: 'Größere Änderung an einem sehr langen Betreff, der sicher umbrochen wird',
      body: 'Why it is.\n\nMore.',
      files: [{ path: 'é.go' }],
    });
  });

  test('a series of patches: fine for different files, refused for one file', () => {
    repo.commit('root');
    repo.write('a.go', 'a\n');
    repo.commit('first');
    repo.write('b.go', 'b\n');
    repo.commit('second');
    const series = parseUnified(repo.git('format-patch', '-2', '--stdout'));
    expect(series.files.map((file) => file.path)).toEqual(['a.go', 'b.go']);
    repo.write('b.go', 'c\n');
    repo.commit('third');
    expect(() => parseUnified(repo.git('format-patch', '-2', '--stdout'))).toThrow(/b\.go appears twice/);
  });

  test('git show, and hunks without context', () => {
    repo.write('x', TEN);
    repo.commit();
    repo.write('x', TEN.replace('line 3\n', '').replace('line 8\n', 'line 8\nnew\n'));
    repo.commit('Title');
    const files = parseUnified(repo.git('show', '-U0')).files;
    expect(files[0]?.hunks).toMatchObject([
      { oldStart: 3, oldLines: 1, newStart: 2, newLines: 0 },
      { oldStart: 8, oldLines: 0, newStart: 8, newLines: 1 },
    ]);
  });

  test('a merge shown as a combined diff is refused', () => {
    repo.write('x', 'a\n');
    const root = repo.commit();
    repo.write('x', 'b\n');
    const left = repo.commit();
    repo.git('checkout', '-q', root);
    repo.write('x', 'c\n');
    repo.commit();
    repo.git('merge', '-q', '-s', 'ours', left);
    repo.write('x', 'd\n');
    repo.git('commit', '-q', '-a', '--amend', '--no-edit');
    expect(() => parseUnified(repo.git('show', '--cc'))).toThrow(/combined diff/);
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
