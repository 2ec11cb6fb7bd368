import type { CommitInfo } from '../git/store.ts';
import type { Annotation, CheckRun, CheckSuite, Pull, Repo } from '../world.ts';
import { type Links, nodeId, stamp } from './links.ts';
import { renderApp } from './people.ts';
import { renderPullReference } from './pull.ts';
import { repoHtml, repoUrl } from './repository.ts';

export function renderCheckRun(links: Links, repo: Repo, run: CheckRun) {
  const url = `${repoUrl(links, repo)}/check-runs/${run.id}`;
  return {
    id: run.id,
    name: run.name,
    node_id: nodeId('CheckRun', run.id),
    head_sha: run.headSha,
    external_id: run.externalId,
    url,
    html_url: `${repoHtml(links, repo)}/runs/${run.id}`,
    details_url: run.detailsUrl ?? links.html,
    status: run.status,
    conclusion: run.conclusion,
    started_at: run.startedAt === null ? null : stamp(run.startedAt),
    completed_at: run.completedAt === null ? null : stamp(run.completedAt),
    output: {
      title: run.title,
      summary: run.summary,
      text: run.text,
      annotations_count: run.annotations.length,
      annotations_url: `${url}/annotations`,
    },
    check_suite: { id: run.suite.id },
    app: renderApp(links, run.app),
    pull_requests: pullsAt(repo, run.headSha).map((pull) => renderPullReference(links, pull)),
  };
}

/** Checks name the pull requests of their own repository's branches; those of forks they leave out. */
export function pullsAt(repo: Repo, sha: string): Pull[] {
  return [...repo.pulls.values()].filter(
    (pull) => pull.state === 'open' && pull.headSha === sha && pull.head?.id === repo.id,
  );
}

export function renderCheckSuite(links: Links, repo: Repo, suite: CheckSuite) {
  const runs = [...repo.checks.values()].filter((run) => run.suite.id === suite.id);
  const open = runs.some((run) => run.status !== 'completed');
  const failed = runs.find((run) => run.conclusion !== 'success');
  const url = `${repoUrl(links, repo)}/check-suites/${suite.id}`;
  const status = runs.length === 0 ? 'queued' : open ? 'in_progress' : 'completed';
  return {
    id: suite.id,
    node_id: nodeId('CheckSuite', suite.id),
    head_branch: suite.headBranch,
    head_sha: suite.headSha,
    head_commit: shortCommit(suite.headCommit),
    status,
    conclusion: status === 'completed' ? (failed?.conclusion ?? 'success') : null,
    url,
    before: null,
    after: suite.headSha,
    pull_requests: pullsAt(repo, suite.headSha).map((pull) => renderPullReference(links, pull)),
    app: renderApp(links, suite.app),
    created_at: stamp(suite.createdAt),
    updated_at: stamp(suite.updatedAt),
    rerequestable: true,
    runs_rerequestable: true,
    latest_check_runs_count: runs.length,
    check_runs_url: `${url}/check-runs`,
  };
}

/** As webhooks and suites speak of a commit. */
export function shortCommit(commit: CommitInfo) {
  const person = { name: commit.author.name, email: commit.author.email };
  return {
    id: commit.sha,
    tree_id: commit.tree,
    message: commit.message,
    timestamp: stamp(commit.author.date),
    author: person,
    committer: person,
  };
}

export function renderAnnotation(links: Links, repo: Repo, run: CheckRun, annotation: Annotation) {
  return {
    path: annotation.path,
    blob_href: `${repoHtml(links, repo)}/blob/${run.headSha}/${annotation.path}`,
    start_line: annotation.start_line,
    end_line: annotation.end_line,
    start_column: annotation.start_column ?? null,
    end_column: annotation.end_column ?? null,
    annotation_level: annotation.annotation_level,
    title: annotation.title ?? null,
    message: annotation.message,
    raw_details: annotation.raw_details ?? null,
  };
}
