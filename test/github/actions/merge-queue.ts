import { shortCommit } from '../render/check.ts';
import type { Standin } from '../standin.ts';
import { found, type Pull } from '../world.ts';
import { pushBranch } from './branches.ts';
import { requestSuite } from './checks.ts';
import { closePull } from './pulls.ts';

export interface QueuedMerge {
  /** The commit that the queue made: base and head merged. */
  head: string;
  base: string;
  /** `refs/heads/gh-readonly-queue/…` */
  ref: string;
  /** Takes the commit back, or puts it on the base branch. */
  end(reason: 'merged' | 'invalidated' | 'dequeued'): Promise<void>;
}

/** Merges for real on a branch of its own, and asks for checks on the outcome. @throws Error on conflicts */
export async function queueMerge(github: Standin, pull: Pull): Promise<QueuedMerge> {
  const repo = pull.base;
  const { objects } = repo;
  const base = found(repo.branches.get(pull.baseRef));
  const tree = (await objects.git('merge-tree', '--write-tree', base, pull.headSha)).toString().trim();
  const message = `Merge pull request #${pull.number} from ${pull.headOwner.login}/${pull.headRef}`;
  const parents = ['-p', base, '-p', pull.headSha];
  const head = (await objects.git('commit-tree', tree, ...parents, '-m', message)).toString().trim();
  const branch = `gh-readonly-queue/${pull.baseRef}/pr-${pull.number}-${base}`;
  repo.branches.set(branch, head);
  await objects.git('update-ref', `refs/heads/${branch}`, head);
  const merge_group = {
    head_sha: head,
    head_ref: `refs/heads/${branch}`,
    base_sha: base,
    base_ref: `refs/heads/${pull.baseRef}`,
    head_commit: shortCommit(found(await objects.commitInfo(head))),
  };
  const queue = github.world.account('github-merge-queue[bot]');
  await requestSuite(github, repo, head, branch, queue);
  github.tell(repo, 'merge_group', queue, { action: 'checks_requested', merge_group });
  return {
    ...{ head, base, ref: `refs/heads/${branch}` },
    async end(reason) {
      repo.branches.delete(branch);
      github.tell(repo, 'merge_group', queue, { action: 'destroyed', reason, merge_group });
      if (reason !== 'merged') return;
      await pushBranch(github, repo, pull.baseRef, head, queue);
      await closePull(github, pull, queue, true);
    },
  };
}
