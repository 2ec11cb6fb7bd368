import { afterEach, beforeEach, expect, test } from 'vitest';
import { githubApi } from '../../../src/edge/github/api.ts';
import { githubClient } from '../../../src/edge/github/client.ts';
import { findSiblings } from '../../../src/edge/siblings/github.ts';
import { siblingsOnGitHub } from '../../../src/edge/siblings/with-token.ts';
import { type GitHub, startGitHub } from '../../github/start.ts';

const HOME = { owner: 'acme', repo: 'shop' };

let github: GitHub;
beforeEach(async () => {
  github = await startGitHub();
  github.account('acme', 'Organization');
  await github.createRepository({ ...HOME, name: 'shop', files: { 'go.mod': 'module a\n' } });
});
afterEach(async () => {
  await github.close();
  expect([github.failures, github.violations]).toEqual([[], []]);
});

const client = () => githubClient({ apiUrl: github.apiUrl, token: github.userToken('acme'), retryDelayMs: 1 });
const find = (...names: string[]) => findSiblings(githubApi(client()), HOME, names);
const configured = (name: string, text: string) =>
  github.createRepository({ owner: 'acme', name, files: { '.github/architect.yml': text, 'README.md': name } });

test('each sibling is one request, and tells its newest commit', async () => {
  const [mail, stock] = [
    await configured('mail', 'readers: [acme/shop]\n'),
    await configured('stock', 'readers: [acme/*]\n'),
  ];
  expect(await find('acme/mail', 'acme/stock')).toEqual([
    { repository: 'acme/mail', id: mail.id, commit: mail.tip() },
    { repository: 'acme/stock', id: stock.id, commit: stock.tip() },
  ]);
  expect(github.requests.map(({ route }) => route)).toEqual(['POST /graphql', 'POST /graphql']);
});

test('what is not to be shown is told with what to do', async () => {
  await configured('broken', 'readers: acme/shop\n');
  await configured('silent', 'fail_on: low\n');
  expect(await find('acme/shop', 'other/mail', 'acme/gone', 'acme/broken', 'acme/silent')).toEqual([
    { repository: 'acme/shop', why: 'it is this very repository' },
    { repository: 'other/mail', why: 'only repositories of acme can be siblings of acme/shop' },
    { repository: 'acme/gone', why: expect.stringMatching(/^it is not there, or not open to acme\/shop: it must/) },
    {
      repository: 'acme/broken',
      why: 'configuration error in .github/architect.yml line 1: readers: write a list (`- …` lines), not "acme/shop"',
    },
    { repository: 'acme/silent', why: 'add acme/shop to readers in its own .github/architect.yml' },
  ]);
});

test('a rate limit is no reason to go on without them', async () => {
  await configured('mail', 'readers: [acme/shop]\n');
  github.fail({ on: { body: /Sibling/ }, when: 'before', how: 'secondary', retryAfter: 7 });
  await expect(find('acme/mail')).rejects.toMatchObject({ retryable: true });
});

test('with a token of one’s own a sibling is read at its newest commit', async () => {
  const mail = await configured('mail', 'readers: [acme/shop]\n');
  const [found] = await siblingsOnGitHub(client(), HOME).find(['acme/mail']);
  if (!found || 'why' in found) throw new Error(found?.why);
  const { snapshot, close } = await found.open();
  expect([snapshot.commit, [...snapshot.entries.keys()].sort()]).toEqual([
    mail.tip(),
    ['.github/architect.yml', 'README.md'],
  ]);
  await close();
});
