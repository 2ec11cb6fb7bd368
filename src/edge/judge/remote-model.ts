import type { MessagePort } from 'node:worker_threads';
import type { Model, ModelReply } from '../../core/architect/model.ts';
import { type Answered, errorOf, plainError, type Said } from './protocol.ts';

/** The model as a judging thread has it: who started the thread asks, within the bounds of the whole process. */
export function remoteModel(port: MessagePort): Model {
  const open = new Map<number, PromiseWithResolvers<ModelReply>>();
  let last = 0;
  port.on('message', (answered: Answered) => {
    const asked = open.get(answered.to);
    open.delete(answered.to);
    if ('reply' in answered) asked?.resolve(answered.reply);
    else asked?.reject(errorOf(answered.error));
  });
  const say = (said: Said) => port.postMessage(said);
  return {
    async ask(request, signal) {
      signal.throwIfAborted();
      last += 1;
      const number = last;
      const asked = Promise.withResolvers<ModelReply>();
      const stop = () => {
        open.delete(number);
        say({ stop: number });
        asked.reject(signal.reason);
      };
      signal.addEventListener('abort', stop, { once: true });
      open.set(number, asked);
      say({ ask: number, request });
      try {
        return await asked.promise;
      } finally {
        signal.removeEventListener('abort', stop);
      }
    },
  };
}

/** The thread as who started it has it. */
interface Thread {
  on(event: 'message', listener: (said: Said) => void): unknown;
  postMessage(answered: Answered): void;
}

/**
 * Asks the model what a thread wants to know.
 *
 * @param ended when nobody waits for answers any more
 */
export function answerThread(thread: Thread, model: Model, ended: AbortSignal): void {
  const open = new Map<number, AbortController>();
  const answer = (answered: Answered) => thread.postMessage(answered);
  thread.on('message', (said: Said) => {
    if ('stop' in said) open.get(said.stop)?.abort();
    if (!('ask' in said)) return;
    const { ask: to, request } = said;
    const stopped = new AbortController();
    open.set(to, stopped);
    model
      .ask(request, AbortSignal.any([stopped.signal, ended]))
      .then(
        (reply) => answer({ to, reply }),
        (error: unknown) => answer({ to, error: plainError(error) }),
      )
      .finally(() => open.delete(to));
  });
}
