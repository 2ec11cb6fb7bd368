import { EMPTY_REPLY } from '../../src/core/architect/merge-replies.ts';
import type { Model, ModelReply, ModelRequest } from '../../src/core/architect/model.ts';
import { NO_USAGE } from '../../src/core/architect/usage.ts';

/** A written reply: an answer, and whatever else is given. */
export function modelReply(reply: Partial<ModelReply> = {}): ModelReply {
  return {
    model: 'written-by-hand',
    stop: 'answer',
    text: JSON.stringify(EMPTY_REPLY),
    calls: [],
    turn: [{ type: 'text', text: 'a turn' }],
    usage: NO_USAGE,
    ...reply,
  };
}

/** Answers with what is written for each call, in order, and keeps what it was asked. */
export function scriptedModel(script: readonly (Partial<ModelReply> | Error)[]): Model & { asked: ModelRequest[] } {
  const asked: ModelRequest[] = [];
  return {
    asked,
    async ask(request) {
      const next = script[asked.length];
      asked.push(request);
      if (next === undefined) throw new Error(`no reply is written for call ${asked.length}`);
      if (next instanceof Error) throw next;
      return modelReply(next);
    },
  };
}
