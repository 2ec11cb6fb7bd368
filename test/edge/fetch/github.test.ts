import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCatFile } from '../../../src/edge/fetch/git/cat-file.ts';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { openGitHubPull } from '../../../src/edge/fetch/github.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { API, servePull } from './github-repo.ts';
import { readAll } from './helpers.ts';

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
    expect(pull.base).toEqual(want.base);
    expect(pull.head).toEqual(want.head);
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

describe('blobs', () => {
  function manyFiles(): { base: string; head: string; ids: string[] } {
    for (let file = 0; file < 120; file++) repo.write(`dir/f${file}`, `file ${file}\n`);
    repo.write('ignored.go', 'left out of archives\n');
    repo.write('subst.go', '$Format:%H$\n');
    repo.write('.gitattributes', 'ignored.go export-ignore\nsubst.go export-subst\n');
    repo.write(`${'x/'.repeat(90)}long.go`, 'a long name\n');
    repo.link('link', 'dir/f1');
    const base = repo.commit();
    repo.write('dir/f0', 'changed\n');
    const head = repo.commit('2');
    const ids = repo.git('ls-tree', '-r', '--format=%(objectname)', head).trim().split('\n');
    return { base, head, ids };
  }

  test('many come out of one archive, what it lacks or changes is fetched singly', async () => {
    const { base, head, ids } = manyFiles();
    const { requests } = servePull({ sandbox: repo, base, head });
    const pull = await open();
    requests.length = 0;
    const found = await readAll(pull.blobs, [...ids, ...ids]);
    expect([...found.keys()].toSorted()).toEqual([...new Set(ids)].toSorted());
    const want = openCatFile({ repo: repo.folder, env: repo.env });
    expect(Object.fromEntries(found)).toEqual(Object.fromEntries(await readAll(want, ids)));
    await want.close();
    expect(requests.filter((path) => path.includes('tarball')).length).toBe(1);
    const ignored = repo.git('rev-parse', 'HEAD:ignored.go').trim();
    const subst = repo.git('rev-parse', 'HEAD:subst.go').trim();
    const single = requests.flatMap((path) => /blobs\/(\w+)/.exec(path)?.[1] ?? []);
    expect(single.toSorted()).toEqual([ignored, subst].toSorted());
  });

  test.each([
    ['missing', (): [number, object] => [404, {}]],
    ['cut short', (): [number, Buffer] => [200, repo.gitBytes('archive', '--format=tar.gz', 'HEAD').subarray(0, 900)]],
    ['no archive at all', (): [number, string] => [200, 'hello']],
  ])('an archive that is %s costs single requests, no blob', async (_, answer) => {
    const { base, head, ids } = manyFiles();
    servePull({ sandbox: repo, base, head, override: (path) => (path.includes('tarball') ? answer() : undefined) });
    const pull = await open();
    const found = await readAll(pull.blobs, ids);
    expect(found.size).toBe(new Set(ids).size);
    for (const text of found.values()) expect(text).not.toMatch(/^unavailable/);
  });

  test('leaving an archive early hangs nothing', async () => {
    const { base, head, ids } = manyFiles();
    servePull({ sandbox: repo, base, head });
    const pull = await open();
    for await (const _ of pull.blobs.read(ids)) break;
    expect((await readAll(pull.blobs, ids.slice(0, 3))).size).toBe(3);
  });

  test('a blob that is gone or false is unavailable, a rate limit is thrown', async () => {
    const { base, head, ids } = manyFiles();
    let answer: [number, object, Record<string, string>?] = [404, {}];
    servePull({ sandbox: repo, base, head, override: (path) => (path.includes('blobs') ? answer : undefined) });
    const pull = await open();
    const [id = ''] = ids;
    expect((await readAll(pull.blobs, [id])).get(id)).toMatch(/^unavailable: blob .*not found, or hidden/);
    answer = [200, { content: 'aGVsbG8=', encoding: 'base64' }];
    expect((await readAll(pull.blobs, [id])).get(id)).toMatch(/^unavailable: GitHub gave other content/);
    answer = [403, {}, { 'x-ratelimit-remaining': '0', 'retry-after': '60' }];
    expect(await refusal(readAll(pull.blobs, [id]))).toMatchObject({ retryable: true, retryAfterSeconds: 60 });
  });
});

describe('errors say what to do, in one line, without the token', () => {
  const failing = (answer: [number, object, Record<string, string>?]) =>
    nock(API)
      .get('/repos/acme/shop/pulls/7')
      .reply(...answer);

  test.each([
    [401, {}, /refuses the token: set GITHUB_TOKEN .* \(401\)$/, false],
    [403, {}, /refuses access: set GITHUB_TOKEN/, false],
    [404, {}, /not found, or hidden: check the name, and set GITHUB_TOKEN/, false],
    [403, { 'x-ratelimit-remaining': '0' }, /rate limit is used up \(403\): try again later/, true],
    [429, { 'retry-after': '30' }, /rate limit is used up \(429\): try again in 30 s/, true],
    [422, {}, /GitHub refuses the request \(422\)$/, false],
  ] as const)('%i %j', async (status, headers, message, retryable) => {
    failing([status, { message: 'token ghs_secret is bad' }, headers]);
    const error = await refusal(open());
    expect(error).toMatchObject({ name: 'FetchError', status, retryable, message: expect.stringMatching(message) });
    expect(error).toMatchObject({ message: expect.stringMatching(/^pull request acme\/shop#7: [^\n]*$/) });
    expect(JSON.stringify(error) + String(error)).not.toContain('ghs_secret');
  });

  test('a rate limit tells the time to wait from its reset', async () => {
    const reset = String(Math.ceil(Date.now() / 1000) + 100);
    failing([403, {}, { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset }]);
    const error = await refusal(open());
    expect(error).toMatchObject({ retryAfterSeconds: expect.toSatisfy((wait: number) => wait > 90 && wait <= 101) });
  });

  test('a fault is tried three times', async () => {
    const scope = nock(API).get('/repos/acme/shop/pulls/7').times(3).reply(502, {});
    expect(await refusal(open())).toMatchObject({
      status: 502,
      retryable: true,
      message: expect.stringMatching(/fault/),
    });
    expect(scope.isDone()).toBe(true);
    repo.write('a', '1');
    const base = repo.commit();
    let faults = 2;
    const override = (): [number, object] | undefined => (faults-- > 0 ? [500, {}] : undefined);
    servePull({ sandbox: repo, base, head: base, override });
    expect((await open()).change.files).toEqual([]);
  });

  test('no network, and an answer that is none', async () => {
    nock(API)
      .get('/repos/acme/shop/pulls/7')
      .times(3)
      .replyWithError(Object.assign(new Error('x'), { code: 'ENOTFOUND' }));
    expect(await refusal(open())).toMatchObject({
      status: null,
      retryable: true,
      message: expect.stringMatching(/did not answer \(ENOTFOUND\): check the network/),
    });
    nock(API).get('/repos/acme/shop/pulls/7').reply(200, '{"title": "cut', { 'content-type': 'application/json' });
    expect(await refusal(open())).toMatchObject({ message: expect.stringMatching(/answer cannot be read/) });
  });
});
