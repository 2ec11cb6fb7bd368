import { enableCompileCache } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import type { Target } from './analyser.ts';
import type { Checked, Reply, Request, WorkerOptions } from './protocol.ts';

// Before anything else is loaded, so that it covers the rest.
enableCompileCache();
const { Analyser } = await import('./analyser.ts');

/** A thread of the pool: one analyser, requests answered in order. */
const analyser = await Analyser.create(workerData as WorkerOptions);

function answer(request: Request): Reply {
  switch (request.ask) {
    case 'read':
      return {
        read: request.blobs.map(({ blob, bytes }) => analyser.read(blob, bytes)),
        heapBytes: analyser.heapBytes,
      };
    case 'fold':
      analyser.learn(request.facts);
      analyser.fold(request.name, request.snapshot);
      return { folded: true };
    case 'check':
      return {
        checked: request.targets.map((target) => check(target, request)),
        effort: analyser.takeEffort(),
        heapBytes: analyser.heapBytes,
      };
  }
}

/** A file that a standard cannot cope with costs that file alone. */
function check(target: Target, { name, options }: Extract<Request, { ask: 'check' }>): Checked {
  const { path, blob } = target;
  try {
    return { path, claims: analyser.check(name, target, options) };
  } catch (error) {
    return { path, blob, failed: error instanceof Error ? error.message : String(error) };
  }
}

parentPort?.on('message', (request: Request) => {
  let reply: Reply;
  try {
    reply = answer(request);
  } catch (error) {
    reply = { failed: error instanceof Error ? error.message : String(error) };
  }
  parentPort?.postMessage(reply);
});
