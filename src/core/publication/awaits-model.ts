import type { ModelUse } from '../report/review.ts';

/** What passes by itself; everything else waits for a person, a push, or another month. */
const PASSING: ReadonlySet<string> = new Set(['overloaded', 'timeout', 'unreachable', 'breaker-open']);
/** Reviews of one commit without the model, after which nobody asks again. */
const MOST = 8;
const MARK = / without the model, (\d+)$/;

/** A later review of the same code may have the architect model's judgement, which this one lacks. */
export function awaitsModel({ failure }: Pick<ModelUse, 'failure'>): boolean {
  return failure !== null && PASSING.has(failure);
}

/** What a verdict rests on that lacks the model's judgement for the n-th time: it never passes for one that has it. */
export function withoutModel(inputs: string, times: number): string {
  return `${inputs} without the model, ${times}`;
}

/** How often the commit was judged without the model, when it should have been asked; 0 for a whole verdict. */
export function timesWithoutModel({ inputs }: { inputs: string }): number {
  return Number(MARK.exec(inputs)?.[1] ?? 0);
}

/** The model may be asked once more. */
export function isWorthAsking(verdict: { inputs: string }): boolean {
  const times = timesWithoutModel(verdict);
  return times > 0 && times < MOST;
}
