import { Worker } from 'node:worker_threads';
import type { Judged } from '../../pipeline/judge.ts';
import { errorOf, type Order, type Report } from './protocol.ts';

declare const BUNDLED: boolean | undefined;
const ENTRY = new URL(typeof BUNDLED !== 'undefined' ? './judge.js' : './thread.ts', import.meta.url);

/** Milliseconds. The largest repositories take a minute; what takes longer is stuck. */
const PATIENCE = 15 * 60_000;
const RESOURCES = { maxOldGenerationSizeMb: 2048 };

/**
 * Judges in a thread of its own, so that webhooks are answered meanwhile, and what goes wrong there stays there.
 *
 * @param signal ends the thread at once
 * @throws FetchError; the signal's reason; Error for a thread that died or took too long
 */
export function judgeInThread(order: Order, signal: AbortSignal): Promise<Judged> {
  return new Promise((resolve, reject) => {
    signal.throwIfAborted();
    const worker = new Worker(ENTRY, { workerData: order, resourceLimits: RESOURCES });
    const timer = setTimeout(
      () => end(() => reject(new Error(`judging took longer than ${PATIENCE / 60_000} min`))),
      PATIENCE,
    );
    const abort = () => end(() => reject(signal.reason));
    const end = (settle: () => void) => {
      clearTimeout(timer);
      signal.removeEventListener('abort', abort);
      settle();
      worker.terminate().catch(() => {});
    };
    signal.addEventListener('abort', abort);
    worker.once('message', (report: Report) =>
      end(() => ('judged' in report ? resolve(report.judged) : reject(errorOf(report.error)))),
    );
    worker.once('error', (error) => end(() => reject(error)));
    worker.once('exit', (code) => end(() => reject(new Error(`the judging thread ended with code ${code}`))));
  });
}
