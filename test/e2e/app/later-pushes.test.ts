import { afterEach, beforeEach, expect, test } from 'vitest';
import { defectAt, faulty, openScene, type Scene, sound, told } from './scene.ts';

let scene: Scene;
beforeEach(async () => {
  scene = await openScene();
});
afterEach(() => scene.close());

const SKIP = 'security/tls-skip-verify';

test('a push that fixes one finding and adds one answers the old thread and opens a new one', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringContaining(`orders.go:${defectAt(0)} **`)]);
  await scene.repo.commit({
    branch: 'change',
    files: { 'orders.go': sound('shop', 'Orders'), 'payments.go': faulty('shop', 'Payments') },
  });
  await scene.settle();
  const fixed = `Fixed in ${pull.head.slice(0, 10)}.`;
  expect(await told(pull)).toEqual([
    expect.stringMatching(`^orders.go:\\S+ .* \\| ${fixed}`),
    expect.stringMatching(`^payments.go:${defectAt(0)} .*${SKIP}`),
  ]);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('1 critical') });
  expect(scene.check(pull.head).summary).toContain('> Since the last review: 1 closed, 1 new.');
});

test('without the right to resolve, the check says why threads stay open; with it they are resolved', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': sound('shop', 'Orders') } });
  await scene.settle();
  expect(scene.check(pull.head).summary).toContain('contents: write');
  const [thread] = await pull.threads();
  expect(thread).toMatchObject({ isResolved: false });
});

test('a finding that comes back opens its own thread again', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  for (const text of [sound('shop', 'Orders'), faulty('shop', 'Orders')]) {
    await scene.settle();
    await scene.repo.commit({ branch: 'change', files: { 'orders.go': text } });
  }
  await scene.settle();
  expect(await told(pull)).toEqual([
    expect.stringMatching(`Fixed in [0-9a-f]+\\..* \\| This is back in ${pull.head.slice(0, 10)}\\.`),
  ]);
});

test('a thread that a person resolved stays as it is, and the finding still holds the check', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  const [thread] = await pull.threads();
  await pull.reply(thread?.id ?? '', 'We want this.', 'octocat');
  await pull.resolve(thread?.id ?? '', 'octocat');
  await scene.repo.commit({ branch: 'change', files: { 'notes.md': 'Later.\n' } });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringMatching(/resolved .* \| We want this\.$/)]);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
});

test('edits around a finding, and of its own statement, leave it its thread', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  const edited = faulty('shop', 'Orders').replace('import', '// Package comment that moves all down.\n\nimport');
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': edited } });
  await scene.settle();
  const renamed = edited.replace('ServerName: "Orders"', 'ServerName: "orders.internal"');
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': renamed } });
  await scene.settle();
  expect(await told(pull)).toHaveLength(1);
});

test('a force push to other commits with the same defect posts nothing new', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  await scene.repo.commit({
    branch: 'change',
    ...{ force: true, parent: scene.repo.tip(), message: 'Once more' },
    files: { 'orders.go': faulty('shop', 'Orders'), 'notes.md': 'x\n' },
  });
  await scene.settle();
  expect(await told(pull)).toHaveLength(1);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
});

test('a rebase onto a base that has the defect by now closes the thread, and blames no one', async () => {
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  await scene.repo.commit({ files: { 'orders.go': faulty('shop', 'Orders') }, message: 'The same on main' });
  await scene.repo.commit({
    branch: 'change',
    ...{ force: true, parent: scene.repo.tip() },
    files: { 'notes.md': 'x\n' },
  });
  await scene.settle();
  expect(await told(pull)).toEqual([
    expect.stringMatching(/\| At [0-9a-f]+ this change does not touch the file any more\./),
  ]);
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
});
