import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { InputError } from '../../../core/errors.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

/** A repository on disk, with or without a work tree. */
export interface GitRepository {
  /** Folder in it, its work tree or its git directory. */
  repo: string;
  /** The caller's environment: PATH, HOME and git's own configuration variables are taken from it. */
  env: Environment;
}

/** Git ended with an error. `reason` is its own first line. */
export class GitError extends InputError {
  override name = 'GitError';
  readonly reason: string;

  constructor(repo: string, command: string, reason: string) {
    super(`${repo}: git ${command} failed: ${reason}`);
    this.reason = reason;
  }
}

/** More output than the caller can hold. */
export class GitOutputTooLarge extends Error {
  override name = 'GitOutputTooLarge';
}

/** Above any sane listing: half of the longest string V8 holds. */
const MAX_OUTPUT = 256 * 1024 * 1024;

/**
 * The repository's own configuration comes from whoever wrote the repository: nothing in it may start a program,
 * reach the network, or change the form of what is printed.
 */
const HARDENING = [
  'core.fsmonitor=false',
  'core.hooksPath=/dev/null',
  'core.attributesFile=/dev/null',
  'core.alternateRefsCommand=',
  'core.quotePath=true',
  'diff.external=',
  'diff.orderFile=/dev/null',
  'diff.suppressBlankEmpty=false',
  'log.showSignature=false',
  'protocol.allow=never',
].flatMap((setting) => ['-c', setting]);

/** Git's variables that say where its configuration is; the others (GIT_DIR, GIT_EXTERNAL_DIFF, …) are not passed on. */
const KEPT = /^GIT_(CONFIG|EXEC_PATH$)/;

/** Starts git without a shell. Rejections for a missing git come as the child's `error` event. */
export function spawnGit(git: GitRepository, args: readonly string[]): ChildProcessWithoutNullStreams {
  const env = Object.fromEntries(
    Object.entries(git.env).filter(([name]) => !name.startsWith('GIT_') || KEPT.test(name)),
  );
  return spawn('git', ['-C', git.repo, '--no-pager', ...HARDENING, ...args], {
    env: {
      ...env,
      LC_ALL: 'C',
      // An object named by its id is that object, whatever refs/replace says.
      GIT_NO_REPLACE_OBJECTS: '1',
      GIT_OPTIONAL_LOCKS: '0',
      GIT_TERMINAL_PROMPT: '0',
      // Partial clones fetch on demand. Git before 2.45 does not know this variable, but obeys the next one.
      GIT_NO_LAZY_FETCH: '1',
      GIT_ALLOW_PROTOCOL: 'none',
    },
    stdio: 'pipe',
    windowsHide: true,
  });
}

/**
 * Runs git and gives what it printed.
 *
 * @throws GitError when git ends with an error, InputError when there is no git, GitOutputTooLarge
 */
export async function runGit(git: GitRepository, args: readonly string[], maxBytes = MAX_OUTPUT): Promise<Buffer> {
  const child = spawnGit(git, args);
  child.stdin.on('error', () => {});
  child.stdin.end();
  const chunks: Buffer[] = [];
  let bytes = 0;
  child.stdout.on('data', (chunk: Buffer) => {
    bytes += chunk.length;
    if (bytes <= maxBytes) chunks.push(chunk);
    else child.kill();
  });
  const { code, stderr } = await ended(child);
  if (bytes > maxBytes) throw new GitOutputTooLarge(`git ${args[0]} printed more than ${maxBytes} bytes`);
  if (code !== 0) throw new GitError(git.repo, args[0] ?? '', firstReason(stderr, code));
  return Buffer.concat(chunks);
}

/** Waits for the child's end. @throws InputError when it could not be started */
export async function ended(child: ChildProcessWithoutNullStreams): Promise<{ code: number | null; stderr: string }> {
  const errors: Buffer[] = [];
  child.stderr.on('data', (chunk: Buffer) => {
    if (errors.length < 100) errors.push(chunk);
  });
  return new Promise((resolve, reject) => {
    child.on('error', (error) => reject(new InputError(`git cannot be started (${error.message}): install git`)));
    child.on('close', (code) => resolve({ code, stderr: Buffer.concat(errors).toString('utf8') }));
  });
}

/** The line of stderr that says what is wrong, in one line. */
export function firstReason(stderr: string, code: number | null): string {
  const lines = stderr.split('\n').filter((line) => line.trim() !== '');
  const line = lines.find((text) => /^(fatal|error): /.test(text)) ?? lines[0];
  return line?.replace(/^(fatal|error): /, '').trim() ?? `exit code ${code}`;
}
