import { createServer, type Server } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { verify } from '@octokit/webhooks-methods';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { appClient } from './clients.ts';
import { openShop, type Shop } from './shop.ts';

interface Heard {
  id: string;
  event: string;
  signed: boolean;
  payload: { action?: string; installation: { id: number }; pull_request?: { head: { sha: string } } };
}

let shop: Shop;
let server: Server;
let heard: Heard[];
let status = 202;

beforeEach(async () => {
  shop = await openShop();
  heard = [];
  status = 202;
  server = createServer(async (request, response) => {
    const body = (await buffer(request)).toString();
    const signature = String(request.headers['x-hub-signature-256']);
    heard.push({
      id: String(request.headers['x-github-delivery']),
      event: String(request.headers['x-github-event']),
      signed: await verify(shop.github.app.webhookSecret, body, signature),
      payload: JSON.parse(body),
    });
    response.writeHead(status).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  await shop.github.close();
  await new Promise((resolve) => server.close(resolve));
  expect(shop.github.failures).toEqual([]);
});

function listen(options?: { times: number }): void {
  const address = server.address();
  if (typeof address !== 'object' || address === null) throw new Error('not listening');
  shop.github.deliverTo(`http://127.0.0.1:${address.port}/`, options);
}

const names = () =>
  heard.map(({ event, payload }) => `${event}${payload.action === undefined ? '' : `.${payload.action}`}`);

test('what people do is told, signed, with the installation', async () => {
  const { github, repo, pull } = shop;
  listen();
  const sha = await repo.commit({ branch: 'change', files: { 'more.go': 'package shop\n' } });
  await github.delivered();
  expect(names().toSorted()).toEqual(['check_suite.requested', 'pull_request.synchronize', 'push']);
  expect(heard.every(({ signed, payload }) => signed && payload.installation.id > 0)).toBe(true);
  expect(heard.find(({ event }) => event === 'pull_request')?.payload.pull_request?.head.sha).toBe(sha);
  heard.length = 0;
  await pull.setDraft(true);
  await pull.label('skip-architect');
  pull.comment('/architect explain', 'someone');
  await github.delivered();
  expect(names().toSorted()).toEqual([
    'issue_comment.created',
    'pull_request.converted_to_draft',
    'pull_request.labeled',
  ]);
});

test("the App's own writes are told as well", async () => {
  const { github, octokit, at, pull } = shop;
  listen();
  await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
  await octokit.rest.pulls.createReview({
    ...{ ...at, pull_number: pull.number, event: 'COMMENT' },
    comments: [{ path: 'main.go', line: 50, body: 'Why?' }],
  });
  await github.delivered();
  expect(names().toSorted()).toEqual([
    'check_run.created',
    'pull_request_review.submitted',
    'pull_request_review_comment.created',
  ]);
});

test('nothing is told where the App is not installed', async () => {
  const { github } = shop;
  listen();
  const other = await github.createRepository({ owner: 'stranger', name: 'else', files: { a: 'a\n' } });
  await other.commit({ branch: 'b', files: { a: 'b\n' } });
  await other.openPull({ head: 'b' });
  await github.delivered();
  expect(heard).toEqual([]);
});

test('the App hears of its own installation', async () => {
  const { github, repo, installation } = shop;
  listen();
  github.removeRepository(installation, repo);
  await repo.commit({ files: { 'unheard.go': 'package shop\n' } });
  github.addRepository(installation, repo);
  github.suspend(installation);
  github.suspend(installation, false);
  github.uninstallApp(installation);
  await github.delivered();
  expect(github.deliveries.map(({ event, action }) => `${event}.${action}`)).toEqual([
    'installation_repositories.removed',
    'installation_repositories.added',
    'installation.suspend',
    'installation.unsuspend',
    'installation.deleted',
  ]);
});

test('a duplicate has the same delivery id', async () => {
  const { github, pull } = shop;
  listen({ times: 2 });
  await pull.close();
  await github.delivered();
  expect(names()).toEqual(['pull_request.closed', 'pull_request.closed']);
  expect(heard[0]?.id).toBe(heard[1]?.id);
});

test('deliveries are listed with their outcome, and redelivered when asked', async () => {
  const { github, pull } = shop;
  listen();
  status = 503;
  await pull.close();
  await github.delivered();
  const app = appClient(github);
  const { data: failed } = await app.rest.apps.listWebhookDeliveries();
  expect(failed).toMatchObject([{ event: 'pull_request', action: 'closed', status_code: 503, redelivery: false }]);
  status = 202;
  await app.rest.apps.redeliverWebhookDelivery({ delivery_id: failed[0]?.id ?? 0 });
  await github.delivered();
  const { data: all } = await app.rest.apps.listWebhookDeliveries();
  expect(all.map(({ status_code, redelivery, guid }) => [status_code, redelivery, guid])).toEqual([
    [202, true, failed[0]?.guid],
    [503, false, failed[0]?.guid],
  ]);
});

test('deliveries can be kept, put in another order, and lost', async () => {
  const { github, pull } = shop;
  listen();
  github.hold();
  await pull.close();
  await pull.reopen();
  await github.delivered();
  expect(heard).toEqual([]);
  github.release((held) => held.toReversed());
  await github.delivered();
  expect(github.deliveries.map(({ action }) => action)).toEqual(['reopened', 'closed']);
  const found = github.drop(({ event }) => event === 'pull_request');
  await pull.close();
  found();
  await pull.reopen();
  await github.delivered();
  expect(github.deliveries.slice(2).map(({ action, status }) => [action, status])).toEqual([
    ['closed', 'failed to connect to host'],
    ['reopened', 'Accepted'],
  ]);
});

test('a merge queue makes a commit of its own and asks for checks', async () => {
  const { github, repo, pull, octokit, at } = shop;
  await repo.commit({ files: { 'other.go': 'package shop\n' } });
  listen();
  const queued = await repo.queueMerge(pull);
  await github.delivered();
  expect(names().toSorted()).toEqual(['check_suite.requested', 'merge_group.checks_requested']);
  const { data } = await octokit.rest.repos.getCommit({ ...at, ref: queued.head });
  expect(data.parents.map(({ sha }) => sha)).toEqual([repo.tip(), pull.head]);
  await queued.end('merged');
  expect(repo.tip()).toBe(queued.head);
  expect(pull.pull.mergedAt).not.toBeNull();
});
