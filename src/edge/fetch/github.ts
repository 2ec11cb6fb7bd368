import type { Change } from '../../core/change/change.ts';
import type { PullRequest, Snapshot } from '../../core/change/snapshot.ts';
import { FetchError } from './errors.ts';
import { fillHunks, type TreePair } from './fill-hunks.ts';
import { type GitHubApi, type GitHubClient, githubApi, type RepoName } from './github/api.ts';
import { type BlobSource, githubBlobs } from './github/blobs.ts';
import { githubClient } from './github/client.ts';
import { compareTrees } from './github/compare-trees.ts';
import { LISTED_FILES, listPullFiles } from './github/pull-files.ts';
import { type PullName, type PullUrl, parsePullUrl } from './github/pull-url.ts';
import { Comparison, Pull } from './github/schema.ts';
import { readTree } from './github/tree.ts';

export { type PullUrl, parsePullUrl };

export type GitHubPullOptions = ({ url: string } | (PullName & { apiUrl?: string | undefined })) & {
  /** For the host of the address, and no other. Public repositories are readable without. */
  token?: string | undefined;
  /** Told of what GitHub's limits left out, and how it was made good. */
  notice?: ((message: string) => void) | undefined;
  retryDelayMs?: number | undefined;
};

/**
 * Opens a pull request by its address, on github.com or GitHub Enterprise, read only.
 *
 * @throws InputError for what is no such address, FetchError for what GitHub does not give
 */
export async function openGitHubPull(options: GitHubPullOptions): Promise<PullRequest> {
  const pull = 'url' in options ? parsePullUrl(options.url) : options;
  const { token, retryDelayMs } = options;
  const client = githubClient({ apiUrl: pull.apiUrl ?? 'https://api.github.com', token, retryDelayMs });
  return openPullRequest(client, pull, options.notice);
}

/**
 * Opens a pull request through a client of the caller's. Snapshots are the trees at the merge base and at the head;
 * the changed files are what differs between them.
 *
 * @throws FetchError
 */
export async function openPullRequest(
  client: GitHubClient,
  name: PullName,
  notice: (message: string) => void = () => {},
): Promise<PullRequest> {
  const api = githubApi(client);
  const repo = { owner: name.owner, repo: name.repo };
  const what = `pull request ${name.owner}/${name.repo}#${name.number}`;
  const route = '/repos/{owner}/{repo}/pulls/{pull_number}';
  const pull = await api.get(Pull, what, route, { ...repo, pull_number: name.number });
  const [base, head, listed] = await Promise.all([
    readBase(api, repo, pull),
    readHead(api, repo, pull),
    listPullFiles(api, name),
  ]);
  const trees: TreePair = { base: base.tree, head: head.tree };
  const compared = compareTrees(trees, listed);
  if (listed.length >= LISTED_FILES) {
    notice(
      `${what}: GitHub lists ${LISTED_FILES} files only, ${compared.length} changed: the others come from the trees`,
    );
  }
  const blobs = githubBlobs(api, [head, base]);
  const open = compared.filter((file) => file.hunks.length === 0 && file.baseBlob !== file.headBlob);
  const filled = new Map((await fillHunks(open, trees, blobs)).map((file) => [file.path, file]));
  const change: Change = {
    base: base.tree.commit,
    head: head.tree.commit,
    title: pull.title,
    body: pull.body,
    files: compared.map((file) => filled.get(file.path) ?? file),
  };
  return { change, base: base.tree, head: head.tree, blobs, close: async () => {} };
}

/** The tree at the merge base: what the head is compared with, as GitHub compares. */
async function readBase(api: GitHubApi, repo: RepoName, pull: Pull): Promise<BlobSource> {
  const basehead = `${pull.base.sha}...${pull.head.sha}`;
  const what = `merge base of ${basehead} in ${repo.owner}/${repo.repo}`;
  const route = '/repos/{owner}/{repo}/compare/{basehead}';
  const compared = await api.get(Comparison, what, route, { ...repo, basehead, per_page: 1 });
  return { repo, tree: await readTree(api, repo, compared.merge_base_commit.sha) };
}

/**
 * The tree at the head, from the repository that it was pushed to. A fork that is deleted, or closed to this token,
 * left its commits with the base repository, where `refs/pull/N/head` keeps them.
 */
async function readHead(api: GitHubApi, repo: RepoName, pull: Pull): Promise<BlobSource> {
  const fork = pull.head.repo === null ? repo : { owner: pull.head.repo.owner.login, repo: pull.head.repo.name };
  const read = async (from: RepoName): Promise<{ repo: RepoName; tree: Snapshot }> => ({
    repo: from,
    tree: await readTree(api, from, pull.head.sha),
  });
  if (fork.owner === repo.owner && fork.repo === repo.repo) return read(repo);
  try {
    return await read(fork);
  } catch (error) {
    if (!(error instanceof FetchError) || error.retryable) throw error;
    return read(repo);
  }
}
