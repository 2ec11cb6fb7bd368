import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { PullRequest } from '../../../src/core/change/snapshot.ts';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { readAll } from './helpers.ts';

let repo: GitSandbox;
const opened: PullRequest[] = [];
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(async () => {
  for (const pull of opened.splice(0)) await pull.close();
  repo.dispose();
});

async function open(base?: string, head?: string, at = repo.folder): Promise<PullRequest> {
  const pull = await openGitRange({ repo: at, base, head, env: repo.env });
  opened.push(pull);
  return pull;
}

const refusal = (run: Promise<unknown>): Promise<unknown> => run.then(() => null).catch((error: unknown) => error);

test('a branch against the merge base: files, trees, blobs, title', async () => {
  repo.write('main.go', 'package main\n');
  repo.write('sub/kept.go', 'package sub\n');
  const base = repo.commit();
  repo.git('checkout', '-q', '-b', 'topic');
  repo.write('main.go', 'package main\n\nfunc main() {}\n');
  repo.write('bin', Uint8Array.of(0, 1));
  const head = repo.commit('Add main\n\nBecause.\n\nSigned-off-by: A');
  repo.git('checkout', '-q', 'main');
  repo.write('later.go', 'package later\n');
  repo.commit();

  const pull = await open(undefined, 'topic');
  expect(pull.change).toMatchObject({ base, head, title: 'Add main', body: 'Because.\n\nSigned-off-by: A' });
  expect(pull.change.files).toMatchObject([
    { path: 'bin', status: 'added', binary: true, hunks: [] },
    { path: 'main.go', status: 'modified', binary: false, hunks: [{ newStart: 1, newLines: 3 }] },
  ]);
  expect([...pull.base.entries.keys()]).toEqual(['main.go', 'sub/kept.go']);
  expect([...pull.head.entries.keys()]).toEqual(['bin', 'main.go', 'sub/kept.go']);
  expect(pull.head.entries.get('main.go')).toMatchObject({ kind: 'file', size: null });
  const [, main] = pull.change.files;
  const ids = [main?.baseBlob ?? '', main?.headBlob ?? ''];
  expect([...(await readAll(pull.blobs, [...ids, ...ids])).values()]).toEqual([
    'package main\n',
    'package main\n\nfunc main() {}\n',
  ]);
});

test('several commits have no common title, and none is an empty change', async () => {
  repo.write('a', '1');
  repo.commit();
  repo.git('checkout', '-q', '-b', 'topic');
  repo.write('a', '2');
  repo.commit();
  repo.write('a', '3');
  repo.commit();
  expect((await open('main')).change).toMatchObject({ title: null, body: null, files: [{ path: 'a' }] });
  expect((await open('topic')).change).toMatchObject({ title: null, files: [] });
});

test('the commits of a range tell why, and what they touch, oldest first', async () => {
  repo.write('main.go', 'package main\n');
  const base = repo.commit();
  repo.write('main.go', 'package main\n\nfunc main() {}\n');
  repo.write('odd\nname.go', 'package main\n');
  const first = repo.commit('Begin\n\nSince nothing was there.\n');
  const second = repo.commit('Say nothing');
  repo.write('0123456789012345678901234567890123456789', 'a name like an id\n');
  const third = repo.commit('Name it');
  const pull = await open(base, third);
  expect(await pull.discussion?.()).toEqual({
    commits: [
      { id: first, message: 'Begin\n\nSince nothing was there.', paths: ['main.go', 'odd\nname.go'] },
      { id: second, message: 'Say nothing', paths: [] },
      { id: third, message: 'Name it', paths: ['0123456789012345678901234567890123456789'] },
    ],
    issues: [],
    annotations: [],
  });
});

test('every kind of entry, from a folder inside the repository', async () => {
  repo.write('dir/x.sh', 'a\n');
  repo.write('dir/moved.go', 'package a\n\nfunc A() {}\nfunc B() {}\n');
  repo.write('dir/becomes', 'text\n');
  repo.link('link', 'there');
  repo.git('add', '.');
  repo.git('update-index', '--add', '--cacheinfo', `160000,${'1'.repeat(40)},lib`);
  repo.git('commit', '-q', '-m', 'base');
  repo.git('tag', 'base');
  repo.write('dir/x.sh', 'a\n', 0o755);
  repo.remove('dir/moved.go');
  repo.write('dir/né\tw.go', 'package a\n\nfunc A() {}\nfunc C() {}\n');
  repo.remove('dir/becomes');
  repo.link('dir/becomes', 'elsewhere');
  repo.remove('link');
  repo.write('empty', '');
  repo.git('add', '.');
  repo.git('update-index', '--add', '--cacheinfo', `160000,${'2'.repeat(40)},lib`);
  repo.git('commit', '-q', '-m', 'head');
  const pull = await open('base', 'HEAD', join(repo.folder, 'dir'));
  expect(pull.change.files).toMatchObject([
    {
      path: 'dir/becomes',
      status: 'modified',
      kind: 'symlink',
      modeOnly: false,
      hunks: [{ oldLines: 1, newLines: 1 }],
    },
    { path: 'dir/né\tw.go', basePath: 'dir/moved.go', status: 'renamed', hunks: [{ oldLines: 4 }] },
    { path: 'dir/x.sh', kind: 'executable', modeOnly: true, hunks: [] },
    { path: 'empty', status: 'added', hunks: [], missingPatch: null },
    { path: 'lib', kind: 'submodule', baseBlob: '1'.repeat(40), headBlob: '2'.repeat(40), hunks: [{ oldLines: 1 }] },
    { path: 'link', kind: 'symlink', status: 'deleted', headBlob: null },
  ]);
  expect(pull.head.entries.get('lib')).toEqual({ blob: '2'.repeat(40), kind: 'submodule', size: null });
  expect(pull.base.entries.get('link')?.kind).toBe('symlink');
});

test('text that attributes call binary gets its hunks; what holds a NUL does not', async () => {
  repo.write('.gitattributes', '*.go -diff\n*.ts binary\n');
  repo.write('a.go', 'package a\n');
  repo.write('c.go', 'package c\n');
  repo.commit();
  repo.git('branch', 'base');
  repo.write('a.go', '\uFEFFpackage b\r\n');
  repo.write('b.ts', 'let b\n');
  repo.write('c.go', Uint8Array.of(0x61, 0));
  repo.commit();
  const [a, b, c] = (await open('base')).change.files;
  expect(a).toMatchObject({ binary: false, hunks: [{ oldLines: 1, newLines: 1 }] });
  expect(a?.hunks[0]?.lines.map((line) => line.text)).toEqual(['package a', '\uFEFFpackage b\r']);
  expect(b).toMatchObject({ binary: false, hunks: [{ oldLines: 0, newLines: 1 }] });
  expect(c).toMatchObject({ binary: true, hunks: [] });
});

test('SHA-256 repositories and bare ones', async () => {
  repo.dispose();
  repo = gitSandbox('--object-format=sha256');
  repo.write('a', '1\n');
  repo.commit();
  repo.write('a', '2\n');
  repo.commit();
  const pull = await open('HEAD~1', 'HEAD', join(repo.folder, '.git'));
  expect(pull.change.files).toMatchObject([{ path: 'a', baseBlob: expect.stringMatching(/^[0-9a-f]{64}$/) }]);
  expect([...(await readAll(pull.blobs, [pull.change.files[0]?.headBlob ?? ''])).values()]).toEqual(['2\n']);
});

describe('errors say what to do', () => {
  test('no repository, no folder, no git', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'go-architect-'));
    try {
      expect(await refusal(open(undefined, undefined, folder))).toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(/not a git repository.*--diff$/),
      });
      expect(await refusal(open(undefined, undefined, join(folder, 'none')))).toMatchObject({
        message: expect.stringMatching(/cannot change to.*--repo/),
      });
      const env = { PATH: folder };
      expect(await refusal(openGitRange({ repo: repo.folder, env }))).toMatchObject({
        name: 'InputError',
        message: expect.stringMatching(/git cannot be started.*install git$/),
      });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test('no default branch', async () => {
    repo.write('a', '1');
    repo.commit();
    repo.git('branch', '-m', 'trunk');
    expect(await refusal(open())).toMatchObject({ message: expect.stringMatching(/no default branch.*--base$/) });
  });

  test('no merge base, in a full and in a shallow clone', async () => {
    repo.write('a', '1');
    repo.commit();
    repo.git('checkout', '-q', '--orphan', 'other');
    repo.commit('unrelated');
    expect(await refusal(open('main'))).toMatchObject({ message: expect.stringMatching(/no common history/) });
    repo.git('checkout', '-q', 'main');
    repo.commit('two');
    repo.git('branch', 'topic');
    repo.commit('three');
    const clone = `${repo.folder}-shallow`;
    try {
      const branches = ['--no-single-branch', '--branch', 'topic'];
      repo.git('clone', '-q', '--depth=1', ...branches, `file://${repo.folder}`, clone);
      const error = await refusal(open('origin/main', 'HEAD', clone));
      expect(error).toMatchObject({ message: expect.stringMatching(/shallow, run "git fetch --unshallow"/) });
    } finally {
      rmSync(clone, { recursive: true, force: true });
    }
  });
});

test('a partial clone is read without fetching: what is missing says so', async () => {
  repo.write('a.go', 'package a\n');
  repo.write('b.go', 'package b\n');
  repo.commit();
  repo.write('a.go', 'package c\n');
  repo.git('mv', 'b.go', 'moved.go');
  repo.commit();
  repo.git('config', 'uploadpack.allowFilter', 'true');
  const clone = `${repo.folder}-partial`;
  try {
    repo.git('clone', '-q', '--no-checkout', '--filter=blob:none', `file://${repo.folder}`, clone);
    const pull = await open('HEAD~1', 'HEAD', clone);
    expect(pull.change.files).toMatchObject([
      { path: 'a.go', hunks: [], missingPatch: expect.stringMatching(/./) },
      { path: 'moved.go', basePath: 'b.go', status: 'renamed', missingPatch: null },
    ]);
    expect(pull.head.entries.get('a.go')).toMatchObject({ size: null });
    const ids = [...pull.head.entries.values()].map((entry) => entry.blob);
    const found = await readAll(pull.blobs, ids);
    expect([...found.keys()].sort()).toEqual(ids.sort());
    for (const text of found.values()) expect(text).toMatch(/^unavailable: /);
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
});
