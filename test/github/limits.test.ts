import { afterEach, beforeEach, expect, test } from 'vitest';
import { numbered, openShop, type Shop } from './shop.ts';

let shop: Shop;
beforeEach(async () => {
  shop = await openShop();
});
afterEach(async () => {
  await shop.github.close();
  expect(shop.github.failures).toEqual([]);
});

async function filesOf(number: number) {
  const { octokit, at } = shop;
  const list = octokit.rest.pulls.listFiles;
  return octokit.paginate(list, { ...at, pull_number: number, per_page: 100 });
}

test('3,000 files are listed, not one more', async () => {
  const { repo, octokit, at } = shop;
  const files = Object.fromEntries(Array.from({ length: 3100 }, (_, index) => [`f${index}.go`, `package f${index}\n`]));
  await repo.commit({ branch: 'many', files });
  const { number } = await repo.openPull({ head: 'many' });
  expect(await filesOf(number)).toHaveLength(3000);
  expect((await octokit.rest.pulls.get({ ...at, pull_number: number })).data.changed_files).toBe(3100);
});

test('patches are missing on binary files, on too large ones, and after too much of them', async () => {
  const { repo, octokit, at } = shop;
  const long = Array.from({ length: 20_001 }, (_, index) => `line ${index}\n`).join('');
  await repo.commit({
    branch: 'large',
    files: {
      'a-binary': new Uint8Array([0, 1, 2, 0]),
      'b-long': long,
      'c-wide': `${'x'.repeat(500_001)}\n`,
      'd-fits': `${'x'.repeat(490_000)}\n`,
      'e-fits': `${'y'.repeat(490_000)}\n`,
      'f-too-much': `${'z'.repeat(100_000)}\n`,
    },
  });
  const { number } = await repo.openPull({ head: 'large' });
  const shown = (await filesOf(number)).map(({ filename, patch }) => [filename, patch !== undefined]);
  expect(shown).toEqual([
    ['a-binary', false],
    ['b-long', false],
    ['c-wide', false],
    ['d-fits', true],
    ['e-fits', true],
    ['f-too-much', false],
  ]);
  const comments = [{ path: 'b-long', line: 1, body: 'x' }];
  const review = octokit.rest.pulls.createReview({ ...at, pull_number: number, event: 'COMMENT', comments });
  await expect(review, 'what has no patch takes no comment').rejects.toMatchObject({ status: 422 });
});

test('renames, deletions, modes, links and submodules', async () => {
  const { repo } = shop;
  await repo.commit({
    files: {
      'old.go': numbered(30),
      'gone.go': 'package gone\n',
      'run.sh': 'x\n',
      odd: 'file\n',
      'with "quotes" é.go': 'a\n',
    },
  });
  await repo.commit({
    branch: 'moved',
    files: {
      'old.go': null,
      'new/place.go': numbered(30, { 15: 'changed' }),
      'gone.go': null,
      'run.sh': { content: 'x\n', executable: true },
      odd: { link: 'go.mod' },
      sub: { submodule: 'b'.repeat(40) },
      'with "quotes" é.go': 'b\n',
    },
  });
  const { number } = await repo.openPull({ head: 'moved' });
  const rows = await filesOf(number);
  expect(
    rows.map(({ filename, status, previous_filename, patch }) => [
      filename,
      status,
      previous_filename,
      patch?.split('\n').at(-1),
    ]),
  ).toEqual([
    ['gone.go', 'removed', undefined, '-package gone'],
    ['new/place.go', 'renamed', 'old.go', ' line 18'],
    ['odd', 'changed', undefined, expect.anything()],
    ['run.sh', 'modified', undefined, undefined],
    ['sub', 'added', undefined, `+Subproject commit ${'b'.repeat(40)}`],
    ['with "quotes" é.go', 'modified', undefined, '+b'],
  ]);
});

test('attributes of the head hide a patch', async () => {
  const { repo } = shop;
  await repo.commit({ branch: 'hidden', files: { '.gitattributes': '*.go -diff\n', 'main.go': 'package main\n' } });
  const { number } = await repo.openPull({ head: 'hidden' });
  const shown = (await filesOf(number)).map(({ filename, patch }) => [filename, patch !== undefined]);
  expect(shown).toEqual([
    ['.gitattributes', true],
    ['main.go', false],
  ]);
});

test('a tree is cut where GitHub cuts it', async () => {
  const cut = await (async () => {
    const { openShop: open } = await import('./shop.ts');
    return open({ limits: { treeEntries: 3 } });
  })();
  try {
    await cut.repo.commit({ branch: 'change', files: { 'a/b/c.go': 'package c\n' } });
    const { data } = await cut.octokit.rest.git.getTree({ ...cut.at, tree_sha: cut.pull.head, recursive: '1' });
    expect(data.truncated).toBe(true);
    expect(data.tree).toHaveLength(3);
  } finally {
    await cut.github.close();
  }
});
