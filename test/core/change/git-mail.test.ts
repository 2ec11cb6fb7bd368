import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { parseUnified } from '../../../src/core/change/parse-unified.ts';
import { type GitSandbox, gitSandbox } from './git-sandbox.ts';

let repo: GitSandbox;
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(() => repo.dispose());

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line + 1}\n`).join('');

describe('commits as git prints them', () => {
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
});
