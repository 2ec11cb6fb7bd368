import { type Model, ModelError, type ModelUsage } from '../core/architect/model.ts';
import { NO_USAGE } from '../core/architect/usage.ts';
import type { Golden } from '../core/eval/case.ts';
import type { PostedComment } from '../core/eval/comment.ts';
import type { Pair } from '../core/eval/match.ts';
import { meaningRequest, samePairs } from '../core/eval/meaning.ts';

export interface Meant {
  pairs: readonly Pair[];
  /** Whether a model judged them; else they share a place and no more is known. */
  by: 'place' | 'meaning';
  usage: ModelUsage;
}

/** Which of the pairs that stand in one place mean the same. Without an answer all of them count. */
export async function judgeMeaning(
  pairs: readonly Pair[],
  comments: readonly PostedComment[],
  goldens: readonly Golden[],
  model: Model | null,
): Promise<Meant> {
  if (model === null) return { pairs, by: 'place', usage: NO_USAGE };
  if (pairs.length === 0) return { pairs, by: 'meaning', usage: NO_USAGE };
  try {
    const reply = await model.ask(meaningRequest(pairs, comments, goldens), new AbortController().signal);
    const same = reply.stop === 'answer' ? samePairs(pairs, reply.text) : null;
    return { pairs: same ?? pairs, by: same === null ? 'place' : 'meaning', usage: reply.usage };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { pairs, by: 'place', usage: NO_USAGE };
  }
}
