import { afterEach, expect, test } from 'vitest';
import { faulty, openScene, type Scene, type SceneOptions, sound, told } from './scene.ts';

let scene: Scene;
const open = async (options: SceneOptions = {}) => {
  scene = await openScene(options);
  return scene;
};
afterEach(() => scene.close());

test('a fork is reviewed, and stays so when it is deleted', async () => {
  const { repo } = await open();
  const fork = repo.fork({ owner: 'stranger' });
  await fork.commit({ branch: 'change', files: { 'orders.go': faulty('shop', 'Orders') } });
  const pull = await repo.openPull({ head: 'change', from: fork });
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  fork.delete();
  repo.rerequestCheck(scene.check(pull.head).id);
  await scene.settle();
  expect(scene.repo.checks(pull.head).map(({ conclusion }) => conclusion)).toEqual(['failure', 'failure']);
  expect(await told(pull)).toHaveLength(1);
});

test('renames, deletions, binaries, links and submodules are listed, and the code among them is judged', async () => {
  await open({
    files: {
      'old/orders.go': sound('orders', 'Orders', 'Payments', 'Refunds'),
      'gone.go': sound('shop', 'Gone'),
    },
  });
  const pull = await scene.propose({
    'old/orders.go': null,
    'new/orders.go': `${sound('orders', 'Orders', 'Payments', 'Refunds')}\n${faulty('orders', 'Added').split('\n').slice(4).join('\n')}`,
    'gone.go': null,
    'logo.png': new Uint8Array([0x89, 0x50, 0, 1, 2, 3]),
    link: { link: 'go.mod' },
    vendored: { submodule: '1'.repeat(40) },
  });
  await scene.settle();
  expect(await told(pull)).toEqual([expect.stringMatching(/^new\/orders\.go:\d+ .*tls-skip-verify/)]);
  const { summary } = scene.check(pull.head);
  for (const line of ['`logo.png` (binary file)', '`link` (symbolic link)', '`vendored` (submodule'])
    expect(summary).toContain(line);
});

test('documentation alone passes with nothing to review', async () => {
  await open();
  const pull = await scene.propose({ 'README.md': '# Shop\n' });
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success', title: 'Passed: nothing to review' });
  expect(await told(pull)).toEqual([]);
});

test('of 120 findings twenty are posted, and the summary has the rest', async () => {
  const names = Array.from({ length: 120 }, (_, i) => `Service${i}`);
  await open({ files: { '.github/architect.yml': 'standards: { security/tls-skip-verify: high }\n' } });
  const pull = await scene.propose({ 'orders.go': faulty('shop', ...names) });
  await scene.settle();
  expect(await told(pull)).toHaveLength(20);
  const { summary, title } = scene.check(pull.head);
  expect(title).toContain('120 high');
  expect(Buffer.byteLength(summary ?? '')).toBeLessThanOrEqual(65_535);
});

test('a file without a patch gets its comments, or annotations where GitHub takes none', async () => {
  const { limits } = {
    limits: { diff: { files: 3000, fileBytes: 200, fileLines: 20, totalBytes: 1e6, totalLines: 2e4 } },
  };
  await open({ limits });
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders', 'Payments', 'Refunds', 'Stock') });
  await scene.settle();
  const check = scene.check(pull.head);
  expect(check).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('4 critical') });
  expect((await told(pull)).length + check.annotations.length).toBe(4);
  expect(scene.queue.dead).toEqual([]);
});

test('3,100 changed files are all in the ledger, though GitHub lists 3,000', async () => {
  await open();
  const files = Object.fromEntries(Array.from({ length: 3100 }, (_, i) => [`docs/page-${i}.md`, `Page ${i}\n`]));
  const pull = await scene.propose({ ...files, 'orders.go': faulty('shop', 'Orders') });
  await scene.settle();
  const check = scene.check(pull.head);
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.summary).toContain('1 file in full, 0 in part, 3100 skipped');
}, 60_000);

test('a repository that was renamed while its review waited is reviewed under its new name', async () => {
  const { repo, github } = await open();
  github.hold();
  const pull = await scene.propose({ 'orders.go': faulty('shop', 'Orders') });
  repo.rename('store');
  github.release();
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  expect(await told(pull)).toHaveLength(1);
});
