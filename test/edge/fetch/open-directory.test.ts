import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openDirectory } from '../../../src/edge/fetch/open-directory.ts';
import { readAll } from './helpers.ts';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'go-architect-dir-'));
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

function write(path: string, content: string | Uint8Array): void {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), content);
}

test('files and symlinks, but no git, no node_modules, no pipes, no loops', async () => {
  write('main.go', 'package main\n');
  write('a/b/c.go', '');
  write('.git/config', 'x');
  write('a/.git', 'gitdir: elsewhere');
  write('a/node_modules/m/index.js', 'x');
  write('.github/architect.yml', 'x');
  write('run.sh', 'x');
  chmodSync(join(root, 'run.sh'), 0o755);
  symlinkSync('..', join(root, 'a/loop'));
  symlinkSync('/etc/passwd', join(root, 'outside'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  const { snapshot, blobs, close } = await openDirectory({ directory: root });
  expect([...snapshot.entries].map(([path, { kind, size }]) => [path, kind, size]).toSorted()).toEqual([
    ['.github/architect.yml', 'file', 1],
    ['a/b/c.go', 'file', 0],
    ['a/loop', 'symlink', 2],
    ['main.go', 'file', 13],
    ['outside', 'symlink', 11],
    ['run.sh', 'executable', 1],
  ]);
  expect(snapshot.entries.get('a/b/c.go')?.blob).toBe('e69de29bb2d1d6434b8b29ae775ad8c2e48c5391');
  const target = snapshot.entries.get('outside')?.blob ?? '';
  expect((await readAll(blobs, [target])).get(target)).toBe('/etc/passwd');
  await close();
});

test('what is not wanted is not read; what changed, vanished, or was never there is unavailable', async () => {
  for (const name of ['a.go', 'b.go', 'c.go', 'd.md']) write(name, name);
  const { snapshot, blobs } = await openDirectory({ directory: root, wanted: (path) => path.endsWith('.go') });
  expect(snapshot.entries.size).toBe(3);
  const ids = ['a.go', 'b.go', 'c.go'].map((path) => snapshot.entries.get(path)?.blob ?? '');
  write('a.go', 'other');
  rmSync(join(root, 'b.go'));
  const found = await readAll(blobs, [...ids, ...ids, 'f'.repeat(40)]);
  expect([...found.values()]).toEqual([
    'unavailable: a.go changed while it was reviewed',
    expect.stringMatching(/^unavailable: b\.go: ENOENT/),
    'c.go',
    'unavailable: not in this directory',
  ]);
});

test.skipIf(process.platform !== 'linux')('names that are not UTF-8 stay apart and readable', async () => {
  for (const byte of [0xfe, 0xff]) {
    writeFileSync(Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0x61, byte)]), `${byte}`);
  }
  const { snapshot, blobs } = await openDirectory({ directory: root });
  expect([...snapshot.entries.keys()].toSorted()).toEqual(['a\\xfe', 'a\\xff']);
  const ids = [...snapshot.entries.values()].map((entry) => entry.blob);
  expect([...(await readAll(blobs, ids)).values()].toSorted()).toEqual(['254', '255']);
});

test('a folder that is none is refused with what to do', async () => {
  write('file', 'x');
  await expect(openDirectory({ directory: join(root, 'none') })).rejects.toThrow(
    /none: cannot be listed \(ENOENT\): give/,
  );
  await expect(openDirectory({ directory: join(root, 'file') })).rejects.toThrow(/file: cannot be listed \(ENOTDIR\)/);
});
