import { parentPort } from 'node:worker_threads';
import { Analyser } from './analyser.ts';
import type { Reply, Request } from './protocol.ts';

/** A thread of the pool: one analyser, requests answered in order. */
const analyser = await Analyser.create();

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
      return { claims: request.targets.flatMap((target) => analyser.check(request.name, target, request.options)) };
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
