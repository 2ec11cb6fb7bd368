import { codeBlock, type Snapshots, type Span } from '../core/architect/context/code-block.ts';
import type { ModelUsage } from '../core/architect/model.ts';
import { type Model, ModelError } from '../core/architect/model.ts';
import { readSecondLook } from '../core/architect/read-reply.ts';
import type { ReplyFinding, SecondLook } from '../core/architect/reply.ts';
import { secondLookRequest } from '../core/architect/request/second-look-request.ts';

export interface Looked {
  /** Null where nobody could be asked, or the answer is none. */
  look: SecondLook | null;
  usage: ModelUsage[];
  models: string[];
  failure: ModelError | null;
}

/** A claim, and the places of all that it rests on. */
export interface Doubted {
  said: ReplyFinding;
  spans: readonly Span[];
}

/** Has one claim judged by the code that it is about, and nothing else. An answer of another form is none. */
export async function secondLook(
  { said, spans }: Doubted,
  snapshots: Snapshots,
  { model, prompt }: { model: Model; prompt: string },
  signal: AbortSignal,
): Promise<Looked> {
  const code = new Set(spans.flatMap((span) => codeBlock(span, snapshots) ?? []));
  try {
    const reply = await model.ask(secondLookRequest(prompt, said, [...code]), signal);
    const read = reply.stop === 'answer' ? readSecondLook(reply.text) : { malformed: reply.stop };
    const look = 'answer' in read ? read.answer : null;
    return { look, usage: [reply.usage], models: [reply.model], failure: null };
  } catch (error) {
    if (!(error instanceof ModelError)) throw error;
    return { look: null, usage: [], models: [], failure: error };
  }
}
