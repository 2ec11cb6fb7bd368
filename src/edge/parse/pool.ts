import type { Blob } from '../../core/change/snapshot.ts';
import type { Claim } from '../../core/findings/finding.ts';
import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoSnapshot, Options } from '../../core/go/reader.ts';
import type { Target } from './analyser.ts';
import { LIMITS } from './parser.ts';
import { Thread } from './thread.ts';

const BATCH_FILES = 48;
const BATCH_BYTES = 512 * 1024;
/** Batches under way per thread: one at work, one in reach. */
const DEPTH = 2;

/** Spreads parsing and checking over threads. Results do not depend on how the work fell. */
export class Pool {
  private threads: Thread[];
  private readonly facts = new Map<string, BlobFacts>();

  constructor(threads: number) {
    this.threads = Array.from({ length: threads }, () => new Thread());
  }

  /** Facts of every blob, in any order. A file that kills its thread is skipped, the others are not. */
  async *read(blobs: AsyncIterable<Blob>): AsyncGenerator<BlobFacts> {
    const running = new Set<Promise<BlobFacts[]>>();
    const done: BlobFacts[] = [];
    const start = (batch: Loaded[]) => {
      const job = this.readBatch(batch).then((results) => {
        running.delete(job);
        done.push(...results);
        return results;
      });
      running.add(job);
    };
    let batch: Loaded[] = [];
    let bytes = 0;
    for await (const blob of blobs) {
      if ('unavailable' in blob) {
        yield { blob: blob.blob, skipped: blob.unavailable, parsed: false };
        continue;
      }
      batch.push(blob);
      bytes += blob.bytes.length;
      if (batch.length < BATCH_FILES && bytes < BATCH_BYTES) continue;
      start(batch);
      batch = [];
      bytes = 0;
      if (running.size >= this.threads.length * DEPTH) await Promise.race(running);
      yield* done.splice(0);
    }
    if (batch.length > 0) start(batch);
    while (running.size > 0) {
      await Promise.race(running);
      yield* done.splice(0);
    }
    yield* done;
  }

  /** Makes a snapshot known to every thread. `facts` are those that no thread has read. */
  async fold(name: string, snapshot: GoSnapshot, facts: Iterable<BlobFacts>): Promise<void> {
    for (const one of facts) this.facts.set(one.blob, one);
    const all = [...this.facts.values()];
    await Promise.all(this.threads.map((thread) => thread.ask({ ask: 'fold', name, snapshot, facts: all })));
  }

  /** Claims over the targets; `load` reads the bytes of those whose trees are gone. */
  async check(
    name: string,
    targets: readonly Target[],
    load: (blobs: string[]) => AsyncIterable<Blob>,
    options: Options,
  ): Promise<Claim[]> {
    const gone = targets.filter(({ blob }) => !this.threads.some((thread) => thread.kept.has(blob)));
    const sources = new Map<string, Uint8Array>();
    for await (const blob of load(gone.map(({ blob }) => blob)))
      if ('bytes' in blob) sources.set(blob.blob, blob.bytes);
    const shares = this.threads.map((): Target[] => []);
    targets.forEach((target, index) => {
      const bytes = sources.get(target.blob);
      const owner = this.threads.findIndex((thread) => thread.kept.has(target.blob));
      shares[owner >= 0 ? owner : index % shares.length]?.push(bytes ? { ...target, bytes } : target);
    });
    const replies = await Promise.all(
      this.threads.map((thread, index) => thread.ask({ ask: 'check', name, targets: shares[index] ?? [], options })),
    );
    return replies.flatMap((reply) => {
      if ('claims' in reply) return reply.claims;
      throw new Error('failed' in reply ? reply.failed : 'unexpected reply');
    });
  }

  async close(): Promise<void> {
    await Promise.all(this.threads.map((thread) => thread.stop()));
  }

  private async readBatch(batch: Loaded[]): Promise<BlobFacts[]> {
    const thread = this.idlest();
    try {
      const reply = await thread.ask({ ask: 'read', blobs: batch });
      if (!('read' in reply)) throw new Error('failed' in reply ? reply.failed : 'unexpected reply');
      for (const { facts, kept } of reply.read) {
        this.facts.set(facts.blob, facts);
        if (kept) thread.kept.add(facts.blob);
      }
      if (reply.heapBytes > LIMITS.heapBytes) await this.replace(thread);
      return reply.read.map(({ facts }) => facts);
    } catch (error) {
      if (thread.dead) await this.replace(thread);
      const [only] = batch;
      if (batch.length === 1 && only)
        return [{ blob: only.blob, skipped: `the parser failed: ${(error as Error).message}`, parsed: true }];
      const alone = [];
      for (const one of batch) alone.push(...(await this.readBatch([one])));
      return alone;
    }
  }

  private idlest(): Thread {
    return this.threads.reduce((best, thread) => (thread.waiting.length < best.waiting.length ? thread : best));
  }

  private async replace(thread: Thread): Promise<void> {
    if (!this.threads.includes(thread)) return;
    this.threads = this.threads.map((one) => (one === thread ? new Thread() : one));
    // Batches that were queued behind it fail over to the others.
    await thread.stop();
  }
}

type Loaded = Extract<Blob, { bytes: Uint8Array }>;
