import type { Change } from '../../core/change/change.ts';
import type { BlobReader, PullRequest, Snapshot } from '../../core/change/snapshot.ts';
import { FetchError } from '../../core/errors.ts';
import type { BlobStore } from '../cache/blob-store.ts';
import { type GitHubApi, type GitHubClient, githubApi, type RepoName } from '../github/api.ts';
import { githubClient } from '../github/client.ts';
import { fillHunks, type TreePair } from './fill-hunks.ts';
import { type BlobSource, githubBlobs } from './github/blobs.ts';
import { compareTrees } from './github/compare-trees.ts';
import { readDiscussion } from './github/discussion.ts';
import { LISTED_FILES, listPullFiles } from './github/pull-files.ts';
import { type PullName, type PullUrl, parsePullUrl } from './github/pull-url.ts';
import { Comparison, Pull, type PullFile } from './github/schema.ts';
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
  const { notice } = options;
  return openPullRequest(client, pull, { isSignedIn: token !== undefined, ...(notice ? { notice } : {}) });
}

/** The ends of a pull request, as far as they are known before anything is fetched. */
export interface PullEnds {
  title: string | null;
  body: string | null;
  baseSha: string;
  headSha: string;
  /** Where the head was pushed to; null where it is read from the pull request's own repository. */
  headRepo: RepoName | null;
}

export interface OpenOptions {
  /** Told of what GitHub's limits left out, and how it was made good. */
  notice?: (message: string) => void;
  /** Asked for when it is not given. */
  ends?: PullEnds;
  /** Contents that are kept from one review to the next. */
  store?: BlobStore;
  /** The client has a token, without which GitHub takes no GraphQL. */
  isSignedIn?: boolean;
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
  { notice = () => {}, ends: known, store, isSignedIn = false }: OpenOptions = {},
): Promise<PullRequest> {
  // Only the App keeps what it fetches.
  const api = githubApi(client, store ? 'App' : 'command line');
  const repo = { owner: name.owner, repo: name.repo };
  const what = `pull request ${name.owner}/${name.repo}#${name.number}`;
  const ends = known ?? (await readEnds(api, name, what));
  const [base, head, listed] = await Promise.all([
    readBase(api, repo, ends, store),
    readHead(api, repo, ends, store),
    listPullFiles(api, name),
  ]);
  const pull = await opened(api, { base, head, listed, ends, store });
  const changed = pull.change.files.length;
  if (listed.length >= LISTED_FILES)
    notice(`${what}: GitHub lists ${LISTED_FILES} files only, ${changed} changed: the others come from the trees`);
  return isSignedIn ? { ...pull, discussion: () => readDiscussion(api, name, ends.headSha) } : pull;
}

interface Opened {
  base: BlobSource;
  head: BlobSource;
  listed: PullFile[];
  ends: PullEnds;
  store: BlobStore | undefined;
}

async function opened(api: GitHubApi, { base, head, listed, ends, store }: Opened): Promise<PullRequest> {
  const trees: TreePair = { base: base.tree, head: head.tree };
  const compared = compareTrees(trees, listed);
  const blobs = githubBlobs(api, [head, base], store);
  const open = compared.filter((file) => file.hunks.length === 0 && file.baseBlob !== file.headBlob);
  const filled = new Map((await fillHunks(open, trees, blobs)).map((file) => [file.path, file]));
  const change: Change = {
    base: base.tree.commit,
    head: head.tree.commit,
    title: ends.title,
    body: ends.body,
    files: compared.map((file) => filled.get(file.path) ?? file),
  };
  return { change, base: base.tree, head: head.tree, blobs, close: async () => {} };
}

/**
 * Opens what a commit changes of another one that it builds on, such as the commit of a merge queue.
 *
 * @throws FetchError
 */
export async function openCommits(
  client: GitHubClient,
  repo: RepoName,
  { base, head, store }: { base: string; head: string; store?: BlobStore },
): Promise<PullRequest> {
  const api = githubApi(client, store ? 'App' : 'command line');
  const ends: PullEnds = { title: null, body: null, baseSha: base, headSha: head, headRepo: null };
  const [from, to] = await Promise.all([readBase(api, repo, ends, store), readHead(api, repo, ends, store)]);
  return opened(api, { base: from, head: to, listed: [], ends, store });
}

/**
 * Opens one commit.
 *
 * @throws FetchError
 */
export async function openCommit(
  client: GitHubClient,
  repo: RepoName,
  { commit, store }: { commit: string; store?: BlobStore },
): Promise<{ snapshot: Snapshot; blobs: BlobReader; close(): Promise<void> }> {
  const api = githubApi(client, store ? 'App' : 'command line');
  const tree = await readTree(api, repo, commit, store);
  return { snapshot: tree, blobs: githubBlobs(api, [{ repo, tree }], store), close: async () => {} };
}

async function readEnds(api: GitHubApi, name: PullName, what: string): Promise<PullEnds> {
  const pull = await api.get(Pull, what, '/repos/{owner}/{repo}/pulls/{pull_number}', {
    owner: name.owner,
    repo: name.repo,
    pull_number: name.number,
  });
  const { title, body, base, head } = pull;
  const headRepo = head.repo && { owner: head.repo.owner.login, repo: head.repo.name };
  return { title, body, baseSha: base.sha, headSha: head.sha, headRepo };
}

/** The tree at the merge base: what the head is compared with, as GitHub compares. */
async function readBase(
  api: GitHubApi,
  repo: RepoName,
  { baseSha, headSha }: PullEnds,
  store?: BlobStore,
): Promise<BlobSource> {
  const basehead = `${baseSha}...${headSha}`;
  const what = `merge base of ${basehead} in ${repo.owner}/${repo.repo}`;
  const route = '/repos/{owner}/{repo}/compare/{basehead}';
  const compared = await api.get(Comparison, what, route, { ...repo, basehead, per_page: 1 });
  return { repo, tree: await readTree(api, repo, compared.merge_base_commit.sha, store) };
}

/**
 * The tree at the head, from the repository that it was pushed to. A fork that is deleted, or closed to this token,
 * left its commits with the base repository, where `refs/pull/N/head` keeps them.
 */
async function readHead(api: GitHubApi, repo: RepoName, ends: PullEnds, store?: BlobStore): Promise<BlobSource> {
  const fork = ends.headRepo ?? repo;
  const read = async (from: RepoName): Promise<BlobSource> => ({
    repo: from,
    tree: await readTree(api, from, ends.headSha, store),
  });
  if (fork.owner === repo.owner && fork.repo === repo.repo) return read(repo);
  try {
    return await read(fork);
  } catch (error) {
    if (!(error instanceof FetchError) || error.retryable) throw error;
    return read(repo);
  }
}
