import { posix } from 'node:path';
import type { TreeRow } from '../git/store.ts';
import { HttpError } from '../http/errors.ts';
import { ok, raw } from '../http/reply.ts';
import type { RepoCall } from '../http/router.ts';
import { repoHtml, repoUrl } from '../render/repository.ts';
import { found, type Repo } from '../world.ts';
import { wrapped } from './git.ts';
import { commitAt } from './refs.ts';

/** Larger files come without their content, up to 100 MB. */
const CONTENT_BYTES = 1024 * 1024;
const LINK_MODE = '120000';

/** A file, a folder's list, a link or a submodule at a commit. Links to files are followed, as at GitHub. */
export async function contents({ github, repo, param, query, wants }: RepoCall) {
  const path = param('path').replace(/^\/|\/$/g, '');
  const ref = query.get('ref') ?? repo.defaultBranch;
  const { sha: commit } = await commitAt(repo, ref).catch(() => {
    throw new HttpError(404, `No commit found for the ref ${ref}`);
  });
  const whole = async (at: string, entry: TreeRow) => {
    const { bytes } = found(await repo.objects.object(entry.sha));
    return wants('raw') ? raw(bytes) : ok({ ...row(at, entry), ...contentOf(bytes) });
  };
  const row = (at: string, entry: TreeRow) => renderRow(github.links, repo, ref, at, entry);
  const entry = found(await entryAt(repo, commit, path));
  if (entry.type === 'commit') return ok({ ...row(path, entry), submodule_git_url: 'git://example.com/submodule.git' });
  if (entry.type === 'tree') {
    const rows = found(await repo.objects.tree(entry.sha, false)).rows;
    return ok(rows.map((one) => row(posix.join(path, one.path), one)));
  }
  if (entry.mode === LINK_MODE) {
    const target = found(await repo.objects.object(entry.sha)).bytes.toString();
    const linked = await entryAt(repo, commit, posix.join(posix.dirname(path), target));
    if (linked?.type !== 'blob' || linked.mode === LINK_MODE)
      return ok({ ...row(path, entry), type: 'symlink', target });
    return whole(path, linked);
  }
  return whole(path, entry);
}

/** Null for what is not there, or lies outside of the repository. */
async function entryAt(repo: Repo, commit: string, path: string): Promise<TreeRow | null> {
  const { dir, base } = posix.parse(path);
  if (dir.startsWith('..')) return null;
  const folder = await repo.objects.tree(dir === '' ? commit : `${commit}:${dir}`, false);
  return folder?.rows.find((row) => row.path === base) ?? null;
}

function contentOf(bytes: Buffer) {
  const small = bytes.length <= CONTENT_BYTES;
  return { content: small ? wrapped(bytes) : '', encoding: small ? 'base64' : 'none' };
}

function renderRow(links: RepoCall['github']['links'], repo: Repo, ref: string, path: string, entry: TreeRow) {
  const url = `${repoUrl(links, repo)}/contents/${path}?ref=${ref}`;
  const html = `${repoHtml(links, repo)}/blob/${ref}/${path}`;
  const git = `${repoUrl(links, repo)}/git/${entry.type === 'tree' ? 'trees' : 'blobs'}/${entry.sha}`;
  const type = { tree: 'dir', commit: 'submodule', blob: entry.mode === LINK_MODE ? 'symlink' : 'file' }[entry.type];
  return {
    name: posix.basename(path),
    path,
    sha: entry.sha,
    size: entry.size ?? 0,
    url,
    html_url: html,
    git_url: git,
    download_url: type === 'file' ? `${repoHtml(links, repo)}/raw/${ref}/${path}` : null,
    type,
    _links: { self: url, git, html },
  };
}
