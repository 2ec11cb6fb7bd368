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
