import type { FileDiff } from '../git/diff.ts';
import type { CommitInfo } from '../git/store.ts';
import type { Repo } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';
import { repoHtml, repoUrl } from './repository.ts';

export function renderCommit(links: Links, repo: Repo, commit: CommitInfo) {
  const url = `${repoUrl(links, repo)}/commits/${commit.sha}`;
  const html = `${repoHtml(links, repo)}/commit/${commit.sha}`;
  return {
    sha: commit.sha,
    node_id: nodeId('Commit', commit.sha),
    commit: {
      author: { name: commit.author.name, email: commit.author.email, date: stamp(commit.author.date) },
      committer: { name: 'GitHub', email: 'noreply@github.com', date: stamp(commit.author.date) },
      message: commit.message,
      tree: { sha: commit.tree, url: `${repoUrl(links, repo)}/git/trees/${commit.tree}` },
      url: `${repoUrl(links, repo)}/git/commits/${commit.sha}`,
      comment_count: 0,
      verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
    },
    url,
    html_url: html,
    comments_url: `${url}/comments`,
    author: null,
    committer: null,
    parents: commit.parents.map((sha) => ({
      sha,
      url: `${repoUrl(links, repo)}/commits/${sha}`,
      html_url: `${repoHtml(links, repo)}/commit/${sha}`,
    })),
  };
}

/** @param shown without the patch, where GitHub's limits left it out */
export function renderFile(links: Links, repo: Repo, head: string, file: FileDiff, shown: boolean) {
  const path = file.path.split('/').map(encodeURIComponent).join('/');
  return {
    sha: file.sha,
    filename: file.path,
    status: file.status,
    additions: file.additions,
    deletions: file.deletions,
    changes: file.additions + file.deletions,
    blob_url: `${repoHtml(links, repo)}/blob/${head}/${path}`,
    raw_url: `${repoHtml(links, repo)}/raw/${head}/${path}`,
    contents_url: `${repoUrl(links, repo)}/contents/${path}?ref=${head}`,
    ...(file.previousPath === null ? {} : { previous_filename: file.previousPath }),
    ...(shown && file.patch !== null ? { patch: file.patch } : {}),
  };
}
