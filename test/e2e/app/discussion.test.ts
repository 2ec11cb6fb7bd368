import { afterEach, expect, test } from 'vitest';
import { EMPTY_REPLY } from '../../../src/core/architect/merge-replies.ts';
import { answeringModel, found } from '../../support/example-answer.ts';
import { openScene, type Scene, sound } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const FINDING = found({
  path: 'orders.go',
  quote: 'return &tls.Config{ServerName: "Orders"}',
  claim: '`Orders` names a server that no certificate of this repository is for.',
  impact: 'Every call fails at the handshake.',
});
const PERMISSIONS = { checks: 'write', contents: 'write', issues: 'write', metadata: 'read', pull_requests: 'write' };
const permissions = PERMISSIONS as Record<string, 'read' | 'write'>;
const annotated = (path: string, message: string) => ({
  ...{ path, start_line: 7, end_line: 7, annotation_level: 'warning' as const, message },
});

/** What the model was shown beside the code, and what became of its one finding. */
async function reviewOf(about: { base?: string; author?: string } = {}) {
  const model = answeringModel({ ...EMPTY_REPLY, findings: [FINDING] });
  scene = await openScene({ model, permissions });
  const other = await scene.github.createRepository({
    owner: 'acme',
    name: 'secrets',
    files: { 'go.mod': 'module s' },
  });
  other.openIssue({ title: 'What nobody may know' });
  const issue = scene.repo.openIssue({
    title: 'Orders cannot be reached',
    body: 'Since June. key: AKIAIOSFODNN7EXAMPLE',
  });
  await scene.repo.commit({
    branch: 'change',
    files: { 'orders.go': sound('shop', 'Orders') },
    message: 'Connect\n\nAs asked.',
  });
  const body = `Fixes #${issue}, closes acme/secrets#1`;
  const pull = await scene.repo.openPull({ head: 'change', title: 'Reach orders', body, ...about });
  return { model, pull };
}

const shown = (model: Awaited<ReturnType<typeof reviewOf>>['model']) => JSON.stringify(model.asked[0]?.messages);
test('the model is told what commits, closed issues and other checks say', async () => {
  const { model, pull } = await reviewOf();
  await scene.repo.checkByAnotherApp(pull.head, 'lint', 'failure', [
    annotated('orders.go', 'exported without a comment'),
  ]);
  await scene.settle();
  expect(shown(model)).toContain('As asked.');
  expect(shown(model)).toContain('Orders cannot be reached');
  expect(shown(model)).toContain('orders.go:7 lint: exported without a comment');
  expect(shown(model)).not.toContain('AKIAIOSFODNN7EXAMPLE');
  expect(shown(model)).not.toContain('What nobody may know');
  expect(scene.check(pull.head).summary).toContain('no certificate of this repository');
});

test('what another check said at the place is not said again, and counted', async () => {
  const { pull } = await reviewOf();
  const message = 'The server that it names has no certificate in this repository.';
  await scene.repo.checkByAnotherApp(pull.head, 'certificates', 'failure', [annotated('orders.go', message)]);
  await scene.settle();
  expect(scene.check(pull.head).title).toBe('Passed: nothing found');
  expect(scene.check(pull.head).summary).toContain('1 said by another check');
});

test('a review goes on without them, and says so', async () => {
  const { pull, model } = await reviewOf();
  scene.github.fail({ on: { body: /closingIssuesReferences/ }, when: 'before', how: 502, times: 9 });
  await scene.settle();
  expect(model.asked.length).toBeGreaterThan(0);
  expect(scene.check(pull.head).summary).toContain('commits, linked issues and other checks');
});

test('nobody asks for them where no model is', async () => {
  scene = await openScene({ permissions });
  await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  scene.github.fail({ on: { body: /closingIssuesReferences/ }, when: 'before', how: 502 });
  await scene.settle();
  expect(scene.github.armed()).toBe(1);
  scene.github.mend();
});
