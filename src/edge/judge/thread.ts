import { getHeapStatistics } from 'node:v8';
import { parentPort } from 'node:worker_threads';
import { plainError, type Report, type Start } from './protocol.ts';
import { remoteModel } from './remote-model.ts';
import { work } from './work.ts';

/** Entry of a judging thread: for each order one report, through the order's own port. */
parentPort?.on('message', async ({ order, model, port }: Start) => {
  const asked = model ? remoteModel(port) : null;
  const report: Report = await work(order, () => {}, asked).then(
    (judged) => ({ judged, heapBytes: getHeapStatistics().total_heap_size }),
    (error: unknown) => ({ error: plainError(error) }),
  );
  port.postMessage(report);
});
