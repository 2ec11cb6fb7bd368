import type { Octokit } from '@octokit/rest';
import { installationClient } from './clients.ts';
import type { PullHandle } from './pull.ts';
import type { RepoHandle } from './repository.ts';
import { type GitHub, type StartOptions, startGitHub } from './start.ts';
import type { Installation } from './world.ts';

export interface Shop {
  github: GitHub;
  repo: RepoHandle;
  pull: PullHandle;
  installation: Installation;
  /** As the App's installation on the repository. */
  octokit: Octokit;
  /** Owner and name, as octokit takes them. */
  at: { owner: string; repo: string };
}

/** Line by line `line 1` to `line N`, some of them replaced. */
export function numbered(count: number, replaced: Record<number, string> = {}): string {
  return Array.from({ length: count }, (_, index) => `${replaced[index + 1] ?? `line ${index + 1}`}\n`).join('');
}

/** A repository with a pull request that changes line 50 of a file of 100, and adds another file. */
export async function openShop(options: StartOptions = {}): Promise<Shop> {
  const github = await startGitHub(options);
  github.account('acme', 'Organization');
  const repo = await github.createRepository({
    ...{ owner: 'acme', name: 'shop' },
    files: { 'main.go': numbered(100), 'go.mod': 'module acme.example/shop\n' },
  });
  const installation = github.installApp({ account: 'acme' });
  await repo.commit({
    branch: 'change',
    files: { 'main.go': numbered(100, { 50: 'changed' }), 'new.go': 'package shop\n' },
  });
  const pull = await repo.openPull({ head: 'change', title: 'Change line 50' });
  const octokit = installationClient(github, installation.id);
  return { github, repo, pull, installation, octokit, at: { owner: 'acme', repo: 'shop' } };
}
