import { renderCheckRun, renderCheckSuite } from '../render/check.ts';
import type { Standin } from '../standin.ts';
import { type Account, type AppInfo, type CheckRun, type CheckSuite, found, type Repo } from '../world.ts';

/** An App's suite of a commit; GitHub makes it at the push, or with the first run. */
export async function suiteOf(
  github: Standin,
  repo: Repo,
  sha: string,
  branch: string | null,
  app = github.app,
): Promise<CheckSuite> {
  const known = [...repo.suites.values()].find((suite) => suite.headSha === sha && suite.app.id === app.id);
  if (known !== undefined) return known;
  const headCommit = found(await repo.objects.commitInfo(sha));
  const now = github.world.now();
  const suite: CheckSuite = {
    ...{ id: github.world.nextId(), app, headSha: sha, headCommit, headBranch: branch },
    ...{ createdAt: now, updatedAt: now },
  };
  repo.suites.set(suite.id, suite);
  return suite;
}

/** A queued run, which the repository does not have yet. */
export async function newRun(github: Standin, repo: Repo, sha: string, name: string, app: AppInfo): Promise<CheckRun> {
  return {
    ...{ id: github.world.nextId(), app, name, headSha: sha },
    suite: await suiteOf(github, repo, sha, branchOf(repo, sha), app),
    ...{ externalId: '', detailsUrl: null, status: 'queued', conclusion: null },
    ...{ startedAt: github.world.now(), completedAt: null, title: null, summary: null, text: null },
    ...{ annotations: [], actions: [] },
  };
}

function branchOf(repo: Repo, sha: string): string | null {
  return [...repo.branches].find(([, tip]) => tip === sha)?.[0] ?? null;
}

/** A push asks Apps that may write checks for their suite, once for each commit. */
export async function requestSuite(
  github: Standin,
  repo: Repo,
  sha: string,
  branch: string | null,
  by: Account,
): Promise<void> {
  if (github.world.installationOf(repo)?.permissions.checks !== 'write') return;
  const before = repo.suites.size;
  const suite = await suiteOf(github, repo, sha, branch);
  if (repo.suites.size > before) tellSuite(github, repo, suite, 'requested', by);
}

export function tellSuite(github: Standin, repo: Repo, suite: CheckSuite, action: string, by: Account): void {
  const check_suite = renderCheckSuite(github.links, repo, suite);
  github.tell(repo, 'check_suite', by, { action, check_suite });
}

export function tellCheck(
  github: Standin,
  repo: Repo,
  run: CheckRun,
  action: string,
  by: Account,
  fields: Record<string, unknown> = {},
): void {
  const check_run = {
    ...renderCheckRun(github.links, repo, run),
    check_suite: renderCheckSuite(github.links, repo, run.suite),
  };
  github.tell(repo, 'check_run', by, { action, check_run, ...fields });
}
