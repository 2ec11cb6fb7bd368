import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openCatFile } from '../../../src/edge/fetch/git/cat-file.ts';
import { openGitHubPull } from '../../../src/edge/fetch/github.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { servePull } from './github-repo.ts';
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
const refusal = (run: Promise<unknown>): Promise<unknown> => run.then(() => null).catch((error: unknown) => error);
const open = (more: object = {}) => openGitHubPull({ url: URL_7, token: 'ghs_secret', retryDelayMs: 0, ...more });

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
