import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/change/snapshot.ts';
import { openDirectoryDiff } from '../../../src/edge/fetch/directory-diff.ts';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { readAll, unmeasured } from './helpers.ts';

let repo: GitSandbox;
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(() => repo.dispose());

const TEN = Array.from({ length: 10 }, (_, line) => `line ${line + 1}\n`).join('');
const refusal = (run: Promise<unknown>): Promise<unknown> => run.then(() => null).catch((error: unknown) => error);

/** A repository of everything, at base and at head, and the diff between. */
function everything(): { base: string; head: string } {
  repo.write('a.go', TEN);
  repo.write('crlf.go', 'a\r\nb\r\n');
  repo.write('latin1.txt', Uint8Array.of(0xe9, 10, 0x61, 10));
  repo.write('gone.go', 'package gone\n');
  repo.write('old/name.go', TEN);
  repo.write('swap1', 'one\none\none\n');
  repo.write('swap2', 'two\ntwo\ntwo\n');
  repo.write('run.sh', 'a\n');
  repo.write('né "w"\t.go', 'no newline');
  repo.write('i.bin', Uint8Array.of(0, 1));
  repo.write('kept.go', 'package kept\n');
  repo.link('link', 'a.go');
  const base = repo.commit();
  repo.write('a.go', TEN.replace('line 4\n', '').replace('line 9', 'nine'));
  repo.write('crlf.go', 'a\r\nc\r\n');
  repo.write('latin1.txt', Uint8Array.of(0xe9, 10, 0xff, 10));
  repo.remove('gone.go');
  repo.git('mv', 'old/name.go', 'new.go');
  repo.write('new.go', `${TEN}more\n`);
  repo.write('run.sh', 'a\n', 0o755);
  repo.write('né "w"\t.go', 'still no newline');
  repo.write('i.bin', Uint8Array.of(0, 2));
  repo.write('added.go', '');
  repo.write('added2.go', 'package added\n');
  repo.remove('link');
  repo.link('link', 'kept.go');
  return { base, head: repo.commit('Title\n\nBody.') };
}

/** Checked-out copies of a commit, without git. */
function checkout(commit: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'go-architect-tree-'));
  repo.git('checkout', '-q', commit);
  cpSync(repo.folder, folder, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('/.git') });
  return folder;
}

function diffOf(base: string, head: string): Buffer {
  return repo.gitBytes('diff', '--full-index', '-M', base, head);
}

async function everyBlob(pull: PullRequest): Promise<Record<string, string>> {
  const ids = [pull.base, pull.head].flatMap((tree) => [...tree.entries.values()].map((entry) => entry.blob));
  return Object.fromEntries(await readAll(pull.blobs, [...new Set(ids)].sort()));
}

describe('a directory and a diff give what git gives', () => {
  for (const held of ['base', 'head'] as const) {
    test(`when the directory holds the ${held}`, async () => {
      const ends = everything();
      const diff = diffOf(ends.base, ends.head);
      const folder = checkout(ends[held]);
      const other = held === 'base' ? 'head' : 'base';
      try {
        const pull = await openDirectoryDiff({ directory: folder, diff });
        const want = await openGitRange({ repo: repo.folder, ...ends, env: repo.env });
        expect(pull.change.files).toEqual(want.change.files);
        expect(pull[held].commit).toBe('worktree');
        expect(pull[other].commit).toBe(other);
        for (const side of ['base', 'head'] as const)
          expect(new Map([...unmeasured(pull[side]).entries].toSorted())).toEqual(
            new Map([...want[side].entries].toSorted()),
          );
        const binary = want[other].entries.get('i.bin')?.blob ?? '';
        const blobs = await everyBlob(want);
        expect(await everyBlob(pull)).toEqual({ ...blobs, [binary]: 'unavailable: not in this directory' });
        await want.close();
        await pull.close();
      } finally {
        rmSync(folder, { recursive: true });
      }
    });
  }

  test('a mail brings its title', async () => {
    const { base, head } = everything();
    repo.git('checkout', '-q', base);
    const mail = repo.gitBytes('format-patch', '-1', '--stdout', head);
    const pull = await openDirectoryDiff({ directory: repo.folder, diff: mail });
    expect(pull.change).toMatchObject({ base: 'worktree', head: 'head', title: 'Title', body: 'Body.' });
  });

  test('wanted filters both snapshots, the diff stays whole', async () => {
    const { base, head } = everything();
    const diff = diffOf(base, head);
    const wanted = (path: string) => path === 'kept.go' || path === 'added2.go';
    const pull = await openDirectoryDiff({ directory: repo.folder, diff, wanted });
    expect([...pull.base.entries.keys()]).toEqual(['kept.go']);
    expect([...pull.head.entries.keys()].toSorted()).toEqual(['added2.go', 'kept.go']);
    const [file] = pull.change.files;
    expect((await readAll(pull.blobs, [file?.headBlob ?? ''])).size).toBe(1);
    expect(pull.change.files.length).toBe(11);
  });
});

test('swapped names', async () => {
  repo.write('x', 'one\none\none\n');
  repo.write('y', 'two\ntwo\ntwo\n');
  const diff = [
    'diff --git a/x b/y\nsimilarity index 100%\nrename from x\nrename to y\n',
    'diff --git a/y b/x\nsimilarity index 70%\nrename from y\nrename to x\n--- a/y\n+++ b/x\n@@ -1 +1 @@\n-two\n+2\n',
  ].join('');
  const pull = await openDirectoryDiff({ directory: repo.folder, diff });
  const text = await readAll(
    pull.blobs,
    [...pull.head.entries.values()].map((entry) => entry.blob),
  );
  expect(['x', 'y'].map((path) => text.get(pull.head.entries.get(path)?.blob ?? ''))).toEqual([
    '2\ntwo\ntwo\n',
    'one\none\none\n',
  ]);
});

describe('what does not fit is named', () => {
  const patch = (path: string, from = 'b') => `--- a/${path}\n+++ b/${path}\n@@ -1,2 +1,2 @@\n a\n-${from}\n+c\n`;
  test.each([
    [
      'a line',
      patch('x'),
      /holds neither the base nor the head of the diff: as base, x:2: the diff expects "b", .* "z"$/,
    ],
    ['a missing file', patch('no/such'), /as base, no\/such: no such file$/],
    ['a file that exists', '--- /dev/null\n+++ b/x\n@@ -0,0 +1 @@\n+a\n', /as base, x: not in this version/],
    ['a deletion of less', '--- a/x\n+++ /dev/null\n@@ -1 +0,0 @@\n-a\n', /x:2: the diff expects the end of the file/],
    ['a path above', patch('../x'), /^\.\.\/x: the diff names a path outside of the directory$/],
    ['a path at the root', '--- /etc/passwd\n+++ /etc/passwd\n@@ -1 +1 @@\n-a\n+b\n', /outside of the directory$/],
    ['a path through a symlinked folder', patch('loop/x'), /loop\/x: no such file$/],
    [
      'a binary version',
      `diff --git a/x b/x\nindex ${'1'.repeat(40)}..${'2'.repeat(40)} 100644\nBinary files a/x and b/x differ\n`,
      /x: not the version that the diff speaks of/,
    ],
  ])('%s', async (_, diff, message) => {
    repo.write('x', 'a\nz\n');
    repo.link('loop', '.');
    const error = await refusal(openDirectoryDiff({ directory: repo.folder, diff }));
    expect(error).toMatchObject({ name: 'InputError', message: expect.stringMatching(message) });
  });

  test('a text that lost bytes, in readable words', async () => {
    repo.write('x', Uint8Array.of(0xc3, 0xa9, 0xff, 10));
    const error = await refusal(
      openDirectoryDiff({ directory: repo.folder, diff: '--- x\n+++ x\n@@ -1 +1 @@\n-é\n+e\n' }),
    );
    expect(error).toMatchObject({
      message: expect.stringMatching(/x:1: the diff expects "é", the file has "é\uFFFD"$/),
    });
  });

  test('the direction that fits more files explains', async () => {
    for (const path of ['x', 'y']) writeFileSync(join(repo.folder, path), 'a\nc\n');
    mkdirSync(join(repo.folder, 'z'));
    const error = await refusal(
      openDirectoryDiff({ directory: repo.folder, diff: patch('x') + patch('y') + patch('z') }),
    );
    expect(error).toMatchObject({ message: expect.stringMatching(/as head, z: no such file$/) });
  });
});
