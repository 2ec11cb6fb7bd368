import { createHash } from 'node:crypto';
import { roleOf } from '../auth.ts';
import { HttpError } from '../http/errors.ts';
import { ok, page } from '../http/reply.ts';
import { type Call, openRoute, type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { renderAccount } from '../render/people.ts';
import { renderFullRepository, renderLabel } from '../render/repository.ts';
import { found, type Repo, type Role } from '../world.ts';
import { contents } from './contents.ts';
import { commitAt } from './refs.ts';

const METADATA = { metadata: 'read' } as const;
const CONTENTS = { contents: 'read' } as const;

export const repoRoutes: Route[] = [
  repoRoute('GET /repos/{owner}/{repo}', METADATA, ({ github, repo }) => ok(renderFullRepository(github.links, repo))),
  repoRoute(
    'GET /repos/{owner}/{repo}/labels',
    [{ issues: 'read' }, { pull_requests: 'read' }],
    ({ github, repo, url }) =>
      page(
        url,
        [...repo.labels.values()].map((label) => renderLabel(github.links, repo, label)),
      ),
  ),
  repoRoute('GET /repos/{owner}/{repo}/collaborators/{username}/permission', METADATA, permission),
  repoRoute('GET /repos/{owner}/{repo}/contents/{path}', CONTENTS, contents),
  repoRoute('GET /repos/{owner}/{repo}/tarball/{ref}', CONTENTS, tarball),
];

/** The coarse word of the API for a role. */
const PERMISSION: Record<Role, string> = {
  admin: 'admin',
  maintain: 'write',
  write: 'write',
  triage: 'read',
  read: 'read',
  none: 'none',
};

function permission({ github, repo, param }: RepoCall) {
  const account = found(github.world.accounts.get(param('username').toLowerCase()));
  const role = roleOf(repo, account);
  const user = { ...renderAccount(github.links, account), permissions: flags(role), role_name: role };
  return ok({ permission: PERMISSION[role], role_name: role, user });
}

const ROLES: readonly Role[] = ['none', 'read', 'triage', 'write', 'maintain', 'admin'];

function flags(role: Role) {
  const has = (other: Role): boolean => ROLES.indexOf(role) >= ROLES.indexOf(other);
  return {
    admin: has('admin'),
    maintain: has('maintain'),
    push: has('write'),
    triage: has('triage'),
    pull: has('read'),
  };
}

async function tarball(call: RepoCall) {
  const { github, repo } = call;
  const { sha } = await commitAt(repo, call.param('ref'));
  const key = codeloadKey(repo, sha);
  const location = `${github.links.html}/codeload/${repo.id}/legacy.tar.gz/${sha}?token=${key}`;
  return { status: 302, body: null, headers: { location } };
}

/** Stands for the short-lived token that codeload addresses carry. */
function codeloadKey(repo: Repo, sha: string): string {
  return createHash('sha256').update(`${repo.id} ${sha}`).digest('hex').slice(0, 32);
}

/** The archive itself: on another path, with the address's token instead of the caller's. */
export const codeloadRoute: Route = openRoute('GET /codeload/{id}/legacy.tar.gz/{sha}', async (call: Call) => {
  const repo = found(call.github.world.repos.get(call.id('id')));
  const sha = call.param('sha');
  if (call.query.get('token') !== codeloadKey(repo, sha)) throw new HttpError(404, 'Not Found');
  const prefix = `${repo.owner.login}-${repo.name}-${sha.slice(0, 7)}/`;
  const body = await repo.objects.archive(sha, prefix);
  return { status: 200, body, headers: { 'content-type': 'application/x-gzip' } };
});
