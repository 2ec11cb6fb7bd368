import { afterEach, describe, expect, test } from 'vitest';
import type { Fault } from '../../github/http/faults.ts';
import { faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const RUNS = 'POST /repos/{owner}/{repo}/check-runs';
const WRITES: [string, Fault['on']][] = [
  ['the check run', RUNS],
  ['the review', { path: /graphql$/, body: /addPullRequestReview\(/ }],
  ['answers to threads', { path: /graphql$/, body: /addPullRequestReviewThreadReply/ }],
  ['the summary comment', { path: /graphql$/, body: /addComment\(/ }],
  ['the end of the check', 'PATCH /repos/{owner}/{repo}/check-runs/{check_run_id}'],
];

describe.each(WRITES)('%s', (_, on) => {
  test.each<[string, Pick<Fault, 'when' | 'how'>]>([
    ['is answered 502 and was written', { when: 'after', how: 502 }],
    ['is cut off and was written', { when: 'after', how: 'cut' }],
    ['is answered 500 and was not written', { when: 'before', how: 500 }],
    ['meets the secondary limit', { when: 'before', how: 'secondary' }],
  ])('%s', async (_name, fault) => {
    scene = await openScene();
    const pull = await scene.propose({
      'orders.go': faulty('shop', 'Orders'),
      'payments.go': faulty('shop', 'Payments'),
    });
    // Answers to threads come with the second review only.
    const arm = () => scene.github.fail({ on, ...fault, ...(on === RUNS ? {} : { retryAfter: 1 }) });
    arm();
    await scene.settle();
    await scene.repo.commit({ branch: 'change', files: { 'orders.go': sound('shop', 'Orders') } });
    await scene.settle();
    expect(scene.github.armed()).toBe(0);
    expect(scene.queue.dead).toEqual([]);
    expect(await told(pull)).toEqual([
      expect.stringMatching(/^orders\.go:\S+ [^|]+ \| Fixed in [^|]+$/),
      expect.stringMatching(/^payments\.go:\d+ [^|]+$/),
    ]);
    expect(pull.comments()).toHaveLength(1);
    expect(scene.repo.checks(pull.head).map(({ conclusion }) => conclusion)).toEqual(['failure']);
  });
});

test('what fails for good ends in a check that holds, with a reference and a button', async () => {
  scene = await openScene();
  scene.github.fail({ on: { path: /\/git\/trees\// }, when: 'before', how: 500, times: 1000 });
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  const check = scene.check(pull.head);
  expect(check).toMatchObject({ status: 'completed', conclusion: 'action_required' });
  expect(check.title).toMatch(/^Not judged: internal error [0-9a-f]{8}$/);
  expect(check.actions.map(({ identifier }) => identifier)).toContain('re-review');
  scene.github.mend();
  scene.repo.pressAction(check.id, 're-review');
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
}, 60_000);

test('a token that was revoked is asked for anew', async () => {
  scene = await openScene();
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  scene.github.revokeTokens();
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': sound('shop', 'Orders') } });
  await scene.settle();
  expect(scene.queue.dead).toEqual([]);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
});
