import { afterEach, expect, test } from 'vitest';
import type { PullHandle } from '../../github/pull.ts';
import { faulty, openScene, type Scene, type SceneOptions, sound } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

const WAITS = 'The architect model was not asked';

async function open(options: SceneOptions = {}): Promise<void> {
  scene = await openScene({ modelForks: 'ask', ...options });
  scene.repo.setPrivate(false);
  scene.repo.setPermission('ann', 'write');
  scene.repo.setPermission('tim', 'triage');
}

async function proposeFromFork(author = 'stranger'): Promise<PullHandle> {
  const fork = scene.repo.fork({ owner: author });
  await fork.commit({ branch: 'change', files: { 'orders.go': faulty('shop', 'Orders') }, by: author });
  const pull = await scene.repo.openPull({ from: fork, head: 'change', author });
  await scene.settle();
  return pull;
}

/** What the newest check on the head says. */
const said = (pull: PullHandle) => scene.check(pull.head).summary ?? '';

test('the rules judge a stranger’s fork at once, and the check says how to have the model asked', async () => {
  await open();
  const pull = await proposeFromFork();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  expect(await pull.threads()).toHaveLength(1);
  expect(said(pull)).toContain(WAITS);
  expect(said(pull)).toContain('`architect-model`');
});

interface Way {
  way: string;
  ask: (pull: PullHandle, as: string) => unknown;
}
const WAYS: Way[] = [
  { way: 'the label', ask: (pull, as) => pull.label('architect-model', as) },
  { way: 'a review', ask: (pull, as) => pull.review([], { as, body: 'Looks right.' }) },
  { way: 'the command', ask: (pull, as) => pull.comment('/architect review', as) },
];

test.each(WAYS)('$way by someone with write access has it asked, by anybody else not', async ({ ask }) => {
  await open();
  const pull = await proposeFromFork();
  for (const login of ['tim', 'stranger']) await ask(pull, login);
  await scene.settle();
  expect(said(pull)).toContain(WAITS);
  if (pull.pull.labels.size > 0) await pull.unlabel('architect-model', 'tim');
  await ask(pull, 'ann');
  await scene.settle();
  expect(said(pull)).not.toContain(WAITS);
  expect(await pull.threads()).toHaveLength(1);
});

test.each([
  ['a private repository', async () => scene.repo.setPrivate(true), 'stranger'],
  ['someone with write access', async () => {}, 'ann'],
])('a fork in %s does not wait', async (_, prepare, author) => {
  await open();
  await prepare();
  expect(said(await proposeFromFork(author))).not.toContain(WAITS);
});

test('without a model nothing is asked of GitHub about it', async () => {
  scene = await openScene();
  scene.repo.setPrivate(false);
  const pull = await proposeFromFork();
  expect(said(pull)).not.toContain(WAITS);
  expect(scene.github.requests.filter(({ path }) => path.includes('/permission'))).toEqual([]);
});

test('a pull request within the repository does not wait', async () => {
  await open();
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
  await scene.settle();
  expect(said(pull)).not.toContain(WAITS);
});
