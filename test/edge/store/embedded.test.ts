import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { EMBEDDED_VERSION, openEmbedded } from '../../../src/edge/store/embedded.ts';
import { lockFolder } from '../../../src/edge/store/folder-lock.ts';

const NOW = new Date('2026-01-02T03:04:05Z');
let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'embedded-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

/** Another process that holds the folder's lock. */
async function holder() {
  const script = `
    const { lockFolder } = await import(${JSON.stringify(join(process.cwd(), 'src/edge/store/folder-lock.ts'))});
    lockFolder(${JSON.stringify(folder)}, new Date('2026-01-02T03:04:05Z'));
    process.stdout.write('locked');
    setInterval(() => {}, 1000);`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  await once(child.stdout, 'data');
  return child;
}

test('a folder that another process has is refused, with who has it and what to do', async () => {
  const other = await holder();
  await expect(openEmbedded(folder, NOW)).rejects.toMatchObject({
    name: 'StoreError',
    retryable: false,
    message: expect.stringMatching(
      new RegExp(`^${folder} is in use by process ${other.pid} on \\S+ since 2026-01-02T03:04:05.000Z: .*DATABASE_URL`),
    ),
  });
  other.kill('SIGKILL');
  await once(other, 'exit');
  // Killed without a chance to clean up, it has the folder no longer.
  lockFolder(folder, NOW).release();
});

test('a folder is one opener’s own in one process too, until it is released', () => {
  const lock = lockFolder(folder, NOW);
  expect(() => lockFolder(folder, NOW)).toThrow(/is in use by process/);
  lock.release();
  lockFolder(folder, NOW).release();
});

test('what a first start left unfinished is made anew, by the version that is told', async () => {
  mkdirSync(join(folder, 'postgres.new'));
  writeFileSync(join(folder, 'postgres.new', 'PG_VERSION'), 'half');
  const database = await openEmbedded(folder, NOW);
  await database.close();
  expect(readFileSync(join(folder, 'postgres', 'PG_VERSION'), 'utf8').trim()).toBe(EMBEDDED_VERSION);
  expect(existsSync(join(folder, 'postgres.new'))).toBe(false);
});

test('a folder of another version of PostgreSQL is refused as it is, and its lock given back', async () => {
  mkdirSync(join(folder, 'postgres'));
  writeFileSync(join(folder, 'postgres', 'PG_VERSION'), '17\n');
  const advice = /was made by PostgreSQL 17, and this release brings PostgreSQL 18\. Run the release that made it/;
  await expect(openEmbedded(folder, NOW)).rejects.toThrow(advice);
  await expect(openEmbedded(folder, NOW)).rejects.toThrow(advice);
});
