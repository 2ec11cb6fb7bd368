import { kindOfMode } from '../../../core/change/git-header.ts';
import type { Snapshot, TreeEntry } from '../../../core/change/snapshot.ts';
import { GitError, type GitRepository, runGit } from './git-process.ts';
import { nulFields } from './git-raw.ts';

const LISTING = ['ls-tree', '-r', '-z', '--full-tree'];

/** Lists a commit's files without their sizes, for which git looks into every object. */
export async function readTree(git: GitRepository, commit: string): Promise<Snapshot> {
  return { commit, entries: parseTree(await runGit(git, [...LISTING, commit])) };
}

/** Likewise with sizes, but for a partial clone, which does not have the blobs to measure. */
export async function measureTree(git: GitRepository, commit: string): Promise<Snapshot> {
  try {
    return { commit, entries: parseTree(await runGit(git, [...LISTING, '-l', commit])) };
  } catch (error) {
    if (!(error instanceof GitError)) throw error;
    return readTree(git, commit);
  }
}

/** Reads `git ls-tree -r -z`, with or without `-l`. */
export function parseTree(output: Uint8Array): Map<string, TreeEntry> {
  const entries = new Map<string, TreeEntry>();
  for (const field of nulFields(output)) {
    const tab = field.indexOf('\t');
    const [mode, , blob, size] = field.slice(0, tab).split(/ +/);
    if (tab === -1 || mode === undefined || blob === undefined) continue;
    const bytes = size === undefined || size === '-' ? null : Number(size);
    entries.set(field.slice(tab + 1), { blob, kind: kindOfMode(mode), size: bytes });
  }
  return entries;
}
