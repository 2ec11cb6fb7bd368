import { CONFIG_PATH } from '../core/config/repo-config.ts';
import type { Finding } from '../core/findings/finding.ts';
import { type LastJudgement, type LastReview, rememberReview } from '../core/findings/late.ts';
import type { CheckOutput } from '../core/publication/check.ts';
import { diffAnchor } from '../core/publication/diff-anchor.ts';
import type { MayAsk } from '../core/publication/model-consent.ts';
import { planCheck } from '../core/publication/plan.ts';
import type { ThreadPlan } from '../core/publication/threads.ts';
import { code, message } from '../core/report/markdown/escape.ts';
import type { Review } from '../core/report/review.ts';
import { type Converged, converge } from './converge.ts';
import type { CheckRun, Forge, Guard, PullState } from './forge.ts';
import type { Judged } from './judge.ts';
import { reportContext } from './report-context.ts';
import type { Service } from './service.ts';
import type { NamedConfig } from './trusted-config.ts';

export interface PullJob {
  service: Service;
  forge: Forge;
  number: number;
  state: PullState;
  config: NamedConfig;
  guard: Guard;
  signal: AbortSignal;
  /** Post every finding, whatever the cap. */
  full: boolean;
  model: MayAsk;
  run: CheckRun;
}

/** Reviews the change, makes the comments say so, and tells what the check shows. */
export async function judgePull(job: PullJob): Promise<CheckOutput> {
  const { service, forge, number, state, config, signal } = job;
  const { title, body, baseSha: base, head } = state;
  const range = { pull: number, title, body, base, head };
  const { repo } = forge;
  const last = await service.ledger.lastReview(repo.id, number);
  const judged = await service.judge({ repo, range, config, model: job.model.ask, last }, signal);
  const { outcome, change } = judged;
  if (judged.recording !== undefined) service.log.info({ recording: judged.recording }, 'review recorded');
  const plan = {
    review: outcome.review,
    change,
    config: config.config,
    context: reportContext(service, repo, head, outcome),
    canResolve: forge.canResolve,
    full: job.full,
    checkUrl: job.run.url,
  };
  const pause = (ms: number) => service.pause(ms, signal);
  const converged = await converge({ forge, number, began: state, plan, guard: job.guard, pause });
  const silenced = outcome.review.silenced.map((one) => one.finding);
  const all = [...outcome.review.findings, ...silenced];
  await service.ledger.keepReview(repo, number, rememberReview(change, all, judgementOf(outcome.review, all, last)));
  service.judgedWith(outcome.review.model);
  const threads = withRefused(converged);
  const notes = [
    ...sinceLast(threads),
    ...configNotes(judged),
    ...stayingOpen(forge, threads),
    ...(job.model.ask ? [] : [job.model.note]),
  ];
  return planCheck({ ...plan, standing: converged.state.standing }, threads, urlsOf(state, threads), notes);
}

/** What GitHub took no comment on is shown like what no line of the diff shows. */
function withRefused({ threads, refused }: Converged): ThreadPlan {
  const isRefused = ({ finding }: { finding: Finding }) => refused.has(finding.fingerprint);
  return {
    ...threads,
    open: threads.open.filter((one) => !isRefused(one)),
    offDiff: [...threads.offDiff, ...threads.open.filter(isRefused).map(({ finding }) => finding)],
  };
}

/** Address of the comment on a finding. */
function urlsOf({ url }: PullState, { standing, open }: ThreadPlan): (finding: Finding) => string | null {
  const urls = new Map([
    ...standing.map(({ finding, thread }) => [finding.fingerprint, thread.url] as const),
    ...open.map(
      ({ finding, position }) =>
        [finding.fingerprint, `${url}/files#${diffAnchor(position.path, position.line)}`] as const,
    ),
  ]);
  return ({ fingerprint }) => urls.get(fingerprint) ?? null;
}

/** What is to be known of the model's findings the next time: those of now, and those that it could not judge again. */
function judgementOf({ model }: Review, findings: readonly Finding[], last: LastReview | null): LastJudgement {
  const own = findings.filter(({ lane }) => lane === 'M');
  const open = last?.model?.findings.filter(({ fingerprint }) => model.unsettled.includes(fingerprint)) ?? [];
  return { judged: model.state === 'used', findings: [...own, ...open] };
}

/** What became of the threads that stood, for whoever comes back to the review. */
function sinceLast({ open, standing, close, reopen }: ThreadPlan): string[] {
  if (standing.length + close.length === 0) return [];
  const parts = [
    [close.length, 'closed'],
    [open.length, 'new'],
    [reopen.length, 'back'],
    [standing.length - reopen.length, 'still there'],
  ].flatMap(([n, what]) => (n === 0 ? [] : [`${n} ${what}`]));
  return [`Since the last review: ${parts.join(', ')}.`];
}

/** A change of the configuration is checked here, and decides nothing before it is merged. */
function configNotes({ newConfig }: Judged): string[] {
  if (newConfig === null) return [];
  const verdict =
    newConfig.error === null ? 'The new one is valid' : `The new one has an error: ${message(newConfig.error)}`;
  return [
    `This change edits ${code(CONFIG_PATH)}. ${verdict}. It counts once it is merged; until then the old one decides.`,
  ];
}

function stayingOpen({ canResolve }: Forge, { close }: ThreadPlan): string[] {
  if (canResolve || close.length === 0) return [];
  return ['Fixed threads stay open: this App may not resolve them (it needs contents: write).'];
}
