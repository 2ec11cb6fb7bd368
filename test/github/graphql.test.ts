import { GraphqlResponseError } from '@octokit/graphql';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { z } from 'zod';
import { installationClient } from './clients.ts';
import { openShop, type Shop } from './shop.ts';

/** As much of the answers as the tests go on with. */
const Connection = z.looseObject({ nodes: z.array(z.unknown()), pageInfo: z.looseObject({ endCursor: z.string() }) });
const Page = z.looseObject({
  repository: z.looseObject({ pullRequest: z.looseObject({ reviewThreads: Connection }) }),
});
const Blobs = z.object({ repository: z.record(z.string(), z.unknown()) });

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

async function openThreads(count: number): Promise<void> {
  const { octokit, at, pull } = shop;
  const comments = Array.from({ length: count }, (_, index) => ({
    path: 'main.go',
    line: 50,
    body: `comment ${index}`,
  }));
  await octokit.rest.pulls.createReview({ ...at, pull_number: pull.number, event: 'COMMENT', comments });
}

async function refused(query: string, variables: Record<string, unknown> = {}) {
  try {
    await shop.octokit.graphql(query, variables);
  } catch (error) {
    if (error instanceof GraphqlResponseError) return error.errors?.map(({ type, message }) => ({ type, message }));
    throw error;
  }
  throw new Error('nothing was refused');
}

const THREADS = `query ($owner: String!, $repo: String!, $number: Int!, $after: String) {
  repository(owner: $owner, name: $repo) {
    id databaseId nameWithOwner defaultBranchRef { name target { oid } }
    pullRequest(number: $number) {
      id number title state isDraft merged baseRefName baseRefOid headRefName headRefOid authorAssociation
      author { login __typename }
      labels(first: 10) { nodes { name } }
      headRepository { databaseId nameWithOwner owner { login } }
      reviewThreads(first: 2, after: $after) {
        pageInfo { hasNextPage endCursor }
        nodes {
          id isResolved isOutdated resolvedBy { login } path line startLine
          comments(first: 5) { nodes { id databaseId fullDatabaseId author { login __typename } body url createdAt viewerDidAuthor } }
        }
      }
    }
  }
}`;

test('a pull request with its threads, page by page', async () => {
  const { octokit, at, pull, repo } = shop;
  await openThreads(3);
  await pull.label('urgent');
  await pull.reply((await pull.threads())[0]?.comments[0]?.id ?? 0, 'No.', 'octocat');
  const variables = { ...at, number: pull.number };
  const first = Page.parse(await octokit.graphql(THREADS, variables));
  expect(first.repository).toMatchObject({
    databaseId: repo.id,
    nameWithOwner: 'acme/shop',
    defaultBranchRef: { name: 'main', target: { oid: repo.tip() } },
    pullRequest: {
      title: 'Change line 50',
      state: 'OPEN',
      headRefOid: pull.head,
      author: { login: 'octocat', __typename: 'User' },
      labels: { nodes: [{ name: 'urgent' }] },
      headRepository: { nameWithOwner: 'acme/shop' },
    },
  });
  const { nodes, pageInfo } = first.repository.pullRequest.reviewThreads;
  expect(nodes).toMatchObject([
    {
      path: 'main.go',
      line: 50,
      isResolved: false,
      comments: {
        nodes: [
          { body: 'comment 0', author: { login: 'go-architect', __typename: 'Bot' }, viewerDidAuthor: true },
          { body: 'No.', author: { login: 'octocat', __typename: 'User' }, viewerDidAuthor: false },
        ],
      },
    },
    { comments: { nodes: [{ body: 'comment 1' }] } },
  ]);
  const second = Page.parse(await octokit.graphql(THREADS, { ...variables, after: pageInfo.endCursor }));
  expect(second.repository.pullRequest.reviewThreads).toMatchObject({
    pageInfo: { hasNextPage: false },
    nodes: [{ comments: { nodes: [{ body: 'comment 2' }] } }],
  });
});

test('who set a label', async () => {
  const { octokit, pull } = shop;
  await pull.label('skip', 'stranger');
  await pull.unlabel('skip');
  await pull.label('skip', 'maintainer');
  const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) {
    timelineItems(itemTypes: [LABELED_EVENT], last: 100) { nodes { ... on LabeledEvent { label { name } actor { login } } } }
  } } }`;
  expect(await octokit.graphql(query)).toMatchObject({
    repository: {
      pullRequest: {
        timelineItems: {
          nodes: [
            { label: { name: 'skip' }, actor: { login: 'stranger' } },
            { label: { name: 'skip' }, actor: { login: 'maintainer' } },
          ],
        },
      },
    },
  });
});

test('many blobs in one request', async () => {
  const { octokit, at, repo, pull } = shop;
  const bytes = new Uint8Array([0, 1, 2]);
  await repo.commit({
    branch: 'change',
    files: { 'a.go': 'package a\n', binary: bytes, 'large.go': 'x'.repeat(600_000) },
  });
  const blob = (path: string) =>
    `object(expression: "${pull.head}:${path}") { ... on Blob { oid text isBinary isTruncated byteSize } }`;
  const query = `query ($owner: String!, $repo: String!) { repository(owner: $owner, name: $repo) {
    a: ${blob('a.go')} binary: ${blob('binary')} large: ${blob('large.go')} missing: ${blob('missing.go')} } }`;
  const { repository } = Blobs.parse(await octokit.graphql(query, at));
  expect(repository.a).toMatchObject({ text: 'package a\n', isBinary: false, isTruncated: false, byteSize: 10 });
  expect(repository.binary).toMatchObject({ text: null, isBinary: true });
  expect(repository.large).toMatchObject({ isTruncated: true, byteSize: 600_000 });
  expect(repository.missing).toBeNull();
});

const RESOLVE = 'mutation ($id: ID!) { resolveReviewThread(input: { threadId: $id }) { thread { isResolved } } }';

test('threads are resolved with contents: write, and no less', async () => {
  const { github, installation, pull } = shop;
  await openThreads(2);
  const ids = (await pull.threads()).map(({ id }) => id);
  expect(await refused(RESOLVE, { id: ids[0] })).toEqual([
    { type: 'FORBIDDEN', message: 'Resource not accessible by integration' },
  ]);
  github.acceptPermissions(installation, { contents: 'write', pull_requests: 'write' });
  // A token keeps the permissions that it was made with.
  const octokit = installationClient(github, installation.id);
  const both = ids.map(
    (id, index) => `t${index}: resolveReviewThread(input: { threadId: "${id}" }) { thread { isResolved } }`,
  );
  await octokit.graphql(`mutation { ${both.join(' ')} }`);
  expect((await pull.threads()).map(({ isResolved, resolvedBy }) => [isResolved, resolvedBy])).toEqual([
    [true, 'go-architect[bot]'],
    [true, 'go-architect[bot]'],
  ]);
  expect(github.requests.at(-1)?.fields).toEqual(['resolveReviewThread', 'resolveReviewThread']);
});

test('one mutation of several may fail alone', async () => {
  const { octokit, pull } = shop;
  await openThreads(1);
  const [thread] = await pull.threads();
  const reply = (id: string) =>
    `addPullRequestReviewThreadReply(input: { pullRequestReviewThreadId: "${id}", body: "Fixed." }) { comment { id } }`;
  const errors = await refused(`mutation { a: ${reply('PRRT_none')} b: ${reply(thread?.id ?? '')} }`);
  expect(errors).toMatchObject([{ type: 'NOT_FOUND' }]);
  expect((await pull.threads())[0]?.comments.map(({ body }) => body)).toEqual(['comment 0', 'Fixed.']);
  expect(octokit).toBeDefined();
});

test('issue comments are updated and minimized', async () => {
  const { octokit, at, pull } = shop;
  const { data } = await octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'one' });
  const mutation = `mutation ($id: ID!) {
    updateIssueComment(input: { id: $id, body: "two" }) { issueComment { body } }
    minimizeComment(input: { subjectId: $id, classifier: OUTDATED }) { minimizedComment { isMinimized } }
  }`;
  await octokit.graphql(mutation, { id: data.node_id });
  expect(pull.comments()).toMatchObject([{ body: 'two', minimized: 'outdated' }]);
});

test('a review off the diff is refused whole', async () => {
  const { octokit, at, pull } = shop;
  const { data } = await octokit.rest.pulls.get({ ...at, pull_number: pull.number });
  const review = `mutation ($id: ID!, $line: Int!) { addPullRequestReview(input: { pullRequestId: $id, event: COMMENT,
    threads: [{ path: "main.go", line: $line, body: "Why?" }] }) { pullRequestReview { state } } }`;
  expect(await refused(review, { id: data.node_id, line: 1 })).toEqual([
    { type: 'UNPROCESSABLE', message: 'Line could not be resolved' },
  ]);
  await octokit.graphql(review, { id: data.node_id, line: 50 });
  expect(await pull.threads()).toMatchObject([{ line: 50 }]);
});

test.each([
  ['pages without bounds', 'reviewThreads { nodes { id } }', 'MISSING_PAGINATION_BOUNDARIES'],
  ['pages over a hundred', 'reviewThreads(first: 101) { nodes { id } }', 'EXCESSIVE_PAGINATION'],
  [
    'over 500,000 nodes',
    'reviewThreads(first: 100) { nodes { comments(first: 100) { nodes { pullRequest { comments(first: 100) { nodes { id } } } } } } }',
    'MAX_NODE_LIMIT_EXCEEDED',
  ],
])('%s are refused', async (_, field, type) => {
  const query = `{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { ${field} } } }`;
  expect(await refused(query)).toMatchObject([{ type }]);
});

test('a field that GitHub does not have is refused', async () => {
  const query = '{ repository(owner: "acme", name: "shop") { pullRequest(number: 1) { verdict } } }';
  expect(await refused(query)).toMatchObject([{ message: expect.stringContaining('Cannot query field "verdict"') }]);
});

test('what the token may not see does not exist', async () => {
  await shop.github.createRepository({ owner: 'stranger', name: 'else', files: { a: 'a\n' } });
  expect(await refused('{ repository(owner: "stranger", name: "else") { id } }')).toEqual([
    { type: 'NOT_FOUND', message: "Could not resolve to a Repository with the name 'stranger/else'." },
  ]);
});
