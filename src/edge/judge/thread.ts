import { parentPort, workerData } from 'node:worker_threads';
import { type Order, plainError, type Report } from './protocol.ts';
import { work } from './work.ts';

/** Entry of a judging thread: one order, one report. */
const report: Report = await work(workerData as Order, () => {}).then(
  (judged) => ({ judged }),
  (error: unknown) => ({ error: plainError(error) }),
);
parentPort?.postMessage(report);
