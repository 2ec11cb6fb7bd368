import type { CheckConclusion } from './check.ts';

/** What holds a merge back most, first. */
const ORDER: readonly CheckConclusion[] = ['failure', 'action_required', 'cancelled', 'success', 'neutral'];

/** The verdict that a commit's check shows when several pull requests have it as their head; the first of equals. */
export function worstOf<One extends { conclusion: CheckConclusion }>(verdicts: readonly [One, ...One[]]): One {
  const [first, ...others] = verdicts;
  return others.reduce(
    (worst, one) => (ORDER.indexOf(one.conclusion) < ORDER.indexOf(worst.conclusion) ? one : worst),
    first,
  );
}
