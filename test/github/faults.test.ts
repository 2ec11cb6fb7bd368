import { RequestError } from '@octokit/request-error';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { installationClient, refusal } from './clients.ts';
import { openShop, type Shop } from './shop.ts';

let shop: Shop;
let time = new Date();
beforeEach(async () => {
  time = new Date();
  shop = await openShop({ now: () => time, limits: { contentPerMinute: 3, contentPerHour: 5, requestsPerHour: 30 } });
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

const CHECKS = 'POST /repos/{owner}/{repo}/check-runs';

function check() {
  const { octokit, at, pull } = shop;
  return octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head });
}

function comment(body = 'x') {
  const { octokit, at, pull } = shop;
  return octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body });
}

test('a fault before leaves nothing, a fault after leaves the write', async () => {
  const { github, repo, pull } = shop;
  github.fail({ on: CHECKS, when: 'before', how: 500 });
  expect(await refusal(check())).toMatchObject({ status: 500 });
  expect(repo.checks(pull.head)).toHaveLength(0);
  github.fail({ on: CHECKS, when: 'after', how: 502 });
  expect(await refusal(check())).toMatchObject({ status: 502 });
  expect(repo.checks(pull.head)).toHaveLength(1);
  expect((await check()).status).toBe(201);
});

test('a cut connection has no status', async () => {
  const { github, repo, pull } = shop;
  github.fail({ on: CHECKS, when: 'after', how: 'cut' });
  const cut = await check().catch((error: unknown) => error);
  expect(cut).toMatchObject({ message: expect.stringContaining('other side closed'), status: 500 });
  expect(repo.checks(pull.head)).toHaveLength(1);
  expect(github.requests.at(-1)).toMatchObject({ route: CHECKS, status: 0 });
});

test('a fault meets the calls that it names, as often as it says, after those it lets pass', async () => {
  const { github, pull } = shop;
  github.fail({
    on: { method: 'POST', body: /second|third|fourth/ },
    when: 'before',
    how: 'secondary',
    skip: 1,
    times: 2,
    retryAfter: 7,
  });
  await comment('first');
  await comment('second');
  expect(await refusal(comment('third'))).toMatchObject({ status: 403 });
  expect(await refusal(comment('fourth'))).toMatchObject({ status: 403 });
  await comment('fourth');
  expect(pull.comments().map(({ body }) => body)).toEqual(['first', 'second', 'fourth']);
});

test('a slow answer waits until it may go, or the client is gone', async () => {
  const { github, octokit, at } = shop;
  const until = Promise.withResolvers<void>();
  github.fail({ on: 'GET /repos/{owner}/{repo}', when: 'before', how: 'slow', until: until.promise, times: 2 });
  const abort = new AbortController();
  const aborted = octokit.rest.repos.get({ ...at, request: { signal: abort.signal } }).catch((error: unknown) => error);
  const waiting = refusal(octokit.rest.repos.get(at));
  abort.abort();
  expect(await aborted).toMatchObject({ name: 'AbortError' });
  until.resolve();
  expect(await waiting).toMatchObject({ status: 502 });
});

test('writing too much too fast meets the secondary limit', async () => {
  const retryAfter = async (call: Promise<unknown>) => {
    const error = await call.then(
      () => null,
      (error: unknown) => error,
    );
    if (!(error instanceof RequestError)) throw error;
    return [error.status, error.response?.headers['retry-after']];
  };
  for (const body of ['1', '2', '3']) await comment(body);
  expect(await retryAfter(comment('4'))).toEqual([403, '60']);
  time = new Date(time.getTime() + 61_000);
  await comment('4');
  await comment('5');
  time = new Date(time.getTime() + 61_000);
  expect(await retryAfter(comment('6'))).toEqual([403, String(3600 - 122)]);
});

test('an hour has so many requests', async () => {
  const { octokit, at, installation, github } = shop;
  const remaining = async () => (await octokit.rest.repos.get(at)).headers['x-ratelimit-remaining'];
  expect(await remaining()).toBe('29');
  for (let count = 0; count < 29; count++) await octokit.rest.repos.get(at);
  expect(await refusal(octokit.rest.repos.get(at))).toMatchObject({
    status: 403,
    body: { message: expect.stringContaining('API rate limit exceeded') },
  });
  // Queries are counted by themselves.
  await octokit.graphql('{ viewer { login } }');
  time = new Date(time.getTime() + 3_600_000);
  const fresh = installationClient(github, installation.id);
  await expect(fresh.rest.repos.get(at)).resolves.toMatchObject({ status: 200 });
});
