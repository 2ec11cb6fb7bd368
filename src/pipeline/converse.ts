import type { Consultation, ConsultationFailure } from '../core/architect/consultation.ts';
import { type Model, ModelError, type ModelReply, type ModelRequest } from '../core/architect/model.ts';
import { readReply } from '../core/architect/read-reply.ts';
import { answered, continued, told } from '../core/architect/request/next-request.ts';
import type { Toolbox } from '../core/architect/tools/toolbox.ts';
import { sumOfUsage } from '../core/architect/usage.ts';

/** Most exchanges of one conversation, whatever they are for. */
const MOST_ROUNDS = 16;
/** A reply that was cut off is asked for again with this much more room. */
const MORE_ROOM = 2;

export type Conversation = Omit<Consultation, 'leftOut'>;

/** Leads one conversation to its answer: look-ups, pauses, one answer cut off and one malformed. */
export async function converse(
  opening: ModelRequest,
  toolbox: Pick<Toolbox, 'run' | 'isRefusing'>,
  model: Model,
  signal: AbortSignal,
): Promise<Conversation> {
  const replies: ModelReply[] = [];
  const done = (result: Pick<Conversation, 'reply' | 'failure' | 'cut'>) => ({
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
    switch (reply.stop) {
      case 'refusal':
        return failed('refused', 'the model refused to answer');
      case 'context-exceeded':
        return failed('too-large', 'the request is larger than the model takes');
      case 'max-tokens':
        if (request.maxTokens > opening.maxTokens) return failed('truncated', 'the answer was cut off twice');
        request = { ...request, maxTokens: opening.maxTokens * MORE_ROOM };
        continue;
      case 'paused':
        request = continued(request, reply);
        continue;
      case 'tools':
        if (toolbox.isRefusing) return failed('truncated', 'the model looked things up and did not answer');
        request = answered(request, reply, await allOf(reply, toolbox));
        continue;
      case 'answer':
        break;
    }
    const read = readReply(reply.text);
    if ('answer' in read) return done({ reply: read.answer, failure: null, cut: read.cut });
    if (repaired) return failed('malformed', `the answer could not be read: ${read.malformed}`);
    repaired = true;
    request = told(request, reply, `${read.malformed}. Answer again, whole, in the agreed form.`);
  }
  return failed('truncated', `no answer within ${MOST_ROUNDS} exchanges`);
}

async function allOf({ calls }: ModelReply, toolbox: Pick<Toolbox, 'run'>) {
  const results = [];
  for (const call of calls) results.push(await toolbox.run(call));
  return results;
}
