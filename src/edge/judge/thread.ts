import { parentPort, workerData } from 'node:worker_threads';
import { plainError, type Report, type Start } from './protocol.ts';
import { remoteModel } from './remote-model.ts';
import { work } from './work.ts';

/** Entry of a judging thread: one order, one report. */
const { order, model } = workerData as Start;
const asked = model && parentPort !== null ? remoteModel(parentPort) : null;
const report: Report = await work(order, () => {}, asked).then(
  (judged) => ({ judged }),
  (error: unknown) => ({ error: plainError(error) }),
);
parentPort?.postMessage(report);
