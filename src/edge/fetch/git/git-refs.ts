import { InputError } from '../../../core/errors.ts';
import { GitError, type GitRepository, runGit } from './git-process.ts';

export interface GitRange {
  /** Merge base of the two ends, as GitHub's three-dot diff compares. */
  base: string;
  head: string;
}

/** Where the default branch is looked for when no base is named, first match first. */
const DEFAULT_BRANCHES = ['refs/remotes/origin/HEAD', 'refs/heads/main', 'refs/heads/master'];
const REMOTE_BRANCHES = ['refs/remotes/origin/main', 'refs/remotes/origin/master'];

/**
 * Resolves the two ends of a range and their merge base.
 *
 * @throws InputError for an unknown ref, no default branch, or no common history
 */
export async function resolveRange(git: GitRepository, base?: string, head = 'HEAD'): Promise<GitRange> {
  const [to, from] = await Promise.all([
    findCommit(git, head),
    base === undefined ? defaultBase(git) : findCommit(git, base),
  ]);
  if (to === null || from === null) {
    await requireRepository(git);
    throw new InputError(`${git.repo}: ${to === null ? noCommit(head) : noBase(base)}`);
  }
  return { base: await mergeBase(git, from, to, base ?? 'the default branch', head), head: to };
}

async function requireRepository(git: GitRepository): Promise<void> {
  try {
    await runGit(git, ['rev-parse', '--git-dir']);
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const { reason } = error;
    if (!/not a git repository|cannot change to/.test(reason)) throw error;
    throw new InputError(`${git.repo}: ${reason}: give a clone with --repo, or a directory and a diff with --diff`);
  }
}

function noCommit(ref: string): string {
  return `${JSON.stringify(ref)} names no commit here: fetch it, or give another ref`;
}

function noBase(ref: string | undefined): string {
  if (ref !== undefined) return noCommit(ref);
  return 'no default branch found (origin/HEAD, main, master): name the base with --base';
}

/** A ref may be hostile: it stands after --end-of-options, and only an object id is believed as the answer. */
async function findCommit(git: GitRepository, ref: string): Promise<string | null> {
  if (ref === '' || ref.includes('\0')) return null;
  try {
    const output = await runGit(git, ['rev-parse', '--verify', '--quiet', '--end-of-options', `${ref}^{commit}`]);
    const commit = output.toString('utf8').trim();
    return /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(commit) ? commit : null;
  } catch (error) {
    if (error instanceof GitError) return null;
    throw error;
  }
}

async function defaultBase(git: GitRepository): Promise<string | null> {
  for (const ref of [...DEFAULT_BRANCHES, ...REMOTE_BRANCHES]) {
    const commit = await findCommit(git, ref);
    if (commit !== null) return commit;
  }
  return null;
}

async function mergeBase(git: GitRepository, from: string, to: string, base: string, head: string): Promise<string> {
  try {
    return (await runGit(git, ['merge-base', from, to])).toString('utf8').trim();
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    const shallow = (await runGit(git, ['rev-parse', '--is-shallow-repository'])).toString('utf8').trim() === 'true';
    const advice = shallow
      ? 'this clone is shallow, run "git fetch --unshallow" (in CI: fetch-depth: 0)'
      : 'they have no common history, name another --base';
    throw new InputError(`${git.repo}: no merge base of ${base} and ${head}: ${advice}`);
  }
}
