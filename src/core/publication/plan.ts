import type { Change } from '../change/change.ts';
import type { RepoConfig } from '../config/repo-config.ts';
import { settingOf } from '../config/settings.ts';
import type { Finding } from '../findings/finding.ts';
import type { ReportContext } from '../report/context.ts';
import { renderInlineComment } from '../report/markdown.ts';
import type { Review } from '../report/review.ts';
import { type CheckOutput, checkOutput } from './check.ts';
import { placeOf, withFindingMarker } from './marker.ts';
import { positionOf } from './position.ts';
import { closingReply, reopeningReply } from './replies.ts';
import type { Standing, Thread } from './standing.ts';
import { pullComment } from './summary.ts';
import { planThreads, type ThreadPlan } from './threads.ts';

/** What must be written so that GitHub shows the review, given what stands there already. Plain data. */
export interface Plan {
  head: string;
  /** Comments that open a thread, in one review. */
  comments: NewComment[];
  /** First comments of threads to write anew. */
  edits: { comment: number; body: string }[];
  /** Threads to answer and resolve; without the right to resolve they are only answered. */
  close: { thread: string; reply: string }[];
  /** Threads to answer and open again. */
  reopen: { thread: string; reply: string; resolved: boolean }[];
  canResolve: boolean;
  /** Body of the one comment on the pull request; null where none is due. */
  summary: string | null;
}

export interface NewComment {
  fingerprint: string;
  path: string;
  /** Lines of the head, counted from 1; equal for a comment on one line. */
  startLine: number;
  line: number;
  body: string;
}

export interface PlanInput {
  review: Review;
  change: Change;
  config: RepoConfig;
  standing: Standing;
  context: ReportContext;
  /** The App may resolve threads. */
  canResolve: boolean;
  /** Post all findings, whatever the cap. */
  full: boolean;
  checkUrl: string | null;
}

export function planPublication(input: PlanInput): { plan: Plan; threads: ThreadPlan } {
  const { review, change, config, standing, context, canResolve } = input;
  const { head } = review.change;
  const threads = planThreads({
    findings: review.findings,
    silenced: new Set(review.silenced.filter((row) => row.respected).map((row) => row.finding.fingerprint)),
    positionOf: (finding) => positionOf(finding, change),
    standing,
    maxComments: input.full ? Number.POSITIVE_INFINITY : config.maxComments,
    isUnknown: unknownIn(review),
    isTouched: touchedBy(change),
    isOff: (standard) => settingOf(config, standard).off,
  });
  const body = (finding: Finding, commits: boolean) =>
    withFindingMarker(renderInlineComment(finding, context, commits), { ...finding, place: placeOf(finding) });
  const plan: Plan = {
    head,
    comments: threads.open.map(({ finding, position }) => ({
      fingerprint: finding.fingerprint,
      path: position.path,
      startLine: position.startLine,
      line: position.line,
      body: body(finding, position.commits),
    })),
    edits: threads.renamed.map(({ finding, thread }) => ({ comment: thread.comment, body: body(finding, false) })),
    close: threads.close.map(({ thread, why }) => ({ thread: thread.id, reply: closingReply(why, head, canResolve) })),
    reopen: threads.reopen.map(({ thread }) => ({
      thread: thread.id,
      reply: reopeningReply(head),
      resolved: thread.resolved,
    })),
    canResolve,
    summary: pullComment(review, context, { standing: standing.summary, checkUrl: input.checkUrl }),
  };
  return { plan, threads };
}

/** The check, once it is known which comments stand. */
export function planCheck(
  input: PlanInput,
  threads: ThreadPlan,
  urlOf: (finding: Finding) => string | null,
  notes: readonly string[],
): CheckOutput {
  const { review, context, config } = input;
  return checkOutput({
    review,
    context: { ...context, commentUrl: urlOf },
    policy: { failOn: review.gate.failOn, modelGates: config.model.gates },
    offDiff: threads.offDiff,
    notes,
  });
}

function touchedBy({ files }: Change): (path: string) => boolean {
  const paths = new Set(files.flatMap(({ path, basePath }) => [path, basePath ?? path]));
  return (path) => paths.has(path);
}

/** Nothing is known of a thread whose file was not judged, of one that only the architect model could judge again, nor of any when nothing was judged. */
function unknownIn({ gate, coverage, model }: Review): (thread: Thread) => boolean {
  if (gate.conclusion === 'neutral') return () => true;
  const unread = new Set(coverage.filter((row) => row.state === 'skipped').map(({ path }) => path));
  const unsettled = new Set(model.unsettled);
  return ({ path, fingerprint }) => unread.has(path) || unsettled.has(fingerprint);
}
