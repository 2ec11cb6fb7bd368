import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import type { Blob, BlobReader } from '../../../core/change/snapshot.ts';
import { MAX_BLOB_BYTES, tooLarge } from '../limits.ts';
import { type BatchAnswer, batchParser } from './batch-parser.ts';
import { ended, firstReason, type GitRepository, spawnGit } from './git-process.ts';

/** Blobs asked ahead of the consumer, by each `read`. Bounds memory, and keeps git busy. */
const WINDOW = 8;

interface Request {
  id: string;
  resolve(blob: Blob): void;
}

/**
 * Reads blobs through one `git cat-file --batch`, started at the first read and again should git die of a corrupt
 * object. Reads may overlap and may be left early: every request is answered in turn, whoever still listens.
 */
export function openCatFile(git: GitRepository): BlobReader & { close(): Promise<void> } {
  const waiting: Request[] = [];
  let child: ChildProcessWithoutNullStreams | null = null;
  let end: Promise<void> = Promise.resolve();
  let closed = false;

  const start = (): ChildProcessWithoutNullStreams => {
    const started = spawnGit(git, ['cat-file', '--batch']);
    started.stdin.on('error', () => {});
    started.stdout.on('data', batchParser(MAX_BLOB_BYTES, answerFirst));
    end = ended(started).then(
      ({ code, stderr }) => afterEnd(`git cat-file ended: ${firstReason(stderr, code)}`),
      (error: Error) => afterEnd(error.message),
    );
    return started;
  };

  /** The first request waiting is the one git died of. The others are asked again. */
  const afterEnd = (reason: string): void => {
    child = null;
    for (const request of waiting.splice(0, closed ? waiting.length : 1)) {
      request.resolve({ blob: request.id, unavailable: reason });
    }
    for (const request of waiting) send(request.id);
  };

  const send = (id: string): void => {
    child ??= start();
    child.stdin.write(`${id}\n`);
  };

  const answerFirst = (answer: BatchAnswer): void => {
    const request = waiting.shift();
    request?.resolve(toBlob(request.id, answer));
  };

  const ask = (id: string): Promise<Blob> => {
    // Anything else than an id could hold a line feed, or be an expression that git evaluates.
    if (!/^[0-9a-f]{40,64}$/.test(id)) return Promise.resolve({ blob: id, unavailable: 'not an object id' });
    if (closed) return Promise.resolve({ blob: id, unavailable: 'the repository was closed' });
    return new Promise((resolve) => {
      waiting.push({ id, resolve });
      send(id);
    });
  };

  return {
    async *read(blobs) {
      const asked: Promise<Blob>[] = [];
      for (const id of new Set(blobs)) {
        asked.push(ask(id));
        if (asked.length < WINDOW) continue;
        const next = asked.shift();
        if (next !== undefined) yield await next;
      }
      for (const rest of asked) yield await rest;
    },
    async close() {
      closed = true;
      child?.kill();
      await end;
    },
  };
}

function toBlob(id: string, answer: BatchAnswer): Blob {
  if (answer.type === 'missing') return { blob: id, unavailable: 'not in this clone (git fetch it)' };
  if (answer.type !== 'blob') return { blob: id, unavailable: `a ${answer.type}, not a file` };
  if (answer.bytes === null) return { blob: id, unavailable: tooLarge(answer.size, MAX_BLOB_BYTES) };
  return { blob: id, bytes: answer.bytes };
}
