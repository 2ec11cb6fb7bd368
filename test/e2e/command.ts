import { execFileSync, type SpawnOptions, spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import {
  chmodSync,
  cpSync,
  existsSync,
  globSync,
  mkdtempSync,
  renameSync,
  rmSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const MEASURE = new URL('../../bench/measure.ts', import.meta.url).href;
const COPIED = ['src', 'scripts', 'data', 'prompts', 'app.yml', 'package.json', 'package-lock.json'];
const PREFIX = 'go-architect-test-';
const HOUR = 3_600_000;

/**
 * The command line as users run it: bundled, from a copy of the sources, so that a build or an edit that happens
 * meanwhile changes nothing. One copy serves all test files.
 */
export const CLI = join(build(), 'dist', 'cli.js');

function build(): string {
  const hash = createHash('sha256');
  const paths = globSync([...COPIED, 'src/**/*', 'scripts/**/*', 'data/**/*', 'prompts/*'], { cwd: ROOT }).sort();
  for (const path of paths) {
    const { mtimeMs, size } = statSync(join(ROOT, path));
    hash.update(`${path} ${mtimeMs} ${size}\n`);
  }
  const folder = join(tmpdir(), `${PREFIX}${hash.digest('hex').slice(0, 16)}`);
  if (existsSync(folder)) return folder;
  const made = mkdtempSync(join(tmpdir(), `${PREFIX}new-`));
  for (const path of COPIED) cpSync(join(ROOT, path), join(made, path), { recursive: true });
  for (const path of ['node_modules', 'examples']) symlinkSync(join(ROOT, path), join(made, path));
  // For tests that run it as somebody else.
  chmodSync(made, 0o755);
  execFileSync(process.execPath, ['scripts/build.ts'], { cwd: made, stdio: ['ignore', 'ignore', 'inherit'] });
  try {
    renameSync(made, folder);
  } catch {
    // Another test file was faster.
    rmSync(made, { recursive: true });
  }
  for (const old of globSync(`${PREFIX}*`, { cwd: tmpdir() }))
    if (
      old !== basename(folder) &&
      (statSync(join(tmpdir(), old), { throwIfNoEntry: false })?.mtimeMs ?? 0) < Date.now() - HOUR
    )
      rmSync(join(tmpdir(), old), { recursive: true, force: true });
  return folder;
}

export interface RunOptions extends Pick<SpawnOptions, 'cwd' | 'uid' | 'gid'> {
  env?: Record<string, string>;
  /** For standard input, which is empty otherwise. */
  input?: string | Uint8Array;
  /** Seconds after which it is killed. */
  patience?: number;
}

export interface Ran {
  /** Null when it was killed. */
  code: number | null;
  stdout: string;
  stderr: string;
  seconds: number;
  /** Largest resident memory in MB; 0 when the process did not get to say. */
  megabytes: number;
}

/** Runs `architect …`. Facts are cached in the folder that `ARCHITECT_CACHE_DIR` names, else nowhere. */
export async function architect(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
  const start = performance.now();
  const child = spawn(process.execPath, ['--import', MEASURE, CLI, ...args], {
    ...options,
    env: {
      PATH: process.env.PATH,
      HOME: '/nonexistent',
      NO_COLOR: '1',
      ARCHITECT_CACHE_DIR: '/dev/null/none',
      ...options.env,
    },
    stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
  });
  const timer = setTimeout(() => child.kill('SIGKILL'), (options.patience ?? 55) * 1000);
  child.stdin?.on('error', () => {});
  child.stdin?.end(options.input ?? '');
  const streams = [child.stdout, child.stderr, child.stdio[3]] as NodeJS.ReadableStream[];
  const [stdout = '', stderr = '', used = ''] = await Promise.all(streams.map((stream) => text(stream)));
  const code = await new Promise<number | null>((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) resolve(child.exitCode);
    else child.once('exit', resolve);
  });
  clearTimeout(timer);
  const megabytes = used ? (JSON.parse(used) as { rss: number }).rss : 0;
  return { code, stdout, stderr, seconds: (performance.now() - start) / 1000, megabytes };
}
