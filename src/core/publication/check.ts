import { type Finding, SEVERITIES } from '../findings/finding.ts';
import type { GatePolicy } from '../gate/gates.ts';
import { gates } from '../gate/gates.ts';
import type { ReportContext } from '../report/context.ts';
import { visible, visibleBlock } from '../report/hidden.ts';
import { sizeOf } from '../report/markdown/fit.ts';
import { checkTitle, renderMarkdown, SUMMARY_LIMIT } from '../report/markdown.ts';
import type { Review } from '../report/review.ts';
import { cut, headline } from '../report/words.ts';
import { awaitsModel } from './awaits-model.ts';

/** The name that branch protection asks for. */
export const CHECK_NAME = 'architect';

/**
 * `action_required` holds a merge like a failure: the program could not judge, and says what to do. `neutral` lets it
 * through: someone with a right to decided that there is no review. `cancelled` belongs to commits that were replaced.
 */
export type CheckConclusion = 'success' | 'failure' | 'action_required' | 'neutral' | 'cancelled';

/** What a completed check run shows. */
export interface CheckOutput {
  conclusion: CheckConclusion;
  /** One line. */
  title: string;
  /** Markdown of at most 65,535 bytes. */
  summary: string;
  /** Findings that no line of the diff shows. */
  annotations: Annotation[];
  /** The architect model was away, and may be back at a later review of the same commit. */
  awaitsModel?: boolean;
}

export interface Annotation {
  path: string;
  startLine: number;
  endLine: number;
  level: 'failure' | 'warning' | 'notice';
  /** At most 255 characters. */
  title: string;
  /** Plain text. */
  message: string;
}

/** Buttons on a completed check, within GitHub's limits of 20, 40 and 20 characters. */
export const ACTIONS = [
  { label: 'Review again', description: 'Judge this commit anew', identifier: 're-review' },
  { label: 'Full review', description: 'Post what was held back, too', identifier: 'full-review' },
] as const;

/** More could be read by nobody, and GitHub shows no more on a page. */
const MOST_ANNOTATIONS = 100;
const TITLE = 255;
const MESSAGE = 4_000;

export interface CheckInput {
  review: Review;
  context: ReportContext;
  policy: GatePolicy;
  /** New findings that no line of the diff shows. */
  offDiff: readonly Finding[];
  /** Sentences that stand above everything else, in Markdown: what a reader must know of this very run. */
  notes: readonly string[];
}

export function checkOutput({ review, context, policy, offDiff, notes }: CheckInput): CheckOutput {
  const lead = notes.map((note) => `> ${note}\n\n`).join('');
  return {
    conclusion: conclusionOf(review),
    title: checkTitle(review),
    summary: shortened(lead + renderMarkdown(review, context, { drawn: false })),
    awaitsModel: awaitsModel(review.model),
    annotations: offDiff.slice(0, MOST_ANNOTATIONS).map((finding) => annotation(finding, context, policy)),
  };
}

/** Nothing turns green because it could not be judged. */
function conclusionOf({ gate }: Review): CheckConclusion {
  return gate.conclusion === 'neutral' ? 'action_required' : gate.conclusion;
}

function annotation(finding: Finding, context: ReportContext, policy: GatePolicy): Annotation {
  const mild = SEVERITIES.indexOf(finding.severity) > SEVERITIES.indexOf('medium') || finding.lane === 'H';
  return {
    path: finding.path,
    startLine: finding.line,
    endLine: finding.endLine,
    level: gates(finding, policy) ? 'failure' : mild ? 'notice' : 'warning',
    title: cut(visible(`${headline(finding, context).join(' · ')}: ${finding.standard}`), TITLE),
    message: cut(visibleBlock(finding.message), MESSAGE),
  };
}

/** The renderer keeps to the limit; notes may push it over. */
function shortened(summary: string): string {
  if (sizeOf(summary) <= SUMMARY_LIMIT) return summary;
  const end = '\n\n… shortened to what GitHub takes.\n';
  let kept = summary.slice(0, SUMMARY_LIMIT - end.length);
  while (sizeOf(kept) + end.length > SUMMARY_LIMIT) kept = kept.slice(0, -1_000);
  return kept + end;
}
