import type { Model } from '../core/architect/model.ts';
import { sumOfUsage } from '../core/architect/usage.ts';
import type { Change } from '../core/change/change.ts';
import type { PullRequest } from '../core/change/snapshot.ts';
import type { EvalCase } from '../core/eval/case.ts';
import { type PostedComment, postedComments } from '../core/eval/comment.ts';
import { matchComments, type Pair, pairsByPlace } from '../core/eval/match.ts';
import { pathAtHead } from '../core/eval/path-at-head.ts';
import type { CaseResult, RanCase } from '../core/eval/results.ts';
import type { Lane } from '../core/findings/finding.ts';
import type { Tool } from '../core/report/context.ts';
import { judgeMeaning } from './judge-meaning.ts';
import { planNew } from './plan-new.ts';
import type { Ports } from './ports.ts';
import { readConfig } from './read-config.ts';
import { review } from './review.ts';

export interface EvaluateOptions {
  /** Comments of other lanes are left out. */
  lanes: ReadonlySet<Lane>;
  tool: Tool;
  /** Judges whether a comment means what a golden says; null to match by place alone. */
  judge: Model | null;
}

export interface Evaluated {
  result: CaseResult;
  /** Null when the case failed. */
  change: Change | null;
}

/** Reviews one case as a new pull request, and compares what would be posted with what there was to find. */
export async function evaluate(
  one: EvalCase,
  open: (one: EvalCase) => Promise<PullRequest>,
  ports: Ports,
  options: EvaluateOptions,
): Promise<Evaluated> {
  const { id, control } = one;
  try {
    const start = ports.now();
    const pull = await open(one);
    try {
      const change = {
        ...pull.change,
        title: one.title ?? pull.change.title,
        body: one.description ?? pull.change.body,
      };
      const config = await readConfig(pull.base, pull.blobs);
      const outcome = await review({ ...pull, change }, ports, { failOn: null, config });
      const { threads } = planNew(outcome, change, config.config, options.tool);
      const ms = ports.now() - start;
      const comments = postedComments(threads, options.lanes);
      const near = pairsByPlace(comments, one.golden, pathAtHead(change));
      const meant = await judgeMeaning(near, comments, one.golden, options.judge);
      const { model } = outcome.review;
      const { costUsd, ...tokens } = sumOfUsage([model.usage, meant.usage]);
      const { base, head, title } = change;
      const result: RanCase = {
        id,
        control,
        state: 'ran',
        base,
        head,
        title,
        matchedBy: meant.by,
        ...compared(one, comments, meant.pairs),
        model: model.state,
        tokens,
        costUsd,
        ms,
        dropped: { ...model.dropped },
      };
      return { result, change };
    } finally {
      await pull.close();
    }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return { result: { id, control, state: 'failed', reason }, change: null };
  }
}

function compared(
  { golden }: EvalCase,
  comments: readonly PostedComment[],
  pairs: readonly Pair[],
): Pick<RanCase, 'golden' | 'comments'> {
  const matches = matchComments(comments.length, pairs);
  return {
    golden: golden.map((sought, index) => {
      const found = matches.findIndex((match) => match.verdict === 'matched' && match.golden === index);
      return { ...sought, found: found < 0 ? null : found };
    }),
    comments: comments.map(({ blames: _, ...comment }, index) => ({
      ...comment,
      verdict: matches[index]?.verdict ?? 'false-alarm',
      golden: matches[index]?.golden ?? null,
    })),
  };
}
