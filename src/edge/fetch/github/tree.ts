import { kindOfMode } from '../../../core/change/git-header.ts';
import type { Snapshot, TreeEntry } from '../../../core/change/snapshot.ts';
import { FetchError } from '../../../core/errors.ts';
import type { BlobStore } from '../../cache/blob-store.ts';
import type { GitHubApi, RepoName } from '../../github/api.ts';
import { Tree } from './schema.ts';

/**
 * Lists a commit's files. GitHub cuts a recursive listing at 100,000 entries or 7 MB: then it is taken folder by
 * folder, each as deep as GitHub gives it.
 *
 * @throws FetchError also for a single folder that GitHub does not list whole
 */
export async function readTree(api: GitHubApi, repo: RepoName, commit: string, store?: BlobStore): Promise<Snapshot> {
  const kept = store?.listing(commit) ?? null;
  if (kept !== null) return { commit, entries: new Map(JSON.parse(kept) as [string, TreeEntry][]) };
  const entries = new Map<string, TreeEntry>();
  await addTree(api, repo, commit, '', entries);
  store?.keepListing(commit, JSON.stringify([...entries]));
  return { commit, entries };
}

async function addTree(
  api: GitHubApi,
  repo: RepoName,
  sha: string,
  prefix: string,
  entries: Map<string, TreeEntry>,
): Promise<void> {
  const what = `files of ${repo.owner}/${repo.repo} at ${prefix === '' ? sha : `${prefix} (tree ${sha})`}`;
  const list = (recursive: boolean): Promise<Tree> =>
    api.get(Tree, what, '/repos/{owner}/{repo}/git/trees/{tree_sha}', {
      ...repo,
      tree_sha: sha,
      ...(recursive ? { recursive: '1' } : {}),
    });
  const whole = await list(true);
  if (!whole.truncated) return addRows(whole, prefix, entries);
  const level = await list(false);
  if (level.truncated) {
    throw new FetchError(`${what}: too many entries for GitHub to list: review a local clone`, {
      status: 200,
      retryable: false,
    });
  }
  addRows(level, prefix, entries);
  const folders = level.tree.filter((row) => row.type === 'tree');
  await Promise.all(folders.map((folder) => addTree(api, repo, folder.sha, `${prefix}${folder.path}/`, entries)));
}

function addRows(listed: Tree, prefix: string, entries: Map<string, TreeEntry>): void {
  for (const row of listed.tree) {
    if (row.type === 'tree') continue;
    entries.set(prefix + row.path, { blob: row.sha, kind: kindOfMode(row.mode), size: row.size ?? null });
  }
}
