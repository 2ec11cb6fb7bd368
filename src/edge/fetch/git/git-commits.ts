import type { Commit } from '../../../core/architect/discussion.ts';
import { GitError, GitOutputTooLarge, type GitRepository, runGit } from './git-process.ts';
import type { GitRange } from './git-refs.ts';

const MOST_COMMITS = 100;
/** Bytes. What names more than that moves whole trees, and tells nothing by it. */
const MOST = 8 * 1024 * 1024;

/** The commits of a range, the oldest first, the newest of them where they are many. @throws GitError */
export async function readCommits(git: GitRepository, { base, head }: GitRange): Promise<Commit[]> {
  const form = ['--no-show-signature', '--no-notes', '--no-color', '--encoding=UTF-8', '--format=%x00%H%x00%B%x00'];
  const log = (...names: string[]) =>
    runGit(git, ['log', '-z', '--reverse', `--max-count=${MOST_COMMITS}`, ...form, ...names, head, `^${base}`], MOST);
  try {
    return parseLog((await log('--name-only', '--no-renames', '--no-relative')).toString('utf8'), true);
  } catch (error) {
    // A partial clone has no trees to tell the names from.
    if (!(error instanceof GitError || error instanceof GitOutputTooLarge)) throw error;
    return parseLog((await log('--no-patch')).toString('utf8'), false);
  }
}

/** Nothing but an id follows an empty part: parts are never empty, but for those that the form begins with. */
function parseLog(log: string, named: boolean): Commit[] {
  const commits: (Commit & { paths: string[] })[] = [];
  const parts = log.split('\0');
  for (let at = 0; at < parts.length; at++) {
    const part = parts[at] ?? '';
    if (/^(?:[0-9a-f]{40}|[0-9a-f]{64})$/.test(part) && parts[at - 1] === '')
      commits.push({ id: part, message: (parts[++at] ?? '').trim(), paths: [] });
    else if (part !== '') commits.at(-1)?.paths.push(part.replace(/^\n/, ''));
  }
  return commits.map((commit) => ({ ...commit, paths: named ? commit.paths : null }));
}
