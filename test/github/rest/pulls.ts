import { z } from 'zod';
import { addLabel, closePull, editPull, openPull, removeLabel, reopenPull, retarget } from '../actions/pulls.ts';
import { HttpError, invalid } from '../http/errors.ts';
import { NO_CONTENT, ok, page, raw } from '../http/reply.ts';
import { type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { countsOf, listFiles } from '../pull-files.ts';
import { renderCommit, renderFile } from '../render/commit.ts';
import { renderFullPull, renderIssue, renderPull } from '../render/pull.ts';
import { renderLabel } from '../render/repository.ts';
import { found, type Pull, pullOf } from '../world.ts';
import { parseBody } from './body.ts';
import { author } from './caller.ts';
import { commitAt } from './refs.ts';

const READ = { pull_requests: 'read' } as const;
const WHOLE_DIFF = { files: 300, lines: 20_000 };
const LABELS = [{ issues: 'write' }, { pull_requests: 'write' }] as const;

export const pullRoutes: Route[] = [
  repoRoute('GET /repos/{owner}/{repo}/pulls', READ, ({ github, repo, url, query }) => {
    const pulls = [...repo.pulls.values()].filter((pull) => wanted(pull, query)).sort(order(query));
    return page(
      url,
      pulls.map((pull) => renderPull(github.links, pull)),
    );
  }),
  repoRoute('POST /repos/{owner}/{repo}/pulls', { pull_requests: 'write' }, create),
  repoRoute('GET /repos/{owner}/{repo}/pulls/{pull_number}', READ, async ({ github, repo, id, wants }) => {
    const pull = pullOf(repo, id('pull_number'));
    if (wants('diff')) return raw(await wholeDiff(pull), 'diff');
    return ok(renderFullPull(github.links, pull, await countsOf(pull)));
  }),
  repoRoute('PATCH /repos/{owner}/{repo}/pulls/{pull_number}', { pull_requests: 'write' }, update),
  repoRoute('GET /repos/{owner}/{repo}/pulls/{pull_number}/files', READ, async ({ github, repo, id, url }) => {
    const pull = pullOf(repo, id('pull_number'));
    const { diff } = github.limits;
    const files = (await listFiles(pull, diff)).slice(0, diff.files);
    return page(
      url,
      files.map(({ file, shown }) => renderFile(github.links, repo, pull.headSha, file, shown)),
    );
  }),
  repoRoute('GET /repos/{owner}/{repo}/pulls/{pull_number}/commits', READ, async ({ github, repo, id, url }) => {
    const pull = pullOf(repo, id('pull_number'));
    const shas = (await repo.objects.commitsBetween(pull.baseSha, pull.headSha)).slice(0, 250);
    const commits = await Promise.all(shas.map((sha) => commitAt(repo, sha)));
    return page(
      url,
      commits.map((commit) => renderCommit(github.links, repo, commit)),
    );
  }),
  repoRoute(
    'GET /repos/{owner}/{repo}/issues/{issue_number}',
    [{ issues: 'read' }, { pull_requests: 'read' }],
    ({ github, repo, id }) => ok(renderIssue(github.links, pullOf(repo, id('issue_number')))),
  ),
  repoRoute(
    'GET /repos/{owner}/{repo}/issues/{issue_number}/labels',
    [{ issues: 'read' }, { pull_requests: 'read' }],
    (call) => page(call.url, labelsOf(call)),
  ),
  repoRoute('POST /repos/{owner}/{repo}/issues/{issue_number}/labels', LABELS, async (call) => {
    const names = parseBody(z.object({ labels: z.array(z.string()) }), call.body).labels;
    for (const name of names) await addLabel(call.github, issueOf(call), name, author(call));
    return ok(labelsOf(call));
  }),
  repoRoute('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}', LABELS, async (call) => {
    const there = await removeLabel(call.github, issueOf(call), call.param('name'), author(call));
    if (!there) throw new HttpError(404, 'Label does not exist');
    return ok(labelsOf(call));
  }),
  repoRoute('DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels', LABELS, async (call) => {
    for (const name of [...issueOf(call).labels]) await removeLabel(call.github, issueOf(call), name, author(call));
    return NO_CONTENT;
  }),
];

/** @throws HttpError 406 for what GitHub does not put into one diff */
async function wholeDiff(pull: Pull): Promise<Buffer> {
  const { files, lines } = WHOLE_DIFF;
  const counts = await countsOf(pull);
  const tooLarge = (what: string): HttpError =>
    new HttpError(406, `Sorry, the diff exceeded the maximum number of ${what}`, {
      errors: [{ resource: 'PullRequest', field: 'diff', code: 'too_large' }],
    });
  if (counts.changedFiles > files) throw tooLarge(`files (${files}). Consider using 'List pull requests files' API.`);
  if (counts.additions + counts.deletions > lines) throw tooLarge(`lines (${lines})`);
  const { objects } = pull.base;
  const base = found(await objects.mergeBase(pull.baseSha, pull.headSha));
  return objects.git('-c', 'core.quotepath=false', 'diff', '-M', base, pull.headSha);
}

function issueOf({ repo, id }: RepoCall): Pull {
  return pullOf(repo, id('issue_number'));
}

function labelsOf(call: RepoCall) {
  const { github, repo } = call;
  return [...issueOf(call).labels].map((name) => renderLabel(github.links, repo, found(repo.labels.get(name))));
}

function wanted(pull: Pull, query: URLSearchParams): boolean {
  const state = query.get('state') ?? 'open';
  const [head, base] = [query.get('head'), query.get('base')];
  return (
    (state === 'all' || pull.state === state) &&
    // Without an owner GitHub ignores it.
    (!head?.includes(':') || head === `${pull.headOwner.login}:${pull.headRef}`) &&
    (base === null || base === pull.baseRef)
  );
}

function order(query: URLSearchParams): (a: Pull, b: Pull) => number {
  const by = query.get('sort') === 'updated' ? 'updatedAt' : 'createdAt';
  const descending = (query.get('direction') ?? (query.has('sort') && by === 'updatedAt' ? 'asc' : 'desc')) === 'desc';
  const sign = descending ? -1 : 1;
  return (a, b) => sign * (a[by].getTime() - b[by].getTime() || a.number - b.number);
}

const NewPull = z.object({
  title: z.string(),
  head: z.string(),
  base: z.string(),
  body: z.string().nullish(),
  draft: z.boolean().optional(),
});

async function create(call: RepoCall) {
  const { github, repo } = call;
  const { title, head, base, body, draft = false } = parseBody(NewPull, call.body);
  if (!repo.branches.has(base)) throw invalid('PullRequest', 'base', 'invalid');
  if (!repo.branches.has(head)) throw invalid('PullRequest', 'head', 'invalid');
  const pull = await openPull(github, {
    ...{ base: repo, baseRef: base, head: repo, headRef: head },
    ...{ title, body: body ?? null, draft, author: author(call) },
  });
  return ok(renderFullPull(github.links, pull, await countsOf(pull)), 201);
}

const PullUpdate = z.object({
  title: z.string().optional(),
  body: z.string().nullish(),
  state: z.enum(['open', 'closed']).optional(),
  base: z.string().optional(),
});

async function update(call: RepoCall) {
  const { github, repo } = call;
  const pull = pullOf(repo, call.id('pull_number'));
  const { title, body, state, base } = parseBody(PullUpdate, call.body);
  const by = author(call);
  if (title !== undefined || body !== undefined)
    await editPull(
      github,
      pull,
      { ...(title === undefined ? {} : { title }), ...(body === undefined ? {} : { body }) },
      by,
    );
  if (base !== undefined) await retarget(github, pull, base, by);
  if (state === 'closed' && pull.state === 'open') await closePull(github, pull, by, false);
  if (state === 'open' && pull.state === 'closed') await reopenPull(github, pull, by);
  return ok(renderFullPull(github.links, pull, await countsOf(pull)));
}
