import { Worker } from 'node:worker_threads';
import type { Model } from '../../core/architect/model.ts';
import type { Judged } from '../../pipeline/judge.ts';
import { errorOf, type Order, type Said, type Start } from './protocol.ts';
import { answerThread } from './remote-model.ts';

declare const BUNDLED: boolean | undefined;
const ENTRY = new URL(typeof BUNDLED !== 'undefined' ? './judge.js' : './thread.ts', import.meta.url);

/** Milliseconds. The largest repositories take a minute; what takes longer is stuck. */
const PATIENCE = 15 * 60_000;
const RESOURCES = { maxOldGenerationSizeMb: 2048 };

/**
 * Judges in a thread of its own, so that webhooks are answered meanwhile, and what goes wrong there stays there.
 *
 * @param signal ends the thread at once, and what it asks the model
 * @param model stays in this thread, with its key; null where the rules judge alone
 * @throws FetchError; the signal's reason; Error for a thread that died or took too long
 */
export function judgeInThread(order: Order, signal: AbortSignal, model: Model | null): Promise<Judged> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const start: Start = { order, model: model !== null };
    const worker = new Worker(ENTRY, { workerData: start, resourceLimits: RESOURCES });
    const ended = new AbortController();
    if (model) answerThread(worker, model, ended.signal);
    const timer = setTimeout(
      () => end(() => reject(new Error(`judging took longer than ${PATIENCE / 60_000} min`))),
      PATIENCE,
    );
    const abort = () => end(() => reject(signal.reason));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      ended.abort();
      signal.removeEventListener('abort', abort);
      settle();
      worker.terminate().catch(() => {});
    };
    signal.addEventListener('abort', abort);
    worker.on('message', (said: Said) => {
      if ('judged' in said) end(() => resolve(said.judged));
      if ('error' in said) end(() => reject(errorOf(said.error)));
    });
    worker.once('error', (error) => end(() => reject(error)));
    worker.once('exit', (code) => end(() => reject(new Error(`the judging thread ended with code ${code}`))));
  });
}
