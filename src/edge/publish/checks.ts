import { z } from 'zod';
import { ACTIONS, type Annotation, CHECK_NAME, type CheckOutput } from '../../core/publication/check.ts';
import type { CheckRun, Guard } from '../../pipeline/forge.ts';
import type { GitHubApi, RepoName } from '../github/api.ts';

/** A commit whose check is the App's. */
export interface CheckedCommit {
  api: GitHubApi;
  repo: RepoName;
  head: string;
  appId: number;
}

/** GitHub takes no more in one request. */
const BATCH = 50;

const Run = z.object({
  id: z.number(),
  head_sha: z.string(),
  html_url: z.string().nullable(),
  status: z.string().transform((status) => (status === 'in_progress' || status === 'completed' ? status : 'queued')),
  conclusion: z.string().nullable(),
  output: z.object({ annotations_count: z.number() }),
});
const Runs = z.object({ check_runs: z.array(Run) });

const RUNS = '/repos/{owner}/{repo}/check-runs';

/** The newest run of the App's on a commit; null where there is none. @throws FetchError */
export async function newestCheck(on: CheckedCommit): Promise<CheckRun | null> {
  const { check_runs: runs } = await on.api.get(Runs, whatOf(on), '/repos/{owner}/{repo}/commits/{ref}/check-runs', {
    ...on.repo,
    ref: on.head,
    check_name: CHECK_NAME,
    app_id: on.appId,
    filter: 'latest',
  });
  const run = runs.toSorted((a, b) => b.id - a.id)[0];
  return run === undefined ? null : checkRun(run);
}

/** Makes a run. @throws FetchError; with `retryable` it may have been made */
export async function beginCheck(on: CheckedCommit, status: 'queued' | 'in_progress'): Promise<CheckRun> {
  const parameters = { ...on.repo, name: CHECK_NAME, head_sha: on.head, status };
  return checkRun(await on.api.send(Run, whatOf(on), `POST ${RUNS}`, parameters));
}

/** @throws FetchError */
export async function startCheck(on: CheckedCommit, { id }: CheckRun): Promise<CheckRun> {
  const parameters = { ...on.repo, check_run_id: id, status: 'in_progress' };
  return checkRun(await on.api.send(Run, whatOf(on), `PATCH ${RUNS}/{check_run_id}`, parameters));
}

/** @throws FetchError; doing it again completes what is missing */
export async function completeCheck(
  on: CheckedCommit,
  run: CheckRun,
  output: CheckOutput,
  guard: Guard,
): Promise<void> {
  const { title, summary } = output;
  const update = async (parameters: Record<string, unknown>) => {
    await guard();
    const name = { ...on.repo, check_run_id: run.id };
    await on.api.send(Run, whatOf(on), `PATCH ${RUNS}/{check_run_id}`, { ...name, ...parameters });
  };
  // The first ones are there already when an earlier attempt ended between two batches.
  const left = output.annotations.slice(run.annotations).map(annotation);
  const batches = Math.max(1, Math.ceil(left.length / BATCH));
  for (let i = 0; i < batches; i++) {
    const annotations = left.slice(i * BATCH, (i + 1) * BATCH);
    const shown = { output: { title, summary, ...(annotations.length > 0 ? { annotations } : {}) } };
    const end = { status: 'completed', conclusion: output.conclusion, actions: ACTIONS };
    await update(i === batches - 1 ? { ...end, ...shown } : shown);
  }
}

function whatOf({ repo, head }: CheckedCommit): string {
  return `check of ${repo.owner}/${repo.repo} at ${head}`;
}

function checkRun(run: z.infer<typeof Run>): CheckRun {
  return {
    id: run.id,
    head: run.head_sha,
    url: run.html_url,
    status: run.status,
    conclusion: run.conclusion,
    annotations: run.output.annotations_count,
  };
}

function annotation({ path, startLine, endLine, level, title, message }: Annotation): Record<string, unknown> {
  return { path, start_line: startLine, end_line: endLine, annotation_level: level, title, message };
}
