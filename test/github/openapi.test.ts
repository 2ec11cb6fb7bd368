import { Octokit } from '@octokit/rest';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appClient, refusal } from './clients.ts';
import { ROUTES } from './http/api.ts';
import { isDescribed } from './openapi/described.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

const REPO = '/repos/{owner}/{repo}';

test('every route answers as GitHub describes it', async () => {
  const { github, octokit, at, repo, pull, installation } = shop;
  const called: string[] = [];
  const calling =
    (client: typeof octokit) =>
    async (route: string, parameters: object = {}): Promise<number> => {
      called.push(route);
      const { data } = await client.request(route, { ...(route.includes(REPO) ? at : {}), ...parameters });
      return typeof data === 'object' && data !== null && 'id' in data ? Number(data.id) : 0;
    };
  const app = calling(appClient(github));
  const call = calling(octokit);
  github.deliverTo('http://127.0.0.1:9/');
  await repo.commit({
    branch: 'change',
    files: { 'docs/a.md': 'a\n', link: { link: 'main.go' }, sub: { submodule: 'a'.repeat(40) } },
  });
  await github.delivered();
  const [delivery] = github.deliveries;
  const delivery_id = delivery?.id;
  const installation_id = installation.id;
  await app('GET /app');
  await app('GET /app/installations');
  await app('GET /app/installations/{installation_id}', { installation_id });
  const narrow = { installation_id, repository_ids: [repo.id], permissions: { checks: 'write' } };
  await app('POST /app/installations/{installation_id}/access_tokens', narrow);
  await app('GET /app/hook/config');
  await app('GET /app/hook/deliveries');
  await app('GET /app/hook/deliveries/{delivery_id}', { delivery_id });
  await app('POST /app/hook/deliveries/{delivery_id}/attempts', { delivery_id });
  await app('PATCH /app/hook/config', { data: { url: 'http://127.0.0.1:9/' } });
  await app(`GET ${REPO}/installation`);

  await call('GET /installation/repositories');
  await call(`GET ${REPO}`);
  repo.setPermission('maintainer', 'maintain');
  await call(`GET ${REPO}/collaborators/{username}/permission`, { username: 'maintainer' });
  for (const path of ['main.go', 'docs', 'link', 'sub'])
    await call(`GET ${REPO}/contents/{path}`, { path, ref: 'change' });
  await call(`GET ${REPO}/tarball/{ref}`, { ref: 'main' });
  await call(`GET ${REPO}/git/trees/{tree_sha}`, { tree_sha: pull.head, recursive: '1' });
  const { data: content } = await octokit.rest.repos.getContent({ ...at, path: 'main.go' });
  await call(`GET ${REPO}/git/blobs/{file_sha}`, { file_sha: 'sha' in content ? content.sha : '' });
  await call(`GET ${REPO}/git/ref/{ref}`, { ref: 'heads/main' });
  await call(`GET ${REPO}/branches/{branch}`, { branch: 'main' });
  await call(`GET ${REPO}/compare/{basehead}`, { basehead: `main...${pull.head}` });
  await call(`GET ${REPO}/commits/{ref}`, { ref: pull.head });
  await call(`GET ${REPO}/commits/{commit_sha}/pulls`, { commit_sha: pull.head });

  const issue = { issue_number: pull.number };
  await call(`POST ${REPO}/issues/{issue_number}/labels`, { ...issue, labels: ['a', 'b'] });
  await call(`GET ${REPO}/issues/{issue_number}/labels`, issue);
  await call(`GET ${REPO}/labels`);
  const id = { pull_number: pull.number };
  await call(`GET ${REPO}/pulls`, { state: 'all', sort: 'updated', per_page: 100 });
  await call(`GET ${REPO}/pulls/{pull_number}`, id);
  await call(`GET ${REPO}/pulls/{pull_number}/files`, id);
  await call(`GET ${REPO}/pulls/{pull_number}/commits`, id);
  await call(`PATCH ${REPO}/pulls/{pull_number}`, { ...id, title: 'Another title' });
  await call(`GET ${REPO}/issues/{issue_number}`, issue);
  await call(`DELETE ${REPO}/issues/{issue_number}/labels/{name}`, { ...issue, name: 'a' });
  await call(`DELETE ${REPO}/issues/{issue_number}/labels`, issue);
  await repo.push('other', pull.head);
  await call(`POST ${REPO}/pulls`, { title: 'Made by the App', head: 'other', base: 'main' });

  const comments = [{ path: 'main.go', line: 50, body: 'a' }];
  await call(`POST ${REPO}/pulls/{pull_number}/reviews`, { ...id, event: 'COMMENT', comments });
  await call(`GET ${REPO}/pulls/{pull_number}/reviews`, id);
  const one = {
    ...id,
    commit_id: pull.head,
    path: 'main.go',
    start_line: 49,
    start_side: 'RIGHT',
    line: 50,
    side: 'RIGHT',
    body: 'b',
  };
  const comment_id = await call(`POST ${REPO}/pulls/{pull_number}/comments`, one);
  await call(`POST ${REPO}/pulls/{pull_number}/comments/{comment_id}/replies`, { ...id, comment_id, body: 'c' });
  await call(`GET ${REPO}/pulls/{pull_number}/comments`, id);
  await call(`GET ${REPO}/pulls/comments/{comment_id}`, { comment_id });
  await call(`PATCH ${REPO}/pulls/comments/{comment_id}`, { comment_id, body: 'd' });
  await call(`POST ${REPO}/pulls/comments/{comment_id}/reactions`, { comment_id, content: '+1' });
  await call(`DELETE ${REPO}/pulls/comments/{comment_id}`, { comment_id });

  const below = await call(`POST ${REPO}/issues/{issue_number}/comments`, { ...issue, body: 'a' });
  await call(`GET ${REPO}/issues/{issue_number}/comments`, issue);
  await call(`GET ${REPO}/issues/comments/{comment_id}`, { comment_id: below });
  await call(`PATCH ${REPO}/issues/comments/{comment_id}`, { comment_id: below, body: 'b' });
  await call(`POST ${REPO}/issues/comments/{comment_id}/reactions`, { comment_id: below, content: 'eyes' });
  await call(`DELETE ${REPO}/issues/comments/{comment_id}`, { comment_id: below });

  const actions = [{ label: 'Review again', description: 'Judge it anew', identifier: 'again' }];
  const check_run_id = await call(`POST ${REPO}/check-runs`, { name: 'architect', head_sha: pull.head, actions });
  const annotations = [{ path: 'main.go', start_line: 1, end_line: 1, annotation_level: 'notice', message: 'a' }];
  const output = { title: 'Passed', summary: 'All of it.', annotations };
  await call(`PATCH ${REPO}/check-runs/{check_run_id}`, { check_run_id, conclusion: 'success', output });
  await call(`GET ${REPO}/check-runs/{check_run_id}`, { check_run_id });
  await call(`GET ${REPO}/check-runs/{check_run_id}/annotations`, { check_run_id });
  await call(`GET ${REPO}/commits/{ref}/check-runs`, { ref: pull.head, filter: 'all' });
  await call(`GET ${REPO}/commits/{ref}/check-suites`, { ref: pull.head });
  await call('DELETE /installation/token');

  const manifest = JSON.stringify({ name: 'a', url: github.url, redirect_url: `${github.url}/back` });
  const form = { method: 'POST', body: new URLSearchParams({ manifest }), redirect: 'manual' } as const;
  const registered = await fetch(`${github.url}/settings/apps/new?state=s`, form);
  const back = new URL(registered.headers.get('location') ?? '');
  expect([back.pathname, back.searchParams.get('state')]).toEqual(['/back', 's']);
  await new Octokit({ baseUrl: github.apiUrl }).rest.apps.createFromManifest({
    code: back.searchParams.get('code') ?? '',
  });
  called.push('POST /app-manifests/{code}/conversions');

  const described = ROUTES.map(({ route }) => route).filter(isDescribed);
  expect(new Set(called)).toEqual(new Set(described));
  expect(github.violations).toEqual([]);
});

test.each([
  ['a key that GitHub does not know', { conclusoin: 'success' }, '"conclusoin" is not a permitted key.'],
  ['a value of another type', { external_id: 7 }, "For 'external_id', must be string."],
  ['a word that is not in the list', { conclusion: 'passed', status: 'completed' }, "For 'conclusion'"],
])('%s is refused and kept', async (_, wrong, complaint) => {
  const { github, octokit, at, pull } = shop;
  const route = 'POST /repos/{owner}/{repo}/check-runs';
  const refused = await refusal(
    octokit.request(route, { ...at, name: 'architect', head_sha: pull.head, ...JSON.parse(JSON.stringify(wrong)) }),
  );
  expect(refused).toMatchObject({ status: 422, body: { message: expect.stringContaining(complaint) } });
  expect(github.violations).toMatchObject([{ route }]);
});

test('a parameter of the query that GitHub does not know is refused and kept', async () => {
  const { github, octokit, at } = shop;
  const refused = await refusal(octokit.request('GET /repos/{owner}/{repo}/pulls', { ...at, branch: 'main' }));
  expect(refused).toMatchObject({ status: 422 });
  expect(github.violations).toEqual([
    { route: 'GET /repos/{owner}/{repo}/pulls', wrong: ['"branch" is no parameter of the query.'] },
  ]);
});
