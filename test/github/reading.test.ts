import { gunzipSync } from 'node:zlib';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { refusal } from './clients.ts';
import { numbered, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

test('lists what a pull request changes, from the merge base on', async () => {
  const { octokit, at, repo, pull } = shop;
  await repo.commit({ files: { 'later.go': 'package later\n' } });
  const { data: files } = await octokit.rest.pulls.listFiles({ ...at, pull_number: pull.number });
  expect(files.map(({ filename, status, additions, deletions }) => [filename, status, additions, deletions])).toEqual([
    ['main.go', 'modified', 1, 1],
    ['new.go', 'added', 1, 0],
  ]);
  expect(files[0]?.patch).toContain('-line 50\n+changed\n line 51');
  const { data: compared } = await octokit.rest.repos.compareCommitsWithBasehead({
    ...at,
    basehead: `main...${pull.head}`,
  });
  expect(compared).toMatchObject({
    status: 'diverged',
    ahead_by: 1,
    behind_by: 1,
    merge_base_commit: { sha: pull.pull.baseSha },
  });
});

test('gives trees, blobs, contents and archives of a commit', async () => {
  const { octokit, at, repo, pull } = shop;
  await repo.commit({
    branch: 'change',
    files: {
      'vendor/lib/lib.go': 'package lib // $Format:%H$\n',
      'docs/secret.md': 'not in archives\n',
      '.gitattributes': 'docs export-ignore\nvendor/** export-subst\n',
      link: { link: 'main.go' },
      module: { submodule: 'a'.repeat(40) },
      'run.sh': { content: '#!/bin/sh\n', executable: true },
    },
  });
  const { data: tree } = await octokit.rest.git.getTree({ ...at, tree_sha: pull.head, recursive: '1' });
  const modes = Object.fromEntries(tree.tree.map(({ path, mode }) => [path, mode]));
  expect(modes).toMatchObject({
    link: '120000',
    module: '160000',
    'run.sh': '100755',
    vendor: '040000',
    'main.go': '100644',
  });
  const lib = tree.tree.find(({ path }) => path === 'vendor/lib/lib.go');
  const { data: blob } = await octokit.rest.git.getBlob({ ...at, file_sha: lib?.sha ?? '' });
  expect(Buffer.from(blob.content, 'base64').toString()).toBe('package lib // $Format:%H$\n');
  const { data: content } = await octokit.rest.repos.getContent({ ...at, path: 'main.go', ref: pull.head });
  const text = 'content' in content ? Buffer.from(content.content ?? '', 'base64').toString() : null;
  expect(text).toBe(numbered(100, { 50: 'changed' }));
  const { data: archive } = await octokit.rest.repos.downloadTarballArchive({ ...at, ref: pull.head });
  const tar = gunzipSync(Buffer.from(archive instanceof ArrayBuffer ? archive : new ArrayBuffer(0))).toString();
  expect(tar).toContain(`package lib // ${pull.head}`);
  expect(tar).not.toContain('not in archives');
});

test('the archive lies on an address that needs no credential, and knows only its own', async () => {
  const { github, octokit, at, pull } = shop;
  const { token } = (await octokit.auth({ type: 'installation' })) as { token: string };
  const url = `${github.apiUrl}/repos/acme/shop/tarball/${pull.head}`;
  const first = await fetch(url, { headers: { authorization: `token ${token}` }, redirect: 'manual' });
  expect(first.status).toBe(302);
  const location = first.headers.get('location') ?? '';
  expect((await fetch(location)).status).toBe(200);
  expect((await fetch(location.replace(/token=.*/, 'token=guess'))).status).toBe(404);
  expect(at.repo).toBe('shop');
});

test('pages have at most a hundred rows and say where the next one is', async () => {
  const { octokit, at, repo } = shop;
  const many = Object.fromEntries(
    Array.from({ length: 230 }, (_, index) => [`many/${index}.go`, `package p${index}\n`]),
  );
  await repo.commit({ branch: 'many', files: many });
  const { number } = await repo.openPull({ head: 'many' });
  const first = await octokit.rest.pulls.listFiles({ ...at, pull_number: number, per_page: 500 });
  expect(first.data).toHaveLength(100);
  expect(first.headers.link).toMatch(/page=2>; rel="next", <.*page=3>; rel="last"/);
  const all = await octokit.paginate(octokit.rest.pulls.listFiles, { ...at, pull_number: number, per_page: 100 });
  expect(all).toHaveLength(230);
});

test('lists pull requests by state, base and head', async () => {
  const { octokit, at, repo, pull } = shop;
  await repo.push('release', repo.tip());
  const other = await repo.openPull({ head: 'change', base: 'release' });
  const numbers = async (query: object) =>
    (await octokit.rest.pulls.list({ ...at, ...query })).data.map(({ number }) => number);
  expect(await numbers({})).toEqual([other.number, pull.number]);
  expect(await numbers({ base: 'release' })).toEqual([other.number]);
  expect(await numbers({ head: 'acme:change', direction: 'asc' })).toEqual([pull.number, other.number]);
  await pull.close();
  expect(await numbers({ state: 'closed' })).toEqual([pull.number]);
  const { data } = await octokit.rest.repos.listPullRequestsAssociatedWithCommit({ ...at, commit_sha: pull.head });
  expect(data.map(({ number }) => number)).toEqual([pull.number, other.number]);
});

test('a renamed repository is found at its old name, and by its id', async () => {
  const { github, octokit, at, repo, pull } = shop;
  repo.rename('store');
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  expect(data.base.repo.full_name).toBe('acme/store');
  expect(github.requests.slice(-2).map(({ status, path }) => [status, path])).toEqual([
    [301, `/repos/acme/shop/pulls/${pull.number}`],
    [200, `/repositories/${repo.id}/pulls/${pull.number}`],
  ]);
  await octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'Still here' });
  expect(pull.comments()).toMatchObject([{ author: 'go-architect[bot]', body: 'Still here' }]);
});

test('what is not there is 404, in the words of GitHub', async () => {
  const { octokit, at } = shop;
  const missing = await refusal(octokit.rest.pulls.get({ ...at, pull_number: 99 }));
  expect(missing).toMatchObject({ status: 404, body: { message: 'Not Found', status: '404' } });
});

test('other media types: files as they are, and a whole diff unless it is too large', async () => {
  const { octokit, at, repo, pull } = shop;
  const raw = { mediaType: { format: 'raw' } };
  const { data } = await octokit.rest.repos.getContent({ ...at, path: 'go.mod', ...raw });
  expect(data).toBe('module acme.example/shop\n');
  const diff = (pull_number: number) => octokit.rest.pulls.get({ ...at, pull_number, mediaType: { format: 'diff' } });
  expect((await diff(pull.number)).data).toContain('diff --git a/main.go b/main.go');
  const many = Object.fromEntries(Array.from({ length: 301 }, (_, index) => [`${index}.go`, 'package many\n']));
  await repo.commit({ branch: 'many', files: many });
  const large = await repo.openPull({ head: 'many' });
  expect(await refusal(diff(large.number))).toMatchObject({ status: 406 });
});
