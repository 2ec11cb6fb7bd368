import { parentPort } from 'node:worker_threads';
import type { Reply, Request } from '../../../src/edge/parse/protocol.ts';

/** Stands in for the worker: reads nothing, and does what the blob's text says. */
parentPort?.on('message', (request: Request) => {
  if (request.ask === 'fold') parentPort?.postMessage({ folded: true } satisfies Reply);
  if (request.ask === 'read') {
    for (const { bytes } of request.blobs) obey(Buffer.from(bytes).toString());
    const read = request.blobs.map(({ blob }) => ({ facts: { blob, package: 'p', json: '{}' }, kept: true }));
    parentPort?.postMessage({
      read,
      heapBytes: request.blobs.some(({ blob }) => blob.startsWith('fat')) ? 2 ** 30 : 0,
    });
  }
  if (request.ask === 'check') {
    for (const { path, bytes } of request.targets)
      obey(path.includes('deadly') ? 'die' : Buffer.from(bytes ?? []).toString());
    parentPort?.postMessage({ checked: request.targets.map(({ path }) => ({ path, claims: [] })), heapBytes: 0 });
  }
});

function obey(text: string): void {
  if (text === 'die') process.exit(3);
  if (text === 'throw') throw new Error('thrown outside of any answer');
  while (text === 'hang');
}
