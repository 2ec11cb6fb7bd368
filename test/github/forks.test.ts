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

async function proposeFromFork() {
  const fork = shop.repo.fork({ owner: 'contributor' });
  await fork.commit({ branch: 'fix', files: { 'main.go': numbered(100, { 10: 'fixed' }) } });
  const pull = await shop.repo.openPull({ from: fork, head: 'fix' });
  return { fork, pull };
}

test('a pull request from a fork belongs to its author, and follows the pushes there', async () => {
  const { octokit, at } = shop;
  const { fork, pull } = await proposeFromFork();
  const sha = await fork.commit({ branch: 'fix', files: { 'main.go': numbered(100, { 10: 'fixed better' }) } });
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  expect(data).toMatchObject({
    user: { login: 'contributor' },
    head: { sha, label: 'contributor:fix', repo: { full_name: 'contributor/shop', fork: true } },
    changed_files: 1,
  });
  const { data: list } = await octokit.rest.pulls.list({ ...at, head: 'contributor:fix' });
  expect(list.map(({ number }) => number)).toEqual([pull.number]);
});

test('a private fork is closed to the App; its commits are with the base repository', async () => {
  const { octokit, at } = shop;
  const { pull } = await proposeFromFork();
  const tree = { tree_sha: pull.head, recursive: '1' };
  expect(await refusal(octokit.rest.git.getTree({ owner: 'contributor', repo: 'shop', ...tree }))).toMatchObject({
    status: 404,
  });
  expect((await octokit.rest.git.getTree({ ...at, ...tree })).data.truncated).toBe(false);
  const { data: ref } = await octokit.rest.git.getRef({ ...at, ref: `pull/${pull.number}/head` });
  expect(ref.object.sha).toBe(pull.head);
});

test('a deleted fork leaves the pull request without a repository', async () => {
  const { octokit, at } = shop;
  const { fork, pull } = await proposeFromFork();
  fork.delete();
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  expect(data.head).toMatchObject({ repo: null, ref: 'fix', sha: pull.head });
  expect((await octokit.rest.pulls.listFiles({ ...at, pull_number: pull.number })).data).toHaveLength(1);
});

test('checks name no pull requests of forks', async () => {
  const { octokit, at } = shop;
  const { pull } = await proposeFromFork();
  const { data } = await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  expect(data.pull_requests).toEqual([]);
});

test('a force push replaces the head; the old one can still be read', async () => {
  const { octokit, at, repo, pull } = shop;
  const old = pull.head;
  await expect(repo.commit({ branch: 'change', parent: repo.tip(), files: {} })).rejects.toThrow('would lose commits');
  const head = await repo.commit({
    branch: 'change',
    parent: repo.tip(),
    force: true,
    files: { 'other.go': 'package o\n' },
  });
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  expect(data.head.sha).toBe(head);
  expect((await octokit.rest.repos.getCommit({ ...at, ref: old })).data.sha).toBe(old);
});

test('the base stays where it was until the head moves', async () => {
  const { octokit, at, repo, pull } = shop;
  const before = repo.tip();
  const after = await repo.commit({ files: { 'later.go': 'package later\n' } });
  const base = async () => (await octokit.rest.pulls.get({ ...at, pull_number: pull.number })).data.base.sha;
  expect(await base()).toBe(before);
  await repo.commit({ branch: 'change', files: { 'more.go': 'package more\n' } });
  expect(await base()).toBe(after);
});

test('pull requests go with their branches', async () => {
  const { repo, pull } = shop;
  await repo.push('release', repo.tip());
  const other = await repo.openPull({ head: 'release', base: 'change' });
  await repo.push('change', null);
  expect([pull.pull.state, other.pull.state]).toEqual(['closed', 'closed']);
});
