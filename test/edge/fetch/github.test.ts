import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { openGitHubPull } from '../../../src/edge/fetch/github.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { servePull } from './github-repo.ts';
import { readAll, unmeasured } from './helpers.ts';

let repo: GitSandbox;
beforeAll(() => nock.disableNetConnect());
afterAll(() => nock.enableNetConnect());
beforeEach(() => {
  repo = gitSandbox();
});
afterEach(() => {
  nock.cleanAll();
  repo.dispose();
});

const URL_7 = 'https://github.com/acme/shop/pull/7';
const TEN = Array.from({ length: 10 }, (_, line) => `line ${line + 1}\n`).join('');
const refusal = (run: Promise<unknown>): Promise<unknown> => run.then(() => null).catch((error: unknown) => error);
const open = (more: object = {}) => openGitHubPull({ url: URL_7, token: 'ghs_secret', retryDelayMs: 0, ...more });

function everything(): { base: string; head: string } {
  repo.write('a.go', TEN);
  repo.write('dir/gone.go', 'package gone\n');
  repo.write('dir/old.go', TEN);
  repo.write('run.sh', 'a\n');
  repo.write('i.bin', Uint8Array.of(0, 1));
  repo.write('.gitattributes', '*.txt -diff\n');
  repo.write('t.txt', 'one\n');
  repo.link('link', 'a.go');
  repo.commit();
  repo.git('checkout', '-q', '-b', 'topic');
  repo.write('a.go', TEN.replace('line 4\n', ''));
  repo.remove('dir/gone.go');
  repo.git('mv', 'dir/old.go', 'new é.go');
  repo.write('new é.go', `${TEN}more`);
  repo.write('run.sh', 'a\n', 0o755);
  repo.write('i.bin', Uint8Array.of(0, 2));
  repo.write('empty.go', '');
  repo.write('t.txt', 'two\n');
  repo.remove('link');
  repo.link('link', 'run.sh');
  const head = repo.commit();
  repo.git('checkout', '-q', 'main');
  repo.write('later.go', 'package later\n');
  return { base: repo.commit(), head };
}

/** A commit of many files, without a work tree; the last file of the parent is rewritten as `moved`. */
function importCommit(parent: string | null, files: Map<string, string>, moved?: string): string {
  const text = (content: string) => `data ${Buffer.byteLength(content)}\n${content}\n`;
  const rows = [...files].map(([name, content]) => `M 100644 inline ${name}\n${text(content)}`);
  if (moved !== undefined) rows.push(`D f3004\nM 100644 inline ${moved}\n${text('new and moved\n')}`);
  const from = parent === null ? '' : `from ${parent}\n`;
  const who = 'A U Thor <author@example.com> 1704164645 +0000';
  repo.feed(
    `commit refs/heads/many\ncommitter ${who}\n${text('many')}${from}${rows.join('')}`,
    'fast-import',
    '--quiet',
  );
  return repo.git('rev-parse', 'many').trim();
}

describe('a pull request', () => {
  test('gives what a local clone gives, in few requests', async () => {
    const ends = everything();
    const { requests, tokens } = servePull({ sandbox: repo, ...ends });
    const pull = await open({ url: `${URL_7}/files?w=1#diff` });
    const want = await openGitRange({ repo: repo.folder, ...ends, env: repo.env });
    expect(pull.change).toEqual({ ...want.change, title: 'A title', body: null });
    expect(unmeasured(pull.base)).toEqual(want.base);
    expect(unmeasured(pull.head)).toEqual(want.head);
    const ids = [...pull.head.entries.values()].map((entry) => entry.blob);
    expect(await readAll(pull.blobs, ids)).toEqual(await readAll(want.blobs, ids));
    await want.close();
    expect(tokens).toEqual(new Set(['token ghs_secret']));
    const kinds = requests.map((path) => path.replace(/^\/repos\/acme\/shop\//, '').replace(/[0-9a-f]{40}/g, 'ID'));
    expect(kinds.filter((kind) => !kind.startsWith('git/blobs')).toSorted()).toEqual([
      'compare/ID...ID?per_page=1',
      'git/trees/ID?recursive=1',
      'git/trees/ID?recursive=1',
      'pulls/7',
      'pulls/7/files?per_page=100&page=1',
    ]);
  });

  test('on GitHub Enterprise, without a token', async () => {
    repo.write('a', '1');
    const base = repo.commit();
    repo.write('a', '2');
    const { tokens } = servePull({
      sandbox: repo,
      base,
      head: repo.commit('2'),
      api: 'https://git.acme.example/api/v3',
    });
    const pull = await open({ url: 'https://git.acme.example/acme/shop/pull/7', token: undefined });
    expect(pull.change.files).toMatchObject([{ path: 'a', hunks: [{}] }]);
    expect(tokens).toEqual(new Set(['none']));
  });

  test('from a fork, and from a fork that is deleted or hidden', async () => {
    repo.write('a', '1');
    const base = repo.commit();
    repo.write('a', '2');
    const head = repo.commit('2');
    const treesOf = async (headRepo: string | null, override?: (path: string) => [number, object] | undefined) => {
      const { requests } = servePull({ sandbox: repo, base, head, headRepo, ...(override ? { override } : {}) });
      const pull = await open();
      expect(pull.change.files).toMatchObject([{ path: 'a', hunks: [{}] }]);
      const id = pull.change.files[0]?.headBlob ?? '';
      expect((await readAll(pull.blobs, [id])).get(id)).toBe('2');
      nock.cleanAll();
      return requests.filter((path) => path.includes(head) && path.includes('trees')).map((path) => path.split('/')[2]);
    };
    expect(await treesOf('bob/shop')).toEqual(['bob']);
    expect(await treesOf(null)).toEqual(['acme']);
    const hide = (path: string): [number, object] | undefined => (path.includes('/bob/') ? [404, {}] : undefined);
    expect(await treesOf('bob/shop', hide)).toEqual(['bob', 'acme']);
    const hideBlobs = (path: string): [number, object] | undefined =>
      path.includes('/bob/shop/git/blobs') ? [404, {}] : undefined;
    expect(await treesOf('bob/shop', hideBlobs)).toEqual(['bob']);
  });

  test('a truncated tree is walked folder by folder', async () => {
    for (const path of ['a/b/1', 'a/b/2', 'a/3', 'c/4', '5']) repo.write(path, path);
    const base = repo.commit();
    repo.write('a/b/1', 'changed');
    const head = repo.commit('2');
    const cut = (path: string): [number, object] | undefined => {
      if (!path.includes('recursive=1') || !path.includes(head)) return undefined;
      return [200, { truncated: true, tree: [] }];
    };
    servePull({ sandbox: repo, base, head, override: cut });
    const pull = await open();
    expect([...pull.head.entries.keys()].toSorted()).toEqual(['5', 'a/3', 'a/b/1', 'a/b/2', 'c/4']);
    nock.cleanAll();
    const cutAll = (path: string): [number, object] | undefined =>
      path.includes('/trees/') ? [200, { truncated: true, tree: [] }] : undefined;
    servePull({ sandbox: repo, base, head, override: cutAll });
    expect(await refusal(open())).toMatchObject({ message: expect.stringMatching(/too many entries.*local clone$/) });
  });

  test('beyond the files that GitHub lists, the trees tell, loudly', async () => {
    const names = Array.from({ length: 3005 }, (_, file) => `f${String(file).padStart(4, '0')}`);
    const base = importCommit(null, new Map(names.map((name) => [name, `old ${name}\n`])));
    const head = importCommit(base, new Map(names.slice(0, -1).map((name) => [name, `new ${name}\n`])), 'moved');
    const { requests } = servePull({ sandbox: repo, base, head });
    const notices: string[] = [];
    const pull = await open({ notice: (message: string) => notices.push(message) });
    expect(notices).toEqual([
      expect.stringMatching(/lists 3000 files only, 3006 changed: the others come from the trees/),
    ]);
    expect(requests.filter((path) => path.includes('/files')).length).toBe(30);
    expect(pull.change.files.length).toBe(3006);
    expect(pull.change.files.every((file) => file.hunks.length === 1)).toBe(true);
  });
});

describe('what GitHub lists is checked against the trees', () => {
  const listed = (change: (row: Record<string, unknown>) => object) => (path: string) => {
    if (!path.includes('/files')) return undefined;
    const row = {
      filename: 'a',
      status: 'modified',
      additions: 1,
      deletions: 1,
      sha: repo.git('rev-parse', 'HEAD:a').trim(),
    };
    return [200, [change({ ...row, patch: '@@ -1 +1 @@\n-1\n+2' })]] as [number, object];
  };

  test.each([
    ['a patch of another head', (row: object) => ({ ...row, sha: 'f'.repeat(40) })],
    ['a patch that is cut', (row: object) => ({ ...row, additions: 2 })],
    ['a patch that cannot be read', (row: object) => ({ ...row, patch: '@@ -1 +1 @@\n-1' })],
    ['another status', (row: object) => ({ ...row, status: 'added' })],
    ['a rename that is none', (row: object) => ({ ...row, status: 'renamed', previous_filename: 'nowhere' })],
  ])('%s is computed anew', async (_, change) => {
    repo.write('a', '1\n');
    const base = repo.commit();
    repo.write('a', '2\n');
    servePull({ sandbox: repo, base, head: repo.commit('2'), override: listed(change) });
    const pull = await open();
    expect(pull.change.files).toMatchObject([
      { path: 'a', basePath: 'a', status: 'modified', hunks: [{ oldLines: 1, newLines: 1 }] },
    ]);
  });

  test('a file that GitHub does not list is found, also a move', async () => {
    repo.write('a', '1\n');
    repo.write('b', 'same\n');
    repo.write('z', '');
    const base = repo.commit();
    repo.write('a', '2\n');
    repo.git('mv', 'b', 'c');
    repo.git('mv', 'z', 'y');
    const override = (path: string): [number, object] | undefined => (path.includes('/files') ? [200, []] : undefined);
    servePull({ sandbox: repo, base, head: repo.commit('2'), override });
    expect((await open()).change.files).toMatchObject([
      { path: 'a', status: 'modified', hunks: [{}] },
      { path: 'c', basePath: 'b', status: 'renamed', hunks: [] },
      { path: 'y', status: 'added' },
      { path: 'z', status: 'deleted' },
    ]);
  });

  test('a file too large to compute says so', async () => {
    repo.write('a', 'x'.repeat(5_000_000));
    const base = repo.commit();
    repo.write('a', 'y'.repeat(5_000_000));
    const override = (path: string): [number, object] | undefined => (path.includes('/files') ? [200, []] : undefined);
    const { requests } = servePull({ sandbox: repo, base, head: repo.commit('2'), override });
    const pull = await open();
    expect(pull.change.files).toMatchObject([
      { path: 'a', hunks: [], missingPatch: expect.stringMatching(/^5000000 bytes/) },
    ]);
    expect(requests.some((path) => path.includes('blobs'))).toBe(false);
  });
});
