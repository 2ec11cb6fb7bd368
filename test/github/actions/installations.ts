import type { Standin } from '../standin.ts';
import type { Account, Installation, Permissions, Repo } from '../world.ts';

export interface InstallWanted {
  account: Account;
  permissions: Permissions;
  /** Null for all of the account's. */
  repositories: readonly Repo[] | null;
}

export function installed(github: Standin, { account, permissions, repositories }: InstallWanted): Installation {
  const installation: Installation = {
    ...{ id: github.world.nextId(), account, permissions, selection: repositories === null ? 'all' : 'selected' },
    repositories: new Set(repositories?.map((repo) => repo.id)),
    ...{ suspendedAt: null, createdAt: github.world.now() },
  };
  github.world.installations.set(installation.id, installation);
  return installation;
}
