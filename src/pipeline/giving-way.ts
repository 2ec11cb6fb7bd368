import type { Steps } from '../core/steps.ts';

/** Does the work, and between its steps what this thread is waited for: threads get their files, and are heard. */
export async function givingWay<Result>(steps: Steps<Result>): Promise<Result> {
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
