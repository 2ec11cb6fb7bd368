import { z } from 'zod';
import { newRun, tellCheck, tellSuite } from '../actions/checks.ts';
import { HttpError } from '../http/errors.ts';
import { ok, page } from '../http/reply.ts';
import { type RepoCall, type Route, repoRoute } from '../http/router.ts';
import { renderAnnotation, renderCheckRun, renderCheckSuite } from '../render/check.ts';
import { renderRepository } from '../render/repository.ts';
import type { Standin } from '../standin.ts';
import { type CheckRun, found } from '../world.ts';
import { parseBody } from './body.ts';
import { author } from './caller.ts';
import { ACTIONS, ANNOTATIONS, CHECK_CHARACTERS } from './limits.ts';
import { commitAt } from './refs.ts';

const READ = { checks: 'read' } as const;
const WRITE = { checks: 'write' } as const;
const REPO = '/repos/{owner}/{repo}';

const NewAnnotation = z.object({
  path: z.string(),
  start_line: z.number().int(),
  end_line: z.number().int(),
  start_column: z.number().int().optional(),
  end_column: z.number().int().optional(),
  annotation_level: z.enum(['notice', 'warning', 'failure']),
  message: z.string(),
  title: z.string().max(255).optional(),
  raw_details: z.string().optional(),
});

const Wanted = z.object({
  name: z.string().optional(),
  details_url: z.string().optional(),
  external_id: z.string().optional(),
  status: z.enum(['queued', 'in_progress', 'completed', 'waiting', 'requested', 'pending']).optional(),
  conclusion: z
    .enum(['success', 'failure', 'neutral', 'cancelled', 'skipped', 'timed_out', 'action_required', 'stale'])
    .optional(),
  started_at: z.iso.datetime({ offset: true }).optional(),
  completed_at: z.iso.datetime({ offset: true }).optional(),
  output: z
    .object({
      title: z.string().optional(),
      summary: z.string().max(CHECK_CHARACTERS).optional(),
      text: z.string().max(CHECK_CHARACTERS).optional(),
      annotations: z.array(NewAnnotation).max(ANNOTATIONS).optional(),
    })
    .optional(),
  actions: z
    .array(z.object({ label: z.string().max(20), description: z.string().max(40), identifier: z.string().max(20) }))
    .max(ACTIONS)
    .optional(),
});
type Wanted = z.infer<typeof Wanted>;

export const checkRoutes: Route[] = [
  repoRoute(`POST ${REPO}/check-runs`, WRITE, create),
  repoRoute(`GET ${REPO}/check-runs/{check_run_id}`, READ, (call) => ok(rendered(call, runOf(call)))),
  repoRoute(`PATCH ${REPO}/check-runs/{check_run_id}`, WRITE, (call) => {
    const run = runOf(call);
    if (run.app.id !== call.github.app.id)
      throw new HttpError(
        403,
        `Invalid app_id \`${call.github.app.id}\` - check run can only be modified by the GitHub App that created it.`,
      );
    const before = run.status;
    apply(call.github, run, parseBody(Wanted, call.body));
    if (run.status === 'completed' && before !== 'completed') completed(call, run);
    return ok(rendered(call, run));
  }),
  repoRoute(`GET ${REPO}/check-runs/{check_run_id}/annotations`, READ, (call) => {
    const run = runOf(call);
    return page(
      call.url,
      run.annotations.map((annotation) => renderAnnotation(call.github.links, call.repo, run, annotation)),
    );
  }),
  repoRoute(`GET ${REPO}/commits/{ref}/check-runs`, READ, async (call) => {
    const { sha } = await commitAt(call.repo, call.param('ref'));
    const runs = listed(
      call,
      [...call.repo.checks.values()].filter((run) => run.headSha === sha),
    );
    return page(
      call.url,
      runs.map((run) => rendered(call, run)),
      (check_runs) => ({ total_count: runs.length, check_runs }),
    );
  }),
  repoRoute(`GET ${REPO}/commits/{ref}/check-suites`, READ, async (call) => {
    const commit = await commitAt(call.repo, call.param('ref'));
    const app = call.query.get('app_id');
    const suites = [...call.repo.suites.values()].filter(
      (suite) => suite.headSha === commit.sha && (app === null || String(suite.app.id) === app),
    );
    const { links } = call.github;
    const rows = suites.map((suite) => ({
      ...renderCheckSuite(links, call.repo, suite),
      repository: renderRepository(links, call.repo),
    }));
    return page(call.url, rows, (check_suites) => ({ total_count: rows.length, check_suites }));
  }),
];

async function create(call: RepoCall) {
  const { github, repo } = call;
  const { name, head_sha } = parseBody(z.object({ name: z.string(), head_sha: z.string() }), call.body);
  const wanted = parseBody(Wanted, call.body);
  const commit = /^[0-9a-f]{40}$/.test(head_sha) ? await repo.objects.commitInfo(head_sha) : null;
  if (commit === null) throw new HttpError(422, `No commit found for SHA: ${head_sha}`);
  const run = await newRun(github, repo, head_sha, name, github.app);
  apply(github, run, wanted);
  repo.checks.set(run.id, run);
  tellCheck(github, repo, run, 'created', author(call));
  if (run.status === 'completed') completed(call, run);
  return ok(rendered(call, run), 201);
}

/** A conclusion completes a run; annotations are only ever added. */
function apply(github: Standin, run: CheckRun, wanted: Wanted): void {
  if (wanted.status === 'completed' && wanted.conclusion === undefined && run.conclusion === null)
    throw new HttpError(422, 'Invalid request.\n\n"conclusion" wasn\'t supplied.');
  const { output } = wanted;
  const opening = run.title === null && output !== undefined;
  if (opening && (output.title === undefined || output.summary === undefined))
    throw new HttpError(422, 'Invalid request.\n\n"title", "summary" weren\'t supplied.');
  run.name = wanted.name ?? run.name;
  run.detailsUrl = wanted.details_url ?? run.detailsUrl;
  run.externalId = wanted.external_id ?? run.externalId;
  run.title = output?.title ?? run.title;
  run.summary = output?.summary ?? run.summary;
  run.text = output?.text ?? run.text;
  run.annotations.push(...(output?.annotations ?? []));
  run.actions = wanted.actions ?? run.actions;
  if (wanted.started_at !== undefined) run.startedAt = new Date(wanted.started_at);
  const done = wanted.conclusion !== undefined || wanted.status === 'completed';
  if (wanted.conclusion !== undefined) run.conclusion = wanted.conclusion;
  run.status = done ? 'completed' : (wanted.status ?? run.status);
  if (run.status !== 'completed') run.conclusion = null;
  run.completedAt = !done ? (run.status === 'completed' ? run.completedAt : null) : completion(github, wanted);
}

function completion(github: Standin, { completed_at }: Wanted): Date {
  return completed_at === undefined ? github.world.now() : new Date(completed_at);
}

function completed(call: RepoCall, run: CheckRun): void {
  const { github, repo } = call;
  tellCheck(github, repo, run, 'completed', author(call));
  const open = [...repo.checks.values()].some((one) => one.suite.id === run.suite.id && one.status !== 'completed');
  if (!open) tellSuite(github, repo, run.suite, 'completed', author(call));
}

/** `latest`, unless all are asked for: the newest run of every name. */
function listed({ query }: RepoCall, runs: CheckRun[]): CheckRun[] {
  const [name, status, app] = [query.get('check_name'), query.get('status'), query.get('app_id')];
  const newest = runs.toSorted((a, b) => b.id - a.id);
  const latest = newest.filter(
    (run, index) => newest.findIndex((one) => one.name === run.name && one.app.id === run.app.id) === index,
  );
  return (query.get('filter') === 'all' ? newest : latest).filter(
    (run) =>
      (name === null || run.name === name) &&
      (status === null || run.status === status) &&
      (app === null || String(run.app.id) === app),
  );
}

function runOf({ repo, id }: RepoCall): CheckRun {
  return found(repo.checks.get(id('check_run_id')));
}

function rendered({ github, repo }: RepoCall, run: CheckRun) {
  return renderCheckRun(github.links, repo, run);
}
