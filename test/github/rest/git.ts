import { diffCommits } from '../git/diff.ts';
import { HttpError, unprocessable } from '../http/errors.ts';
import { ok, page, raw } from '../http/reply.ts';
import { type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { limitFiles } from '../pull-files.ts';
import { renderCommit, renderFile } from '../render/commit.ts';
import { nodeId } from '../render/links.ts';
import { renderPull } from '../render/pull.ts';
import { repoHtml, repoUrl } from '../render/repository.ts';
import { found, type Repo } from '../world.ts';
import { commitAt, refTarget } from './refs.ts';

const CONTENTS = { contents: 'read' } as const;

export const gitRoutes: Route[] = [
  repoRoute('GET /repos/{owner}/{repo}/git/trees/{tree_sha}', CONTENTS, tree),
  repoRoute('GET /repos/{owner}/{repo}/git/blobs/{file_sha}', CONTENTS, blob),
  repoRoute('GET /repos/{owner}/{repo}/git/ref/{ref}', CONTENTS, ({ github, repo, param }) => {
    const sha = found(refTarget(repo, param('ref')));
    const url = `${repoUrl(github.links, repo)}/git`;
    const ref = `refs/${param('ref')}`;
    const object = { type: 'commit', sha, url: `${url}/commits/${sha}` };
    return ok({ ref, node_id: nodeId('Ref', `${repo.id}:${ref}`), url: `${url}/${ref}`, object });
  }),
  repoRoute('GET /repos/{owner}/{repo}/branches/{branch}', CONTENTS, async ({ github, repo, param }) => {
    const commit = await commitAt(repo, found(repo.branches.get(param('branch'))));
    const url = `${repoUrl(github.links, repo)}/branches/${param('branch')}`;
    return ok({
      name: param('branch'),
      commit: renderCommit(github.links, repo, commit),
      _links: { self: url, html: `${repoHtml(github.links, repo)}/tree/${param('branch')}` },
      protected: false,
      protection: { enabled: false, required_status_checks: { enforcement_level: 'off', contexts: [], checks: [] } },
      protection_url: `${url}/protection`,
    });
  }),
  repoRoute('GET /repos/{owner}/{repo}/compare/{basehead}', CONTENTS, compare),
  repoRoute('GET /repos/{owner}/{repo}/commits/{commit_sha}/pulls', { pull_requests: 'read' }, (call) => {
    const { github, repo, url } = call;
    const sha = call.param('commit_sha');
    const pulls = [...repo.pulls.values()].filter((pull) => pull.headSha === sha || pull.heads.has(sha));
    return page(
      url,
      pulls.map((pull) => renderPull(github.links, pull)),
    );
  }),
  repoRoute('GET /repos/{owner}/{repo}/commits/{ref}', CONTENTS, commit),
];

async function tree({ github, repo, param, query }: RepoCall) {
  const spec = refTarget(repo, param('tree_sha')) ?? param('tree_sha');
  // Any value makes it recursive, "0" and "false" included.
  const listed = found(await repo.objects.tree(spec, query.has('recursive')));
  const url = `${repoUrl(github.links, repo)}/git`;
  const rows = [];
  let bytes = 0;
  for (const { path, mode, type, sha, size } of listed.rows) {
    if (rows.length >= github.limits.treeEntries || bytes >= github.limits.treeBytes) break;
    const row = {
      ...{ path, mode, type, sha },
      ...(size === null ? {} : { size }),
      ...(type === 'commit' ? {} : { url: `${url}/${type}s/${sha}` }),
    };
    bytes += path.length + 200;
    rows.push(row);
  }
  return ok({
    sha: listed.sha,
    url: `${url}/trees/${listed.sha}`,
    tree: rows,
    truncated: rows.length < listed.rows.length,
  });
}

const BLOB_BYTES = 100 * 1024 * 1024;

async function blob({ github, repo, param, wants }: RepoCall) {
  const sha = param('file_sha');
  if (!/^[0-9a-f]{40}$/.test(sha))
    throw new HttpError(422, 'The sha parameter must be exactly 40 characters and contain only [0-9a-f].');
  const object = found(await repo.objects.object(sha));
  if (object.type !== 'blob') throw new HttpError(404, 'Not Found');
  if (object.bytes.length > BLOB_BYTES) throw new HttpError(403, 'This API returns blobs up to 100 MB in size.');
  if (wants('raw')) return raw(object.bytes);
  return ok({
    sha,
    node_id: nodeId('Blob', `${repo.id}:${sha}`),
    size: object.bytes.length,
    url: `${repoUrl(github.links, repo)}/git/blobs/${sha}`,
    content: wrapped(object.bytes),
    encoding: 'base64',
  });
}

/** Base64 in lines of 60, as GitHub gives it. */
export function wrapped(bytes: Buffer): string {
  return bytes.toString('base64').replace(/(.{60})/g, '$1\n');
}

async function commit({ github, repo, param }: RepoCall) {
  const found = await commitAt(repo, param('ref')).catch(() => {
    throw new HttpError(422, `No commit found for SHA: ${param('ref')}`);
  });
  const [parent] = found.parents;
  const files = parent === undefined ? [] : await diffCommits(repo.objects, parent, found.sha);
  return ok({
    ...renderCommit(github.links, repo, found),
    ...statsOf(files),
    files: limitFiles(files.slice(0, 300), github.limits.diff).map(({ file, shown }) =>
      renderFile(github.links, repo, found.sha, file, shown),
    ),
  });
}

function statsOf(files: readonly { additions: number; deletions: number }[]) {
  const additions = files.reduce((sum, file) => sum + file.additions, 0);
  const deletions = files.reduce((sum, file) => sum + file.deletions, 0);
  return { stats: { additions, deletions, total: additions + deletions } };
}

async function compare({ github, repo, param, url, query }: RepoCall) {
  const [from = '', to = ''] = param('basehead').split(/\.{2,3}/);
  const [base, head] = [await commitAt(repo, named(repo, from)), await commitAt(repo, named(repo, to))];
  const { objects } = repo;
  const mergeBase = await objects.mergeBase(base.sha, head.sha);
  if (mergeBase === null) throw unprocessable(`No common ancestor between ${from} and ${to}.`);
  const ahead = await objects.commitsBetween(mergeBase, head.sha);
  const behind = await objects.commitsBetween(mergeBase, base.sha);
  const both = ahead.length > 0 && behind.length > 0;
  const status = both ? 'diverged' : ahead.length > 0 ? 'ahead' : behind.length > 0 ? 'behind' : 'identical';
  const html = `${repoHtml(github.links, repo)}/compare/${param('basehead')}`;
  const commits = await Promise.all(ahead.map((sha) => commitAt(repo, sha)));
  const first = (query.get('page') ?? '1') === '1';
  const files = first ? (await diffCommits(objects, mergeBase, head.sha)).slice(0, 300) : [];
  const mergeCommit = await commitAt(repo, mergeBase);
  return page(
    url,
    commits.map((one) => renderCommit(github.links, repo, one)),
    (shown) => ({
      url: `${repoUrl(github.links, repo)}/compare/${param('basehead')}`,
      html_url: html,
      permalink_url: html,
      diff_url: `${html}.diff`,
      patch_url: `${html}.patch`,
      base_commit: renderCommit(github.links, repo, base),
      merge_base_commit: renderCommit(github.links, repo, mergeCommit),
      status,
      ahead_by: ahead.length,
      behind_by: behind.length,
      total_commits: ahead.length,
      commits: shown,
      files: limitFiles(files, github.limits.diff).map((listed) =>
        renderFile(github.links, repo, head.sha, listed.file, listed.shown),
      ),
    }),
  );
}

/** `owner:branch` names a branch of a fork; commits are those of the whole network. */
function named(repo: Repo, name: string): string {
  const [, owner, branch] = /^([^:]+):(.+)$/.exec(name) ?? [];
  if (owner === undefined || branch === undefined) return name;
  return (
    [...repo.pulls.values()].find((pull) => pull.headOwner.login === owner && pull.headRef === branch)?.headSha ??
    branch
  );
}
