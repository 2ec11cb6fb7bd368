import { createAppAuth } from '@octokit/auth-app';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appPrivateKey } from './auth.ts';
import { appClient, refusal, userClient } from './clients.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let time: Date;
beforeEach(async () => {
  time = new Date();
  shop = await openShop({ now: () => time });
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

test('the App finds itself, its installations and that of a repository', async () => {
  const { github, at } = shop;
  const app = appClient(github);
  expect((await app.rest.apps.getAuthenticated()).data).toMatchObject({ id: github.app.id, slug: 'go-architect' });
  const { data: installations } = await app.rest.apps.listInstallations();
  expect(installations).toMatchObject([{ account: { login: 'acme' }, repository_selection: 'all' }]);
  const { data: own } = await app.rest.apps.getRepoInstallation(at);
  expect(own.id).toBe(installations[0]?.id);
  await github.createRepository({ owner: 'stranger', name: 'else', files: { a: 'a\n' } });
  const none = app.rest.apps.getRepoInstallation({ owner: 'stranger', repo: 'else' });
  expect(await refusal(none)).toMatchObject({ status: 404 });
});

test('the hook is read and set; its secret is not shown', async () => {
  const app = appClient(shop.github);
  // Octokit takes a parameter named `url` for the request's own.
  await app.request('PATCH /app/hook/config', { data: { url: 'http://127.0.0.1:9/hook' } });
  const { data } = await app.rest.apps.getWebhookConfigForApp();
  expect(data).toMatchObject({ url: 'http://127.0.0.1:9/hook', secret: '********' });
});

test('a token ends after an hour, and when it is revoked', async () => {
  const { github, at } = shop;
  const auth = createAppAuth({ appId: github.app.id, privateKey: appPrivateKey() });
  const { token: jwt } = await auth({ type: 'app' });
  const [installation] = (await appClient(github).rest.apps.listInstallations()).data;
  const made = await fetch(`${github.apiUrl}/app/installations/${installation?.id}/access_tokens`, {
    method: 'POST',
    headers: { authorization: `bearer ${jwt}` },
  });
  const { token } = (await made.json()) as { token: string };
  const get = async () => {
    const url = `${github.apiUrl}/repos/${at.owner}/${at.repo}`;
    return (await fetch(url, { headers: { authorization: `token ${token}` } })).status;
  };
  expect(await get()).toBe(200);
  time = new Date(time.getTime() + 59 * 60_000);
  expect(await get()).toBe(200);
  github.revokeTokens();
  expect(await get()).toBe(401);
  const again = await fetch(`${github.apiUrl}/app`, { headers: { authorization: `bearer ${jwt}` } });
  expect(again.status, 'the JSON web token is older than ten minutes').toBe(401);
});

test('a token may be narrowed, never widened', async () => {
  const { github, at, pull } = shop;
  const other = await github.createRepository({ owner: 'acme', name: 'other', files: { a: 'a\n' } });
  const [installation] = (await appClient(github).rest.apps.listInstallations()).data;
  const token = async (wanted: object) =>
    (
      await appClient(github).rest.apps.createInstallationAccessToken({
        installation_id: installation?.id ?? 0,
        ...wanted,
      })
    ).data;
  const narrow = await token({ repository_ids: [shop.repo.id], permissions: { contents: 'read', checks: 'read' } });
  expect(narrow).toMatchObject({ permissions: { contents: 'read', checks: 'read' }, repositories: [{ name: 'shop' }] });
  const { Octokit } = await import('@octokit/rest');
  const octokit = new Octokit({
    auth: narrow.token,
    baseUrl: github.apiUrl,
    log: { debug() {}, info() {}, warn() {}, error() {} },
  });
  expect((await octokit.rest.repos.get(at)).status).toBe(200);
  expect(await refusal(octokit.rest.repos.get({ owner: 'acme', repo: other.name }))).toMatchObject({ status: 404 });
  const write = octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  expect(await refusal(write)).toMatchObject({
    status: 403,
    body: { message: 'Resource not accessible by integration' },
  });
  expect(await refusal(token({ permissions: { contents: 'write' } }))).toMatchObject({ status: 422 });
  expect(await refusal(token({ repositories: ['nowhere'] }))).toMatchObject({ status: 422 });
});

test('every call needs its permission', async () => {
  const { github, installation, octokit, at, pull } = shop;
  github.acceptPermissions(installation, { checks: 'write' });
  const body = { ...at, issue_number: pull.number, body: 'x' };
  expect(await refusal(octokit.rest.issues.createComment(body))).toMatchObject({ status: 403 });
  expect(await refusal(octokit.rest.git.getTree({ ...at, tree_sha: pull.head }))).toMatchObject({ status: 403 });
  expect((await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head })).status).toBe(201);
});

test('a public repository is open to all for reading', async () => {
  const { github, repo, at, pull } = shop;
  const nobody = (path: string, init?: RequestInit) => fetch(`${github.apiUrl}/repos/acme/shop${path}`, init);
  expect((await nobody('')).status).toBe(404);
  repo.setPrivate(false);
  expect((await nobody('')).status).toBe(200);
  expect((await nobody(`/issues/${pull.number}/comments`, { method: 'POST', body: '{"body":"x"}' })).status).toBe(401);
  repo.setPermission('maintainer', 'maintain');
  const person = userClient(github, 'maintainer');
  const { data } = await person.rest.repos.getCollaboratorPermissionLevel({ ...at, username: 'maintainer' });
  expect(data).toMatchObject({ permission: 'write', role_name: 'maintain' });
});

test('a forged web token is refused', async () => {
  const { github } = shop;
  const auth = createAppAuth({ appId: github.app.id, privateKey: appPrivateKey() });
  const { token } = await auth({ type: 'app' });
  const [header, , signature] = token.split('.');
  const claims = Buffer.from(JSON.stringify({ iss: github.app.id, iat: 0, exp: 9_999_999_999 })).toString('base64url');
  const status = async (jwt: string) =>
    (await fetch(`${github.apiUrl}/app`, { headers: { authorization: `bearer ${jwt}` } })).status;
  expect(await status(token)).toBe(200);
  expect(await status(`${header}.${claims}.${signature}`)).toBe(401);
});
