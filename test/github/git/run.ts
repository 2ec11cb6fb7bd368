import { execFile, spawn } from 'node:child_process';
import { buffer } from 'node:stream/consumers';

/** Untouched by the configuration of the machine that runs the test. */
export const GIT_ENV = {
  PATH: process.env.PATH,
  HOME: '/nonexistent',
  LC_ALL: 'C',
  TZ: 'UTC',
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'A U Thor',
  GIT_AUTHOR_EMAIL: 'author@example.com',
  GIT_COMMITTER_NAME: 'C O Mitter',
  GIT_COMMITTER_EMAIL: 'committer@example.com',
};

/** Runs git in a bare repository. @throws Error with what git says */
export function run(folder: string, args: readonly string[]): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const options = { env: GIT_ENV, maxBuffer: 1 << 30, encoding: 'buffer' } as const;
    execFile('git', ['--git-dir', folder, ...args], options, (error, stdout, stderr) => {
      if (error === null) resolve(stdout);
      else reject(new Error(`git ${args[0]}: ${stderr.toString().trim() || error.message}`));
    });
  });
}

/** Runs git with bytes on its standard input. @throws Error with what git says */
export async function feed(folder: string, args: readonly string[], input: Uint8Array): Promise<Buffer> {
  const git = spawn('git', ['--git-dir', folder, ...args], { env: GIT_ENV, stdio: 'pipe' });
  const ended = new Promise<number | null>((resolve, reject) => {
    git.once('error', reject);
    git.once('close', resolve);
  });
  git.stdin.on('error', () => {});
  git.stdin.end(input);
  const [stdout, stderr, code] = await Promise.all([buffer(git.stdout), buffer(git.stderr), ended]);
  if (code !== 0) throw new Error(`git ${args[0]}: ${stderr.toString().trim()}`);
  return stdout;
}
