import { diffCommits, type FileDiff } from './git/diff.ts';
import type { PullCounts } from './render/pull.ts';
import type { Pull } from './world.ts';

export interface ListedFile {
  file: FileDiff;
  /** The patch is left out of files that are too large, or come after too much. */
  shown: boolean;
}

/** https://docs.github.com/repositories/creating-and-managing-repositories/repository-limits */
export const DIFF_LIMITS = {
  files: 3000,
  fileBytes: 500_000,
  fileLines: 20_000,
  totalBytes: 1_000_000,
  totalLines: 20_000,
};

export type DiffLimits = typeof DIFF_LIMITS;

/** What changed from the merge base on; null without common history. */
export async function diffOf(pull: Pull, head = pull.headSha): Promise<FileDiff[] | null> {
  const { objects } = pull.base;
  const base = await objects.mergeBase(pull.baseSha, head);
  return base === null ? null : diffCommits(objects, base, head);
}

export async function listFiles(pull: Pull, limits: DiffLimits, head = pull.headSha): Promise<ListedFile[]> {
  return limitFiles((await diffOf(pull, head)) ?? [], limits);
}

/** Applies GitHub's limits on patches. */
export function limitFiles(files: readonly FileDiff[], limits: DiffLimits): ListedFile[] {
  let bytes = 0;
  let lines = 0;
  return files.map((file) => {
    const size = Buffer.byteLength(file.patch ?? '');
    const count = file.additions + file.deletions;
    const fits = size <= limits.fileBytes && count <= limits.fileLines;
    const shown = fits && bytes + size <= limits.totalBytes && lines + count <= limits.totalLines;
    if (shown) {
      bytes += size;
      lines += count;
    }
    return { file, shown };
  });
}

export async function countsOf(pull: Pull): Promise<PullCounts> {
  const files = (await diffOf(pull)) ?? [];
  const commits = await pull.base.objects.commitsBetween(pull.baseSha, pull.headSha);
  return {
    commits: commits.length,
    additions: files.reduce((sum, file) => sum + file.additions, 0),
    deletions: files.reduce((sum, file) => sum + file.deletions, 0),
    changedFiles: files.length,
  };
}
