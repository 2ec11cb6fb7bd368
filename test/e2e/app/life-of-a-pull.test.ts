import { afterEach, describe, expect, test } from 'vitest';
import { faulty, openScene, type Scene, type SceneOptions, sound, told } from './scene.ts';

let scene: Scene;
const open = async (options: SceneOptions = {}) => {
  scene = await openScene(options);
  return scene;
};
afterEach(() => scene.close());

const config = (text: string) => ({ '.github/architect.yml': text });

describe('drafts', () => {
  test('are reviewed where configuration says nothing', async () => {
    const { repo } = await open();
    await repo.commit({ branch: 'change', files: { 'orders.go': faulty('shop', 'Orders') } });
    const pull = await repo.openPull({ head: 'change', draft: true });
    await scene.settle();
    expect(await told(pull)).toHaveLength(1);
  });

  test('wait where it says so, and are reviewed when they are ready', async () => {
    await open({ files: config('drafts: skip\n') });
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') }, { draft: true });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'neutral', title: 'Not reviewed: it is a draft' });
    await pull.setDraft(false);
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    expect(await told(pull)).toHaveLength(1);
  });
});

describe('the check, however long its turn must wait,', () => {
  test('is queued when something is asked for, in progress when it is judged, then completed', async () => {
    await open();
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
    const states: string[] = [];
    const look = async () => void states.push(scene.check(pull.head).status);
    await scene.announce();
    await look();
    scene.whileJudging(look);
    await scene.settle();
    await look();
    expect(states).toEqual(['queued', 'in_progress', 'completed']);
    expect(scene.repo.checks(pull.head)).toHaveLength(1);
  });

  test('is queued again with a new base, and not with a new title', async () => {
    const { repo } = await open();
    await repo.commit({ branch: 'release', files: { 'notes.md': 'x\n' } });
    const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
    await scene.settle();
    await pull.edit({ title: 'Orders' });
    await scene.announce();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
    await pull.retarget('release');
    await scene.announce();
    expect(scene.check(pull.head)).toMatchObject({ status: 'queued', conclusion: null });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
  });

  test('is left alone by a pull request that was closed before anyone came', async () => {
    const { repo } = await open();
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
    await pull.close();
    await scene.settle();
    expect(repo.checks(pull.head)).toEqual([]);
  });

  test('is queued on the commit of a merge queue', async () => {
    const { repo } = await open();
    const pull = await scene.propose({ 'orders.go': sound('shop', 'Orders') });
    await scene.settle();
    const queued = await repo.queueMerge(pull);
    await scene.announce();
    expect(scene.check(queued.head)).toMatchObject({ status: 'queued' });
    await scene.settle();
    expect(repo.checks(queued.head).map(({ conclusion }) => conclusion)).toEqual(['success']);
  });
});

describe('a new base', () => {
  test('is what the change is compared with from then on', async () => {
    const { repo } = await open();
    await repo.commit({ branch: 'release', files: { 'orders.go': faulty('shop', 'Orders') } });
    await repo.commit({ branch: 'change', parent: repo.tip('release'), files: { 'notes.md': 'x\n' } });
    const pull = await repo.openPull({ head: 'change' });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    await pull.retarget('release');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
    await pull.retarget('main');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    expect(await told(pull)).toHaveLength(1);
  });

  test('that is lax by its own word is not believed, unless the default branch lists it', async () => {
    const { repo } = await open({ files: config('fail_on: high\n') });
    await repo.commit({ branch: 'lax', files: config('fail_on: never\n') });
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') }, { base: 'lax' });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    await repo.commit({ files: config('fail_on: high\nbase_branches: [lax]\n') });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
    await pull.retarget('main');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  });
});

describe('one head in two pull requests', () => {
  test('shows the worst of both, until the worse one is closed', async () => {
    const { repo } = await open();
    await repo.commit({ branch: 'release', files: { 'orders.go': faulty('shop', 'Orders') } });
    await repo.commit({ branch: 'change', parent: repo.tip('release'), files: { 'notes.md': 'x\n' } });
    const toRelease = await repo.openPull({ head: 'change', base: 'release' });
    await scene.settle();
    expect(scene.check(toRelease.head)).toMatchObject({ conclusion: 'success' });
    const toMain = await repo.openPull({ head: 'change', base: 'main' });
    await scene.settle();
    expect(scene.check(toMain.head)).toMatchObject({ conclusion: 'failure' });
    const other = await repo.openPull({ head: 'change', base: 'release' });
    await scene.settle();
    expect(scene.check(other.head)).toMatchObject({
      conclusion: 'failure',
      title: expect.stringContaining(`#${toMain.number}`),
    });
    await toMain.close();
    await scene.settle();
    expect(scene.check(other.head)).toMatchObject({ conclusion: 'success' });
  });
});

describe('while it is judged', () => {
  test('a head that moves takes the place of the one before, of which nothing is posted', async () => {
    await open();
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
    const before = pull.head;
    scene.whileJudging(async () => {
      await scene.repo.commit({ branch: 'change', files: { 'orders.go': faulty('shop', 'Orders', 'Payments') } });
      await scene.github.delivered();
    });
    await scene.settle();
    expect(pull.head).not.toBe(before);
    expect((await pull.threads()).map(({ commit }) => commit)).toEqual([pull.head, pull.head]);
    expect(scene.repo.checks(before).map(({ conclusion }) => conclusion)).toEqual(['cancelled']);
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  });

  test('closing it ends the review without a word', async () => {
    await open();
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
    scene.whileJudging(async () => {
      await pull.close();
      await scene.github.delivered();
    });
    await scene.settle();
    expect([await told(pull), pull.comments()]).toEqual([[], []]);
    expect(scene.repo.checks(pull.head).map(({ status }) => status)).toEqual(['completed']);
  });
});

describe('from the check', () => {
  test('a re-run judges the commit anew, on a run of its own', async () => {
    await open();
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
    await scene.settle();
    scene.repo.rerequestCheck(scene.check(pull.head).id);
    await scene.settle();
    expect(scene.repo.checks(pull.head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
    expect(await told(pull)).toHaveLength(1);
  });

  test('a full review posts what found no room', async () => {
    await open({ files: config('max_comments: 1\nstandards: { security/tls-skip-verify: high }\n') });
    const pull = await scene.propose({ 'orders.go': faulty('shop', 'One', 'Two', 'Three') });
    await scene.settle();
    expect(await told(pull)).toHaveLength(1);
    scene.repo.pressAction(scene.check(pull.head).id, 'full-review');
    await scene.settle();
    expect(await told(pull)).toHaveLength(3);
  });
});

test('a merge queue is answered on the commit that it made, without comments', async () => {
  await open();
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  const other = await scene.propose({ 'payments.go': sound('shop', 'Payments') }, { branch: 'other' });
  await scene.settle();
  const [bad, good] = [await scene.repo.queueMerge(pull), await scene.repo.queueMerge(other)];
  await scene.settle();
  expect(scene.check(bad.head)).toMatchObject({ conclusion: 'failure' });
  expect(scene.check(good.head)).toMatchObject({ conclusion: 'success' });
  expect(await told(pull)).toHaveLength(1);
  scene.repo.rerequestCheck(scene.check(bad.head).id);
  await scene.settle();
  expect(scene.repo.checks(bad.head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
});

test('what the App itself does asks for nothing', async () => {
  await open();
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  const before = scene.github.requests.length;
  const own = scene.github.deliveries.filter(({ event }) => event === 'check_run' || event === 'issue_comment');
  for (const delivery of own) scene.github.redeliver(delivery);
  await scene.settle();
  expect(scene.github.requests).toHaveLength(before);
  expect(await told(pull)).toHaveLength(1);
});
