import { keyOf, type ReviewMergeGroup } from '../core/intents/intent.ts';
import type { CheckOutput } from '../core/publication/check.ts';
import { checkOutput } from '../core/publication/check.ts';
import { brokenConfig } from '../core/publication/unjudged.ts';
import { reportContext } from './report-context.ts';
import type { Service } from './service.ts';
import type { Turn } from './service-ports.ts';
import { ongoingCheck } from './show-verdict.ts';
import { configFor, type NamedConfig } from './trusted-config.ts';
import { turnGuard } from './turn-guard.ts';

/** Judges the commit that a merge queue made: by the rules alone, and with nothing but a check. */
export async function reviewMergeGroup(intent: ReviewMergeGroup, turn: Turn, service: Service): Promise<void> {
  const forge = await service.forge(intent.repo);
  const guard = turnGuard(service.ledger, keyOf(intent), turn);
  const config = await configFor(forge, intent.baseRef.replace(/^refs\/heads\//, ''));
  const run = await ongoingCheck(service, forge, intent.head, guard);
  const output = config.error === null ? await judge(intent, turn, service, config) : brokenConfig(config.error);
  await forge.completeCheck(run, output, guard);
  service.completed(output.conclusion);
}

/** By the rules alone: nobody reads comments on the commits of a queue. */
async function judge(
  { repo, base, head }: ReviewMergeGroup,
  { signal }: Turn,
  service: Service,
  config: NamedConfig,
): Promise<CheckOutput> {
  const { outcome } = await service.judge({ repo, range: { base, head }, config, model: false, last: null }, signal);
  return checkOutput({
    review: outcome.review,
    context: reportContext(service, repo, head, outcome),
    policy: { failOn: outcome.review.gate.failOn },
    offDiff: [],
    notes: [],
  });
}
