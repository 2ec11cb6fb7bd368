import { NO_DISCUSSION } from '../../core/architect/discussion.ts';
import type { Change, ChangedFile } from '../../core/change/change.ts';
import { DiffError } from '../../core/change/errors.ts';
import { parseUnified } from '../../core/change/parse-unified.ts';
import type { BlobReader, PullRequest } from '../../core/change/snapshot.ts';
import { fillHunks, type TreePair } from './fill-hunks.ts';
import { openCatFile } from './git/cat-file.ts';
import { readCommits } from './git/git-commits.ts';
import { type Environment, GitError, GitOutputTooLarge, type GitRepository, runGit } from './git/git-process.ts';
import { DIFF_ARGS, listChanges } from './git/git-raw.ts';
import { type GitRange, resolveRange } from './git/git-refs.ts';
import { measureTree, readTree } from './git/git-tree.ts';
import { MAX_PATCH_BYTES } from './limits.ts';

export interface GitRangeOptions {
  /** Clone, work tree or bare. */
  repo: string;
  /** Ref compared with; the default branch (origin/HEAD, main, master) when absent. */
  base?: string | undefined;
  /** Ref under review; HEAD when absent. */
  head?: string | undefined;
  /** The caller's environment, for git: PATH, HOME, GIT_CONFIG_*. */
  env: Environment;
}

/**
 * Opens a range of a local clone, compared as GitHub compares: head against its merge base with base. Reads commits
 * only, never the work tree, and starts no program but git.
 *
 * @throws InputError for what is not a repository, an unknown ref, or no common history
 */
export async function openGitRange(options: GitRangeOptions): Promise<PullRequest> {
  const git: GitRepository = { repo: options.repo, env: options.env };
  const range = await resolveRange(git, options.base, options.head);
  const [base, head, listed, patches, message] = await Promise.all([
    readTree(git, range.base),
    readTree(git, range.head),
    listChanges(git, range),
    readPatches(git, range),
    readMessage(git, range),
  ]);
  const blobs = openCatFile(git);
  try {
    const files = await withHunks(listed, patches, blobs, async () => ({
      base: await measureTree(git, range.base),
      head: await measureTree(git, range.head),
    }));
    const change: Change = { ...range, ...message, files };
    const discussion = async () => ({ ...NO_DISCUSSION, commits: await readCommits(git, range) });
    return { change, base, head, blobs, discussion, close: () => blobs.close() };
  } catch (error) {
    await blobs.close();
    throw error;
  }
}

/** Git's own patches by head path; empty where it cannot make them, for a partial clone or too large a range. */
async function readPatches(git: GitRepository, range: GitRange): Promise<Map<string, ChangedFile>> {
  const form = ['-p', '-M', '-U3', '--inter-hunk-context=0', '--src-prefix=a/', '--dst-prefix=b/'];
  try {
    const output = await runGit(git, [...DIFF_ARGS, ...form, range.base, range.head], MAX_PATCH_BYTES);
    const { files } = parseUnified(new TextDecoder('utf-8', { ignoreBOM: true }).decode(output));
    return new Map(files.map((file) => [file.path, file]));
  } catch (error) {
    if (error instanceof GitError || error instanceof GitOutputTooLarge || error instanceof DiffError) return new Map();
    throw error;
  }
}

/**
 * The listing is the truth, the patch adds hunks to it. Attributes of the repository (`*.go -diff`) make git call text
 * binary: those files are looked into, as are files without a patch.
 */
async function withHunks(
  listed: readonly ChangedFile[],
  patches: ReadonlyMap<string, ChangedFile>,
  blobs: BlobReader,
  measured: () => Promise<TreePair>,
): Promise<ChangedFile[]> {
  const files = listed.map((file) => {
    const patch = patches.get(file.path);
    if (file.baseBlob === file.headBlob || patch === undefined) return file;
    return { ...file, hunks: patch.hunks, binary: patch.binary };
  });
  const open = files.filter((file) => file.hunks.length === 0);
  if (open.length === 0) return files;
  const filled = await fillHunks(open, await measured(), blobs);
  const byPath = new Map(filled.map((file) => [file.path, file]));
  return files.map((file) => byPath.get(file.path) ?? file);
}

/** The commit's message when the range has one commit: a longer range has no title of its own. */
async function readMessage(git: GitRepository, range: GitRange): Promise<Pick<Change, 'title' | 'body'>> {
  const form = ['-s', '--no-show-signature', '--no-notes', '--encoding=UTF-8', '--format=%s%x00%b%x00'];
  const log = await runGit(git, ['log', '--max-count=2', ...form, range.head, `^${range.base}`]);
  const [title = '', body = '', ...others] = log.toString('utf8').split('\0');
  if (others.length > 1) return { title: null, body: null };
  return { title: title.trim() || null, body: body.trim() || null };
}
