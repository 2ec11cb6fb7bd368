import type { CommitInfo } from '../git/store.ts';
import { found, type Repo } from '../world.ts';

/** What a ref points at; undefined where there is no such ref. Pull requests' heads stay for ever. */
export function refTarget(repo: Repo, ref: string): string | undefined {
  const short = ref.replace(/^refs\//, '');
  const pull = /^pull\/(\d+)\/head$/.exec(short)?.[1];
  if (pull !== undefined) return repo.pulls.get(Number(pull))?.headSha;
  return repo.branches.get(short.replace(/^heads\//, ''));
}

/** The commit that a branch, ref or id names. @throws HttpError 404 */
export async function commitAt(repo: Repo, name: string): Promise<CommitInfo> {
  const sha = refTarget(repo, name === 'HEAD' ? repo.defaultBranch : name) ?? name;
  return found(/^[0-9a-f]{4,40}$/.test(sha) ? await repo.objects.commitInfo(sha) : null);
}
