import { z } from 'zod';
import type { SummaryComment } from '../../core/publication/standing.ts';
import type { Guard } from '../../pipeline/forge.ts';
import type { PullName } from '../fetch/github/pull-url.ts';
import type { GitHubApi } from '../github/api.ts';

/**
 * Makes the one comment on the pull request say `body`.
 *
 * @throws FetchError; with `retryable` it may have been made, and a new reading knows
 */
export async function putSummary(
  api: GitHubApi,
  pull: PullName,
  standing: SummaryComment | null,
  body: string,
  guard: Guard,
): Promise<void> {
  // GitHub hands bodies out with the line ends of the browser that edited them.
  if (standing?.body.replaceAll('\r\n', '\n').trimEnd() === body.trimEnd()) return;
  await guard();
  const repo = { owner: pull.owner, repo: pull.repo };
  const what = `summary comment on ${pull.owner}/${pull.repo}#${pull.number}`;
  if (standing === null) {
    const route = 'POST /repos/{owner}/{repo}/issues/{issue_number}/comments';
    await api.send(z.unknown(), what, route, { ...repo, issue_number: pull.number, body });
  } else {
    const route = 'PATCH /repos/{owner}/{repo}/issues/comments/{comment_id}';
    await api.send(z.unknown(), what, route, { ...repo, comment_id: standing.id, body });
  }
}
