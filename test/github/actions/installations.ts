import { nodeId } from '../render/links.ts';
import type { Standin } from '../standin.ts';
import { type Account, fullName, type Installation, type Permissions, type Repo } from '../world.ts';

export interface InstallWanted {
  account: Account;
  permissions: Permissions;
  /** Null for all of the account's. */
  repositories: readonly Repo[] | null;
}

/** @throws Error where it is installed already: an account has the App once */
export function install(github: Standin, { account, permissions, repositories }: InstallWanted): Installation {
  const { installations } = github.world;
  if ([...installations.values()].some((one) => one.account.id === account.id))
    throw new Error(`${account.login} has the App already`);
  const installation: Installation = {
    ...{ id: github.world.nextId(), account, permissions, selection: repositories === null ? 'all' : 'selected' },
    repositories: new Set(repositories?.map((repo) => repo.id)),
    ...{ suspendedAt: null, createdAt: github.world.now() },
  };
  installations.set(installation.id, installation);
  const fields = { repositories: shortList(github, installation), requester: null };
  github.tellInstallation(installation, 'installation', 'created', fields);
  return installation;
}

export function uninstall(github: Standin, installation: Installation): void {
  const repositories = shortList(github, installation);
  github.world.installations.delete(installation.id);
  github.tellInstallation(installation, 'installation', 'deleted', { repositories });
}

export function acceptPermissions(github: Standin, installation: Installation, permissions: Permissions): void {
  installation.permissions = permissions;
  const repositories = shortList(github, installation);
  github.tellInstallation(installation, 'installation', 'new_permissions_accepted', { repositories });
}

export function suspend(github: Standin, installation: Installation, suspended: boolean): void {
  installation.suspendedAt = suspended ? github.world.now() : null;
  github.tellInstallation(installation, 'installation', suspended ? 'suspend' : 'unsuspend', {});
}

/** Adds a repository to the selected ones, or takes it out. */
export function select(github: Standin, installation: Installation, repo: Repo, chosen: boolean): void {
  if (installation.selection === 'all') {
    installation.selection = 'selected';
    for (const one of reposOf(github, installation.account)) installation.repositories.add(one.id);
  }
  if (chosen) installation.repositories.add(repo.id);
  else installation.repositories.delete(repo.id);
  github.tellInstallation(installation, 'installation_repositories', chosen ? 'added' : 'removed', {
    repository_selection: installation.selection,
    repositories_added: chosen ? [short(repo)] : [],
    repositories_removed: chosen ? [] : [short(repo)],
    requester: null,
  });
}

function shortList(github: Standin, { selection, repositories, account }: Installation) {
  return reposOf(github, account)
    .filter((repo) => selection === 'all' || repositories.has(repo.id))
    .map(short);
}

function reposOf(github: Standin, account: Account): Repo[] {
  return github.world.liveRepos().filter((repo) => repo.owner.id === account.id);
}

function short(repo: Repo) {
  return {
    ...{ id: repo.id, node_id: nodeId('Repository', repo.id), name: repo.name, full_name: fullName(repo) },
    private: repo.private,
  };
}
