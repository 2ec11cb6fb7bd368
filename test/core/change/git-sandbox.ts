import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** A throwaway repository, untouched by the configuration of the machine that runs the test. */
export interface GitSandbox {
  readonly folder: string;
  readonly env: Record<string, string | undefined>;
  git(...args: string[]): string;
  gitBytes(...args: string[]): Buffer;
  /** Runs git with a text on its standard input. */
  feed(input: string, ...args: string[]): string;
  write(path: string, content: string | Uint8Array, mode?: number): void;
  link(path: string, target: string): void;
  remove(path: string): void;
  /** Commits everything and gives the commit's id. */
  commit(message?: string): string;
  dispose(): void;
}

export function gitSandbox(...initArgs: string[]): GitSandbox {
  const folder = mkdtempSync(join(tmpdir(), 'go-architect-'));
  const env = {
    PATH: process.env.PATH,
    HOME: folder,
    LC_ALL: 'C',
    GIT_CONFIG_GLOBAL: '/dev/null',
    GIT_CONFIG_NOSYSTEM: '1',
    GIT_AUTHOR_NAME: 'A U Thor',
    GIT_AUTHOR_EMAIL: 'author@example.com',
    GIT_AUTHOR_DATE: '2024-01-02T03:04:05Z',
    GIT_COMMITTER_NAME: 'C O Mitter',
    GIT_COMMITTER_EMAIL: 'committer@example.com',
    GIT_COMMITTER_DATE: '2024-01-02T03:04:05Z',
  };
  const gitBytes = (...args: string[]): Buffer =>
    execFileSync('git', ['-C', folder, ...args], {
      env,
      maxBuffer: 1 << 28,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  const at = (path: string): string => {
    const full = join(folder, path);
    mkdirSync(dirname(full), { recursive: true });
    return full;
  };
  gitBytes('init', '-q', '-b', 'main', ...initArgs);
  return {
    folder,
    env,
    gitBytes,
    feed: (input, ...args) => execFileSync('git', ['-C', folder, ...args], { env, input, encoding: 'utf8' }),
    git: (...args) => gitBytes(...args).toString('utf8'),
    write: (path, content, mode = 0o644) => {
      writeFileSync(at(path), content);
      chmodSync(at(path), mode);
    },
    link: (path, target) => symlinkSync(target, at(path)),
    remove: (path) => rmSync(join(folder, path), { recursive: true, force: true }),
    commit: (message = 'Change it') => {
      gitBytes('add', '-A');
      gitBytes('commit', '-q', '--allow-empty', '-m', message);
      return gitBytes('rev-parse', 'HEAD').toString('utf8').trim();
    },
    dispose: () => rmSync(folder, { recursive: true, force: true }),
  };
}
