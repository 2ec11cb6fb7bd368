import { afterEach, describe, expect, test } from 'vitest';
import { faulty, openScene, type Scene, type SceneOptions, told } from './scene.ts';

let scene: Scene;
const open = async (options: SceneOptions = {}) => {
  scene = await openScene(options);
  return scene;
};
afterEach(() => scene.close());

const PATH = '.github/architect.yml';
const defect = { 'orders.go': faulty('shop', 'Orders') };

test('the default branch says what is wanted', async () => {
  await open({ files: { [PATH]: 'standards: { security/tls-skip-verify: off }\n' } });
  const pull = await scene.propose(defect);
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
});

test('a broken file fails the check with its line, and nothing is posted', async () => {
  await open({ files: { [PATH]: 'fail_on: high\nstandards:\n  security/tls-skip-verfy: off\n' } });
  const pull = await scene.propose(defect);
  await scene.settle();
  const check = scene.check(pull.head);
  expect(check).toMatchObject({ conclusion: 'failure' });
  expect(check.title).toMatch(/^Not judged: configuration error in \.github\/architect\.yml line 3: .*did you mean/);
  expect([await told(pull), pull.comments()]).toEqual([[], []]);
});

describe("a file that extends the organisation's", () => {
  const files = { [PATH]: '_extends: .github:go.yml\nfail_on: high\n' };

  test('adds to it, and replaces what it writes itself', async () => {
    await open({ files });
    const text = 'fail_on: never\nstandards: { security/tls-skip-verify: low }\n';
    await scene.github.createRepository({ owner: 'acme', name: '.github', files: { 'go.yml': text } });
    const pull = await scene.propose(defect);
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success', title: 'Passed: 1 low' });
  });

  test('is not judged by when that is missing or broken', async () => {
    await open({ files });
    const pull = await scene.propose(defect);
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    expect(scene.check(pull.head).title).toContain('it extends acme/.github go.yml, which is not there');
    await scene.github.createRepository({ owner: 'acme', name: '.github', files: { 'go.yml': 'fail_on: hihg\n' } });
    scene.repo.rerequestCheck(scene.check(pull.head).id);
    await scene.settle();
    expect(scene.check(pull.head).title).toContain('acme/.github go.yml, which .github/architect.yml extends');
  });
});

test('mending it on the default branch judges what is open', async () => {
  await open({ files: { [PATH]: 'fail_on: hihg\n' } });
  const pull = await scene.propose(defect);
  await scene.settle();
  await scene.repo.commit({ files: { [PATH]: 'fail_on: high\n' } });
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('Blocked') });
  expect(await told(pull)).toHaveLength(1);
});

test('what a new configuration finds in code that stayed as it was comes late, and does not hold the check', async () => {
  await open({ files: { [PATH]: 'standards: { security/tls-skip-verify: off }\n' } });
  const pull = await scene.propose(defect);
  await scene.settle();
  await scene.repo.commit({ files: { [PATH]: 'fail_on: high\n' } });
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
  expect(await told(pull)).toEqual([expect.stringContaining('late, does not hold the check')]);
  await scene.repo.commit({ branch: 'change', files: { 'orders.go': faulty('shop', 'Orders', 'Payments') } });
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('critical') });
});

describe('a pull request that edits it', () => {
  test('is judged by the old one, and told whether the new one is valid', async () => {
    await open({ files: { [PATH]: 'fail_on: high\n' } });
    const pull = await scene.propose({ ...defect, [PATH]: 'fail_on: never\n' });
    await scene.settle();
    const check = scene.check(pull.head);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('The new one is valid');
  });

  test('hears of an error in it before it is merged', async () => {
    await open();
    const pull = await scene.propose({ [PATH]: 'fail_on: sometimes\n' });
    await scene.settle();
    expect(scene.check(pull.head).summary).toMatch(/The new one has an error: configuration error in .* line 1/);
  });
});

test('a malicious file takes neither long nor more than its own', async () => {
  const bomb = Array.from({ length: 9 }, (_, i) => `x${i + 1}: &x${i + 1} [${Array(9).fill(`*x${i}`).join(', ')}]`);
  await open({ files: { [PATH]: `x0: &x0 lol\n${bomb.join('\n')}\nfail_on: high\n` } });
  const pull = await scene.propose(defect);
  await scene.settle();
  expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure', title: expect.stringContaining('Not judged') });
});

describe('labels and authors', () => {
  const files = { [PATH]: 'labels: { skip: [no-review] }\nskip_authors: ["robot[bot]"]\n' };

  test('a label counts when a maintainer set it', async () => {
    await open({ files });
    scene.repo.setPermission('ann', 'maintain');
    const pull = await scene.propose(defect);
    await pull.label('no-review', 'ann');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({
      conclusion: 'neutral',
      title: 'Not reviewed: it has the label no-review',
    });
    await pull.unlabel('no-review', 'ann');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  });

  test('and not when someone else did', async () => {
    await open({ files });
    scene.repo.setPermission('bob', 'write');
    const pull = await scene.propose(defect);
    await pull.label('no-review', 'bob');
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  });

  test('an author that is left out is left out', async () => {
    await open({ files });
    const pull = await scene.propose(defect, { author: 'robot[bot]' });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'neutral', title: 'Not reviewed: it is by robot[bot]' });
  });
});

describe('what a pull request adds to silence itself does not open the gate', () => {
  const silenced = (mark: string) => faulty('shop', 'Orders').replace('\treturn &tls', `\t${mark}\n\treturn &tls`);

  test('an ignore comment is listed', async () => {
    await open();
    const pull = await scene.propose({
      'orders.go': silenced('//architect:ignore security/tls-skip-verify it is fine'),
    });
    await scene.settle();
    const check = scene.check(pull.head);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('not respected because this change adds it');
  });

  test('a header that says generated is seen through on code that people wrote', async () => {
    await open({ files: { 'orders.go': faulty('shop', 'Orders').replace(', InsecureSkipVerify: true', '') } });
    const pull = await scene.propose({
      'orders.go': `// Code generated by hand. DO NOT EDIT.\n\n${faulty('shop', 'Orders')}`,
    });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
  });

  test('a folder that is called vendor hides what is not vendored', async () => {
    await open();
    const pull = await scene.propose({ 'internal/vendor/orders.go': faulty('vendor', 'Orders') });
    await scene.settle();
    const check = scene.check(pull.head);
    expect(check).toMatchObject({ conclusion: 'failure' });
    await scene.repo.commit({
      branch: 'change',
      files: { 'internal/vendor/modules.txt': '# acme.example/orders v1\n' },
    });
    await scene.settle();
    expect(scene.check(pull.head).summary).toContain('below vendor/, code of others');
  });

  test('attributes that keep files out of archives, or rewrite them there, hide nothing', async () => {
    await open();
    const many = Object.fromEntries(
      Array.from({ length: 120 }, (_, i) => [`pkg${i}/a.go`, `package pkg${i}\n\n// $Format:%H$\n`]),
    );
    const pull = await scene.propose({
      ...many,
      '.gitattributes': '*.go export-subst\norders.go export-ignore\n',
      'orders.go': faulty('shop', 'Orders'),
    });
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'failure' });
    expect(await told(pull)).toHaveLength(1);
  }, 30_000);
});

describe('waivers', () => {
  const waiver = (until: string) =>
    `waivers:\n  - { standard: security/tls-skip-verify, until: ${until}, reason: Legacy peer., by: ann }\n`;

  test('hold until their day', async () => {
    await open({ files: { [PATH]: waiver('2026-11-22') } });
    const pull = await scene.propose(defect);
    await scene.settle();
    expect(scene.check(pull.head)).toMatchObject({ conclusion: 'success' });
  });

  test('and are shown as expired after it', async () => {
    await open({ files: { [PATH]: waiver('2026-11-21') } });
    const pull = await scene.propose(defect);
    await scene.settle();
    const check = scene.check(pull.head);
    expect(check).toMatchObject({ conclusion: 'failure' });
    expect(check.summary).toContain('expired waiver');
  });
});
