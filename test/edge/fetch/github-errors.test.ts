import nock from 'nock';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { openGitHubPull } from '../../../src/edge/fetch/github.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { API, servePull } from './github-repo.ts';

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
