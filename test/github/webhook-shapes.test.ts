import { createServer } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { examplePayload, type Payload } from '../edge/webhook/examples.ts';
import { openShop } from './shop.ts';

/** Where GitHub's examples, some of them old, show what the stand-in does not say or says otherwise. */
const ELSE = [
  // What an App may do differs.
  /(^|\.)permissions\./,
  // Some count seconds, some write the date.
  /^installation\.(created|updated)_at$/,
  // Old names of what is there under another.
  /^repository\.(stargazers|master_branch)$/,
];

test('webhooks have the shape of those that GitHub gives as examples', async () => {
  const { github, repo, pull, octokit, at, installation } = await openShop({
    events: SUBSCRIBED,
  });
  const payloads = new Map<string, Payload>();
  const server = createServer(async (request, response) => {
    const payload: Payload = JSON.parse((await buffer(request)).toString());
    const event = String(request.headers['x-github-event']);
    payloads.set(typeof payload.action === 'string' ? `${event}.${payload.action}` : event, payload);
    response.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  github.deliverTo(`http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}/`);

  await repo.commit({ branch: 'change', files: { 'more.go': 'package shop\n' } });
  await repo.push('spare', repo.tip());
  await repo.push('spare', null);
  await repo.openPull({ head: 'change', title: 'Again', body: 'Because.' });
  await repo.push('release', repo.tip());
  await pull.retarget('release');
  await pull.setDraft(true);
  await pull.setDraft(false);
  await pull.label('skip');
  await pull.unlabel('skip');
  const comment = pull.comment('one');
  pull.editComment(comment, 'two');
  pull.deleteComment(comment);
  await pull.review([{ path: 'main.go', line: 50, body: 'Why?' }], { as: 'octocat' });
  const [thread] = await pull.threads();
  const id = thread?.comments[0]?.id ?? 0;
  await pull.resolve(id);
  await pull.unresolve(id);
  await octokit.rest.pulls.updateReviewComment({ ...at, comment_id: id, body: 'Why not?' });
  await octokit.rest.pulls.deleteReviewComment({ ...at, comment_id: id });
  const actions = [{ label: 'a', description: 'b', identifier: 'c' }];
  const run = await octokit.rest.checks.create({ ...at, name: 'architect', head_sha: pull.head, actions });
  await octokit.rest.checks.update({ ...at, check_run_id: run.data.id, conclusion: 'success' });
  repo.rerequestCheck(run.data.id);
  repo.rerequestSuite(pull.head);
  repo.pressAction(run.data.id, 'c');
  const queued = await repo.queueMerge(pull);
  await queued.end('invalidated');
  await pull.close();
  await pull.reopen();
  repo.rename('store');
  github.removeRepository(installation, repo);
  github.addRepository(installation, repo);
  github.acceptPermissions(installation, { ...installation.permissions, contents: 'write' });
  github.suspend(installation);
  github.suspend(installation, false);
  github.uninstallApp(installation);
  github.installApp({ account: 'acme' });
  await github.delivered();
  await github.close();
  server.close();

  const wrong = [...payloads].flatMap(([event, payload]) =>
    differences(examplePayload(event), payload, '')
      .filter((path) => !ELSE.some((pattern) => pattern.test(path)))
      .map((path) => `${event}: ${path}`),
  );
  expect(wrong).toEqual([]);
  expect([...payloads.keys()].toSorted()).toEqual(EXPECTED.toSorted());
});

const SUBSCRIBED = [
  ...['check_run', 'check_suite', 'delete', 'issue_comment', 'merge_group', 'pull_request', 'pull_request_review'],
  ...['pull_request_review_comment', 'pull_request_review_thread', 'push', 'repository'],
];

const EXPECTED = [
  ...['check_run.completed', 'check_run.created', 'check_run.requested_action', 'check_run.rerequested'],
  ...['check_suite.completed', 'check_suite.requested', 'check_suite.rerequested', 'delete'],
  ...['installation.created', 'installation.deleted', 'installation.new_permissions_accepted'],
  ...['installation.suspend', 'installation.unsuspend'],
  ...['installation_repositories.added', 'installation_repositories.removed'],
  ...['issue_comment.created', 'issue_comment.deleted', 'issue_comment.edited'],
  ...['merge_group.checks_requested', 'merge_group.destroyed'],
  ...['pull_request.closed', 'pull_request.converted_to_draft', 'pull_request.edited', 'pull_request.labeled'],
  ...['pull_request.opened', 'pull_request.ready_for_review', 'pull_request.reopened', 'pull_request.synchronize'],
  ...['pull_request.unlabeled', 'pull_request_review.submitted'],
  ...[
    'pull_request_review_comment.created',
    'pull_request_review_comment.deleted',
    'pull_request_review_comment.edited',
  ],
  ...['pull_request_review_thread.resolved', 'pull_request_review_thread.unresolved', 'push', 'repository.renamed'],
];

/** Paths that the example has and the payload has not, or of another type; null fits everything. */
function differences(example: unknown, payload: unknown, path: string): string[] {
  if (example === null || payload === null) return [];
  if (typeof example !== typeof payload || Array.isArray(example) !== Array.isArray(payload)) return [path];
  if (Array.isArray(example) && Array.isArray(payload))
    return example.length === 0 || payload.length === 0 ? [] : differences(example[0], payload[0], `${path}[]`);
  if (!isObject(example) || !isObject(payload)) return [];
  return Object.entries(example).flatMap(([key, value]) => {
    const below = path === '' ? key : `${path}.${key}`;
    return key in payload ? differences(value, payload[key], below) : [below];
  });
}

function isObject(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null;
}
