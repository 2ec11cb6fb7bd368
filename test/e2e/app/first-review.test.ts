import { afterEach, expect, test } from 'vitest';
import { faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
afterEach(() => scene.close());

test('opening a pull request brings comments on lines and a check that gates', async () => {
  scene = await openScene();
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Place') });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringMatching(/^orders\.go:7 \*\*.*security\/tls-skip-verify/)]);
  expect(scene.check(pull.head)).toMatchObject({ status: 'completed', conclusion: 'failure' });
  expect(scene.queue.dead).toEqual([]);
});

test('a clean pull request gets a green check and not a word', async () => {
  scene = await openScene();
  const pull = await scene.propose({ 'orders.go': sound('shop', 'Place') });
  await scene.settle();
  expect([await told(pull), pull.comments(), pull.reviews()]).toEqual([[], [], []]);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
});
