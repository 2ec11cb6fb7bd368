import type { Consultation, ConsultationFailure } from '../core/architect/consultation.ts';
import { type Model, ModelError, type ModelReply, type ModelRequest } from '../core/architect/model.ts';
import { readReply } from '../core/architect/read-reply.ts';
import { sumOfUsage } from '../core/architect/usage.ts';

/** Most exchanges of one conversation, whatever they are for. */
const MOST_ROUNDS = 12;

/** Leads one conversation to its answer. */
export async function converse(
  opening: ModelRequest,
  model: Model,
  signal: AbortSignal,
): Promise<Omit<Consultation, 'leftOut'>> {
  const replies: ModelReply[] = [];
  const done = (result: Pick<Consultation, 'reply' | 'failure' | 'cut'>) => ({
    ...result,
    models: [...new Set(replies.map((reply) => reply.model))],
    calls: replies.length,
    usage: sumOfUsage(replies.map((reply) => reply.usage)),
  });
  const failed = (kind: ConsultationFailure['kind'], why: string) =>
    done({ reply: null, failure: { kind, why }, cut: {} });
  let request = opening;
  let repaired = false;
  while (replies.length < MOST_ROUNDS) {
    let reply: ModelReply;
    try {
      reply = await model.ask(request, signal);
    } catch (error) {
      if (!(error instanceof ModelError)) throw error;
      return failed(error.failure, error.message);
    }
    replies.push(reply);
    if (reply.stop === 'refusal') return failed('refused', 'the model refused the request');
    if (reply.stop === 'context-exceeded') return failed('too-large', 'the request is larger than the model takes');
    if (reply.stop === 'max-tokens') return failed('truncated', 'the answer was cut off');
    if (reply.stop === 'paused') {
      request = extended(request, reply, []);
      continue;
    }
    const read = readReply(reply.text);
    if ('answer' in read) return done({ reply: read.answer, failure: null, cut: read.cut });
    if (repaired) return failed('malformed', `the answer could not be read: ${read.malformed}`);
    repaired = true;
    request = extended(request, reply, [{ text: `${read.malformed}. Answer again, whole, in the agreed form.` }]);
  }
  return failed('truncated', `no answer within ${MOST_ROUNDS} exchanges`);
}

function extended(request: ModelRequest, reply: ModelReply, content: { text: string }[]): ModelRequest {
  const turn = { role: 'assistant', content: reply.turn } as const;
  const more = content.length > 0 ? [{ role: 'user', content } as const] : [];
  return { ...request, messages: [...request.messages, turn, ...more] };
}
