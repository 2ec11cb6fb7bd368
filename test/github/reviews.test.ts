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

type Comment = { path: string; body: string; line?: number; side?: string; start_line?: number; start_side?: string };

function review(...comments: Comment[]) {
  const { octokit, at, pull } = shop;
  return octokit.rest.pulls.createReview({ ...at, pull_number: pull.number, event: 'COMMENT', body: '', comments });
}

test('a review puts its comments on lines of the diff, context and removed lines included', async () => {
  const { pull } = shop;
  await review(
    { path: 'main.go', line: 50, body: 'changed' },
    { path: 'main.go', line: 53, body: 'context' },
    { path: 'main.go', line: 50, side: 'LEFT', body: 'removed' },
    { path: 'main.go', start_line: 48, line: 51, body: 'several' },
    { path: 'new.go', line: 1, body: 'added' },
  );
  const threads = await pull.threads();
  expect(
    threads.map(({ path, side, startLine, line, comments }) => [path, side, startLine, line, comments[0]?.body]),
  ).toEqual([
    ['main.go', 'RIGHT', null, 50, 'changed'],
    ['main.go', 'RIGHT', null, 53, 'context'],
    ['main.go', 'LEFT', null, 50, 'removed'],
    ['main.go', 'RIGHT', 48, 51, 'several'],
    ['new.go', 'RIGHT', null, 1, 'added'],
  ]);
});

test.each<[string, Comment, string]>([
  ['a line outside the hunk', { path: 'main.go', line: 54, body: 'x' }, 'Line could not be resolved'],
  ['a file outside the diff', { path: 'go.mod', line: 1, body: 'x' }, 'Path could not be resolved'],
  ['no line at all', { path: 'main.go', body: 'x' }, 'Line could not be resolved'],
  [
    'the left side of an added file',
    { path: 'new.go', line: 1, side: 'LEFT', body: 'x' },
    'Line could not be resolved',
  ],
  [
    'a start outside the hunk',
    { path: 'main.go', start_line: 40, line: 50, body: 'x' },
    'Pull request review thread start line must be part of the same hunk as the line.',
  ],
  [
    'a start that is no earlier',
    { path: 'main.go', start_line: 50, line: 50, body: 'x' },
    'Pull request review thread start line must precede the end line.',
  ],
])('one comment on %s loses the whole review', async (_, wrong, complaint) => {
  const { pull } = shop;
  const refused = await refusal(review({ path: 'main.go', line: 50, body: 'fine' }, wrong));
  expect(refused).toMatchObject({ status: 422, body: { message: 'Unprocessable Entity', errors: [complaint] } });
  expect(await pull.threads()).toEqual([]);
  expect(pull.reviews()).toEqual([]);
});

test('a review of a commit that is not of the pull request is refused', async () => {
  const { octokit, at, pull, repo } = shop;
  const stranger = await repo.commit({ branch: 'elsewhere', files: { 'main.go': 'x\n' } });
  const call = octokit.rest.pulls.createReview({
    ...at,
    pull_number: pull.number,
    event: 'COMMENT',
    body: 'x',
    commit_id: stranger,
  });
  expect(await refusal(call)).toMatchObject({ status: 422 });
});

test('a thread moves with its line, and is outdated when the line changes', async () => {
  const { octokit, at, repo, pull } = shop;
  await review({ path: 'main.go', line: 50, body: 'first' }, { path: 'new.go', line: 1, body: 'second' });
  const changed = `above\n${numbered(100, { 50: 'changed' })}`;
  await repo.commit({ branch: 'change', files: { 'main.go': changed, 'new.go': 'package store\n' } });
  expect((await pull.threads()).map(({ line, originalLine, isOutdated }) => [line, originalLine, isOutdated])).toEqual([
    [51, 50, false],
    [null, 1, true],
  ]);
  const { data } = await octokit.rest.pulls.listReviewComments({ ...at, pull_number: pull.number });
  expect(data.map(({ line, commit_id }) => [line ?? null, commit_id === pull.head])).toEqual([
    [51, true],
    [null, false],
  ]);
});

test('replies stay in their thread; comments are edited and deleted', async () => {
  const { octokit, at, pull } = shop;
  await review({ path: 'main.go', line: 50, body: 'first' });
  const [thread] = await pull.threads();
  const first = thread?.comments[0]?.id ?? 0;
  await pull.reply(first, 'I disagree', 'octocat');
  const pull_number = pull.number;
  const { data: answer } = await octokit.rest.pulls.createReplyForReviewComment({
    ...at,
    pull_number,
    comment_id: first,
    body: 'Fixed.',
  });
  expect(answer.in_reply_to_id).toBe(first);
  await octokit.rest.pulls.updateReviewComment({ ...at, comment_id: answer.id, body: 'Fixed in the last push.' });
  expect((await pull.threads())[0]?.comments.map(({ author, body }) => [author, body])).toEqual([
    ['go-architect[bot]', 'first'],
    ['octocat', 'I disagree'],
    ['go-architect[bot]', 'Fixed in the last push.'],
  ]);
  await octokit.rest.pulls.deleteReviewComment({ ...at, comment_id: answer.id });
  await octokit.rest.pulls.deleteReviewComment({ ...at, comment_id: first });
  expect((await pull.threads())[0]?.comments.map(({ body }) => body)).toEqual(['I disagree']);
});

test('an App does not approve its own pull request', async () => {
  const { octokit, at, repo } = shop;
  const { number } = await repo.openPull({ head: 'change', author: 'go-architect[bot]' });
  const call = octokit.rest.pulls.createReview({ ...at, pull_number: number, event: 'APPROVE' });
  expect(await refusal(call)).toMatchObject({
    status: 422,
    body: { errors: ['Can not approve your own pull request'] },
  });
});

test('issue comments and reactions', async () => {
  const { octokit, at, pull } = shop;
  const { data: made } = await octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'one' });
  await octokit.rest.issues.updateComment({ ...at, comment_id: made.id, body: 'two' });
  const human = pull.comment('/architect review', 'octocat');
  await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: human, content: 'eyes' });
  await octokit.rest.reactions.createForIssueComment({ ...at, comment_id: human, content: 'eyes' });
  const { data } = await octokit.rest.issues.listComments({ ...at, issue_number: pull.number });
  expect(data.map(({ user, body }) => [user?.login, user?.type, body])).toEqual([
    ['go-architect[bot]', 'Bot', 'two'],
    ['octocat', 'User', '/architect review'],
  ]);
  expect(pull.comments()[1]?.reactions).toEqual(['eyes']);
  const long = octokit.rest.issues.createComment({ ...at, issue_number: pull.number, body: 'x'.repeat(65_537) });
  expect(await refusal(long)).toMatchObject({ status: 422, body: { message: 'Validation Failed' } });
});
