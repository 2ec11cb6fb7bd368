import { spawn, spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, it } from 'vitest';
import { architect, CLI } from '../e2e/command.ts';
import { folderWith, reportOf, WITNESS } from './helpers.ts';

const many = (count: number) =>
  Object.fromEntries(
    Array.from({ length: count }, (_, index) => [`p${index}/a.go`, `${WITNESS}\nvar x${index} = 1\n`]),
  );
const asNobody = process.getuid?.() === 0 ? { uid: 65_534, gid: 65_534 } : {};

describe('a reader of the output', () => {
  it.each(['text', 'json'])('that closes it early is no error (%s)', async (format) => {
    const folder = folderWith(many(100));
    const script = `node "$0" audit "$1" --format ${format} | head -c 20; echo " \${PIPESTATUS[0]}"`;
    const env = { PATH: `${join(process.execPath, '..')}:${process.env.PATH}`, ARCHITECT_CACHE_DIR: '/dev/null/none' };
    const { stdout, stderr } = spawnSync('bash', ['--norc', '-c', script, CLI, folder], { env, encoding: 'utf8' });
    expect(stderr).toBe('');
    expect(stdout).toMatch(/ [01]\n$/);
  });

  it('that cannot take it is told', async () => {
    const env = { PATH: process.env.PATH, ARCHITECT_CACHE_DIR: '/dev/null/none' };
    const full = spawnSync('bash', ['--norc', '-c', '"$2" "$0" standards > /dev/full', CLI, '', process.execPath], {
      env,
      encoding: 'utf8',
    });
    expect(full.stderr).toMatch(/^architect: cannot write the result: [^\n]*\n$/);
    expect(full.status).toBe(2);
  });
});

describe('an interrupt', () => {
  it.each(['SIGINT', 'SIGTERM'] as const)('leaves no process behind (%s)', async (signal) => {
    const repo = folderWith(many(600));
    const git = (...args: string[]) =>
      spawnSync('git', ['-C', repo, '-c', 'user.name=a', '-c', 'user.email=a@b.example', ...args]);
    git('init', '-q', '-b', 'main');
    git('add', '.');
    git('commit', '-qm', 'x');
    git('commit', '--allow-empty', '-qm', 'y');
    const args = [CLI, 'review', '--repo', repo, '--base', 'main~1'];
    const child = spawn(process.execPath, args, {
      env: { PATH: process.env.PATH, ARCHITECT_CACHE_DIR: '/dev/null/none' },
    });
    const children = await childrenReading(child.pid ?? 0);
    child.kill(signal);
    await new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(() => children.filter(isRunning), { timeout: 10_000 }).toEqual([]);
  });
});

describe('the cache of facts', () => {
  const audit = (folder: string, cache: string, more = {}) =>
    architect(['audit', folder, '--format', 'json'], { env: { ARCHITECT_CACHE_DIR: cache }, ...more });
  const findings = async (...args: Parameters<typeof audit>) => reportOf(await audit(...args)).findings;

  it('changes no result, whatever state it is in', async () => {
    const folder = folderWith(many(60));
    const cache = folderWith({});
    const path = join(cache, 'facts.db');
    const cold = await findings(folder, cache);
    expect(cold.length).toBeGreaterThanOrEqual(60);
    expect(await findings(folder, cache)).toEqual(cold);
    const intact = readFileSync(path);
    const states: [string, () => void][] = [
      ['garbage', () => writeFileSync(path, 'x'.repeat(100_000))],
      ['half of it', () => truncateSync(path, Math.floor(intact.length / 2))],
      ['garbage in the middle', () => writeFileSync(path, Buffer.from(intact).fill(0x41, 20_000, 40_000))],
      ['a log of garbage', () => writeFileSync(`${path}-wal`, Buffer.alloc(50_000, 7))],
      ['another program’s database', () => new DatabaseSync(path).exec('CREATE TABLE facts (x)')],
    ];
    for (const [state, damage] of states) {
      writeFileSync(path, intact);
      if (state.startsWith('another')) truncateSync(path, 0);
      damage();
      expect([state, await findings(folder, cache)]).toEqual([state, cold]);
      expect([state, await findings(folder, cache)]).toEqual([state, cold]);
    }
  });

  it('is shared by processes at once', async () => {
    const folder = folderWith(many(150));
    const cache = folderWith({});
    const all = await Promise.all([1, 2, 3].map(() => findings(folder, cache)));
    for (const one of all) expect(one).toEqual(all[0]);
    expect(await findings(folder, cache)).toEqual(all[0]);
  });

  it('is done without where it cannot be written', async () => {
    const folder = folderWith({ 'a.go': WITNESS });
    const cache = folderWith({ file: '' });
    mkdirSync(join(cache, 'folder', 'facts.db'), { recursive: true });
    for (const place of [join(cache, 'file'), join(cache, 'folder'), '/proc/none', '/dev/null'])
      expect(await findings(folder, place)).toHaveLength(1);
  });

  it('is done without in a folder without permission', async () => {
    const folder = folderWith({ 'a.go': WITNESS });
    const cache = folderWith({});
    chmodSync(folder, 0o755);
    chmodSync(cache, 0o555);
    expect(await findings(folder, cache, asNobody)).toHaveLength(1);
    expect(await findings(folder, join(cache, 'deeper'), asNobody)).toHaveLength(1);
  });

  it('is read where it cannot be written', async () => {
    const folder = folderWith({ 'a.go': WITNESS });
    const cache = folderWith({});
    await findings(folder, cache);
    for (const name of readdirSync(cache)) chmodSync(join(cache, name), 0o444);
    for (const path of [folder, cache]) chmodSync(path, 0o555);
    expect(await findings(folder, cache, asNobody)).toHaveLength(1);
    for (const path of [folder, cache]) chmodSync(path, 0o755);
  });

  it('may be locked', async () => {
    const folder = folderWith({ 'a.go': WITNESS });
    const cache = folderWith({});
    await findings(folder, cache);
    const holder = new DatabaseSync(join(cache, 'facts.db'));
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    expect(await findings(folder, cache)).toHaveLength(1);
    holder.close();
    expect(readdirSync(cache)).toContain('facts.db');
  });
});

/** The processes that the process has started, once there is one that runs `git cat-file`. */
async function childrenReading(pid: number): Promise<number[]> {
  for (;;) {
    const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').filter(Boolean).map(Number);
    if (children.some((child) => commandOf(child).includes('cat-file'))) return children;
    await new Promise((resolve) => setImmediate(resolve));
  }
}

function commandOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8');
  } catch {
    return '';
  }
}

function isRunning(pid: number): boolean {
  try {
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
