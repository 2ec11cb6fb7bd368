import { MessageChannel } from 'node:worker_threads';
import type { Model } from '../../core/architect/model.ts';
import type { Judged } from '../../pipeline/judge.ts';
import { errorOf, type Order, repositoryOf, type Said, type Start } from './protocol.ts';
import { answerThread } from './remote-model.ts';
import { endThread, keepThread, takeThread } from './threads.ts';

/** Milliseconds. The largest repositories take a minute; what takes longer is stuck. */
const PATIENCE = 15 * 60_000;

/**
 * Judges in a thread of its own, so that webhooks are answered meanwhile, and what goes wrong there stays there: only a
 * thread that has judged as it should is used again.
 *
 * @param signal ends the thread at once, and what it asks the model
 * @param model stays in this thread, with its key; null where the rules judge alone
 * @throws FetchError; the signal's reason; Error for a thread that died or took too long
 */
export function judgeInThread(order: Order, signal: AbortSignal, model: Model | null): Promise<Judged> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const thread = takeThread(repositoryOf(order));
    const { worker } = thread;
    // Of this order alone: nothing that is late can be taken for another one's.
    const { port1: here, port2: there } = new MessageChannel();
    const ended = new AbortController();
    if (model) answerThread(here, model, ended.signal);
    const close = (settle: () => void) => {
      clearTimeout(timer);
      ended.abort();
      signal.removeEventListener('abort', abort);
      worker.off('error', fail);
      worker.off('exit', exit);
      here.close();
      settle();
    };
    const end = (error: unknown) =>
      close(() => {
        endThread(thread);
        reject(error);
      });
    const timer = setTimeout(() => end(new Error(`judging took longer than ${PATIENCE / 60_000} min`)), PATIENCE);
    const abort = () => end(signal.reason);
    const fail = (error: unknown) => end(error);
    const exit = (code: number) => end(new Error(`the judging thread ended with code ${code}`));
    signal.addEventListener('abort', abort);
    worker.once('error', fail);
    worker.once('exit', exit);
    here.on('message', (said: Said) => {
      if ('judged' in said)
        close(() => {
          keepThread(thread, said.heapBytes);
          resolve(said.judged);
        });
      if ('error' in said) end(errorOf(said.error));
    });
    const start: Start = { order, model: model !== null, port: there };
    worker.postMessage(start, [there]);
  });
}
