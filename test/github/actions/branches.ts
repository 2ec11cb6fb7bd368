import type { CommitInfo } from '../git/store.ts';
import { shortCommit } from '../render/check.ts';
import { renderAccount } from '../render/people.ts';
import { repoHtml } from '../render/repository.ts';
import type { Standin } from '../standin.ts';
import type { Account, Repo } from '../world.ts';
import { requestSuite } from './checks.ts';
import { closePull, pullsOfHead, tellPull } from './pulls.ts';

const NONE = '0'.repeat(40);

/** Sets a branch, as a push does: webhooks for the push, for the commit's checks, for the pull requests of it. */
export async function pushBranch(
  github: Standin,
  repo: Repo,
  branch: string,
  after: string | null,
  by: Account,
): Promise<void> {
  const before = repo.branches.get(branch) ?? null;
  if (before === after) return;
  if (after === null) repo.branches.delete(branch);
  else repo.branches.set(branch, after);
  repo.pushedAt = github.world.now();
  await tellPush(github, repo, branch, before, after, by);
  if (after === null) return closeWith(github, repo, branch, by);
  await requestSuite(github, repo, after, branch, by);
  for (const pull of pullsOfHead(github, repo, branch)) {
    pull.headSha = after;
    pull.baseSha = pull.base.branches.get(pull.baseRef) ?? pull.baseSha;
    pull.heads.add(after);
    if (pull.base.id !== repo.id) await requestSuite(github, pull.base, after, null, by);
    await tellPull(github, pull, 'synchronize', by, { before: before ?? NONE, after });
  }
}

/** With a branch go the pull requests from it, and those into it. */
async function closeWith(github: Standin, repo: Repo, branch: string, by: Account): Promise<void> {
  const into = [...repo.pulls.values()].filter((pull) => pull.state === 'open' && pull.baseRef === branch);
  for (const pull of new Set([...pullsOfHead(github, repo, branch), ...into])) await closePull(github, pull, by, false);
}

async function tellPush(
  github: Standin,
  repo: Repo,
  branch: string,
  before: string | null,
  after: string | null,
  by: Account,
): Promise<void> {
  const { objects } = repo;
  const head = after === null ? null : await objects.commitInfo(after);
  const forced = before !== null && after !== null && (await objects.mergeBase(before, after)) !== before;
  const url = repoHtml(github.links, repo);
  const commit = head === null ? null : pushedCommit(url, head);
  github.tell(repo, 'push', by, {
    ref: `refs/heads/${branch}`,
    before: before ?? NONE,
    after: after ?? NONE,
    created: before === null,
    deleted: after === null,
    forced,
    base_ref: null,
    compare: `${url}/compare/${(before ?? NONE).slice(0, 12)}...${(after ?? NONE).slice(0, 12)}`,
    commits: commit === null ? [] : [commit],
    head_commit: commit,
    repository: {
      ...{ created_at: seconds(repo.createdAt), pushed_at: seconds(repo.pushedAt) },
      owner: { ...renderAccount(github.links, repo.owner), name: repo.owner.login, email: null },
    },
    pusher: { name: by.login, email: `${by.login}@users.noreply.github.com` },
  });
  if (after === null) github.tell(repo, 'delete', by, { ref: branch, ref_type: 'branch', pusher_type: 'user' });
}

/** Pushes alone count times in seconds. */
function seconds(date: Date): number {
  return Math.floor(date.getTime() / 1000);
}

function pushedCommit(url: string, commit: CommitInfo) {
  const { author, committer, ...short } = shortCommit(commit);
  return {
    ...short,
    distinct: true,
    url: `${url}/commit/${commit.sha}`,
    author: { ...author, username: author.name },
    committer: { ...committer, username: committer.name },
    added: [],
    removed: [],
    modified: [],
  };
}
