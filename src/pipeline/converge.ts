import { FetchError, isRateLimit } from '../core/errors.ts';
import { type PlanInput, planPublication } from '../core/publication/plan.ts';
import type { ThreadPlan } from '../core/publication/threads.ts';
import type { Forge, Guard, PullState } from './forge.ts';
import { Superseded } from './turn-guard.ts';

export interface Converged {
  threads: ThreadPlan;
  /** Fingerprints of the findings whose place GitHub does not take. */
  refused: ReadonlySet<string>;
  state: PullState;
}

export interface ConvergeInput {
  forge: Forge;
  number: number;
  /** As it was when the review began. */
  began: PullState;
  plan: Omit<PlanInput, 'standing'>;
  guard: Guard;
  pause: (ms: number) => Promise<void>;
}

const ROUNDS = 4;
/** GitHub may show what it took only a little later. Milliseconds. */
const SETTLING = 2_000;

/**
 * Makes what stands on the pull request what it should be: reads, plans what is missing, writes it. When nobody knows
 * whether a write was done, it reads and plans anew; nothing is ever sent a second time unread.
 *
 * @throws Superseded when the pull request is another one by now; FetchError
 */
export async function converge({ forge, number, began, plan, guard, pause }: ConvergeInput): Promise<Converged> {
  let singly = false;
  for (let round = 1; ; round++) {
    const state = await forge.pull(number);
    if (!state?.open || state.head !== began.head || state.baseRef !== began.baseRef) throw new Superseded();
    const planned = planPublication({ ...plan, standing: state.standing });
    try {
      const refused = await forge.publish(number, state, planned.plan, guard, singly);
      return { threads: planned.threads, refused, state };
    } catch (error) {
      if (!(error instanceof FetchError) || isRateLimit(error) || round === ROUNDS) throw error;
      if (error.status === 422 && !singly) singly = true;
      else if (error.retryable) await pause(SETTLING * round);
      else throw error;
    }
  }
}
