import type { Change } from '../core/change/change.ts';
import type { RepoConfig } from '../core/config/repo-config.ts';
import { type Plan, planPublication } from '../core/publication/plan.ts';
import type { ThreadPlan } from '../core/publication/threads.ts';
import type { Tool } from '../core/report/context.ts';
import { standardById } from '../core/standards/registry.ts';
import type { Outcome } from './ports.ts';

/** What the App would publish of a review on a pull request on which nothing of its own stands. */
export function planNew(
  { review, sources }: Outcome,
  change: Change,
  config: RepoConfig,
  tool: Tool,
): { plan: Plan; threads: ThreadPlan } {
  return planPublication({
    review,
    change,
    config,
    standing: { threads: [], summary: null },
    context: {
      standard: standardById,
      lines: (path) => sources.get(path)?.split('\n') ?? null,
      tool,
      colour: false,
      width: 100,
    },
    canResolve: true,
    full: false,
    checkUrl: null,
  });
}
