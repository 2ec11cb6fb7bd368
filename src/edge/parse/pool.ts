import type { BlobFacts } from '../../core/go/analysed.ts';
import type { GoSnapshot, Options } from '../../core/go/reader.ts';
import type { Effort } from '../../core/standards/effort.ts';
import type { Target } from './analyser.ts';
import { batched, chunks, spread } from './batched.ts';
import { LIMITS } from './parser.ts';
import type { Checked } from './protocol.ts';
import type { Loaded } from './sources.ts';
import { NotReachedError, PatienceError, Thread } from './thread.ts';

/** Batches under way per thread: one at work, one in reach. */
const DEPTH = 2;
/** Milliseconds for one batch: a hundred times what it takes. */
const PATIENCE = 20_000;

export type KnownFacts = ReadonlyMap<string, BlobFacts>;

export interface PoolOptions {
  /** Milliseconds after which a batch is given up, and then the file in it that is why. */
  patience?: number;
  /** What the threads run. */
  entry?: URL;
  /** Told what judging has cost, which is measured only when it is given. */
  measure?: Measure | undefined;
}

export type Measure = (effort: Effort) => void;

/** Spreads parsing and checking over threads, started as they are needed. Results do not depend on how the work fell. */
export class Pool {
  private readonly size: number;
  private readonly patience: number;
  private readonly entry: URL | undefined;
  private readonly measure: Measure | undefined;
  private readonly threads: Thread[] = [];
  /** Threads that work on one item each, and are given no other. */
  private readonly aside = new Set<Thread>();
  private readonly snapshots = new Map<string, { snapshot: GoSnapshot; facts: KnownFacts }>();
  private closed = false;

  constructor(size: number, { patience = PATIENCE, entry, measure }: PoolOptions = {}) {
    this.size = size;
    this.patience = patience;
    this.entry = entry;
    this.measure = measure;
  }

  /** Facts of every blob, in any order. A file that kills its thread is skipped, the others are not. */
  read(
    blobs: AsyncIterable<Loaded> | Iterable<Loaded>,
    regionOf: (blob: string) => number = () => 0,
  ): AsyncGenerator<BlobFacts> {
    const region = ({ blob }: Loaded) => regionOf(blob);
    const batches = batched(blobs, ({ bytes }) => bytes.length, region);
    return spread(batches, this.size * DEPTH, (batch) =>
      this.attempt(
        batch,
        region,
        (thread, part) => this.readOn(thread, part),
        ({ blob }, reason) => ({ blob, skipped: `the parser failed: ${reason}`, parsed: false }),
      ),
    );
  }

  /** Makes a snapshot known. `facts` hold those of its files. */
  fold(snapshot: GoSnapshot, facts: KnownFacts): void {
    if (this.knows(snapshot)) return;
    this.snapshots.set(snapshot.name, { snapshot, facts });
    for (const thread of this.threads) thread.folded.delete(snapshot.name);
  }

  /** The snapshot was made known before: the threads have its trees and its index. */
  knows(snapshot: GoSnapshot): boolean {
    return this.snapshots.get(snapshot.name)?.snapshot === snapshot;
  }

  /** Checks targets of a folded snapshot, in any order. Those whose trees are gone come with their bytes. */
  check(
    name: string,
    targets: AsyncIterable<Target>,
    options: Options,
    regionOf: (blob: string) => number = () => 0,
  ): AsyncGenerator<Checked> {
    const region = ({ blob }: Target) => regionOf(blob);
    const batches = batched(targets, ({ bytes }) => bytes?.length ?? 0, region);
    return spread(batches, this.size * DEPTH, (batch) =>
      this.attempt(
        batch,
        region,
        (thread, part) => this.checkOn(thread, name, part, options),
        ({ path, blob }, reason) => ({ path, blob, failed: reason }),
      ),
    );
  }

  /** Checks targets whose trees the threads hold. `left` are those that none holds, or that end their thread. */
  async checkKept(
    name: string,
    targets: readonly Target[],
    options: Options,
  ): Promise<{ checked: Checked[]; left: Target[] }> {
    const owner = (blob: string) => this.threads.find(({ kept }) => kept.has(blob));
    const left: Target[] = [];
    const checked: Checked[] = [];
    const jobs = [...Map.groupBy(targets, ({ blob }) => owner(blob))].flatMap(([thread, own]) =>
      // All at once: what this thread does meanwhile must not keep the others waiting.
      chunks(own).map(async (batch) => {
        try {
          if (thread) checked.push(...(await this.checkOn(thread, name, batch, options)));
          else left.push(...batch);
        } catch {
          left.push(...batch);
        }
      }),
    );
    await Promise.all(jobs);
    return { checked, left };
  }

  async close(): Promise<void> {
    this.closed = true;
    await Promise.all([...this.threads.splice(0), ...this.aside].map((thread) => thread.stop()));
    this.aside.clear();
  }

  private async readOn(thread: Thread, blobs: Loaded[]): Promise<BlobFacts[]> {
    const reply = await thread.ask({ ask: 'read', blobs }, this.patience);
    if (!('read' in reply)) throw new Error('failed' in reply ? reply.failed : 'unexpected reply');
    for (const { facts, kept } of reply.read) {
      thread.known.add(facts.blob);
      if (kept) thread.kept.add(facts.blob);
    }
    this.limitHeap(thread, reply.heapBytes);
    return reply.read.map(({ facts }) => facts);
  }

  private async checkOn(thread: Thread, name: string, targets: Target[], options: Options): Promise<Checked[]> {
    const folding = this.foldOn(thread, name);
    const checking = thread.ask({ ask: 'check', name, targets, options }, this.patience);
    const [, reply] = await Promise.all([folding, checking]);
    if (!('checked' in reply)) throw new Error('failed' in reply ? reply.failed : 'unexpected reply');
    if (reply.effort) this.measure?.(reply.effort);
    this.limitHeap(thread, reply.heapBytes);
    return reply.checked;
  }

  /** Asked once of every thread, ahead of its first check. */
  private async foldOn(thread: Thread, name: string): Promise<void> {
    const folded = this.snapshots.get(name);
    if (!folded || thread.folded.has(name)) return;
    thread.folded.add(name);
    const facts = [];
    for (const { blob } of folded.snapshot.files) {
      const one = folded.facts.get(blob);
      if (!one || thread.known.has(blob)) continue;
      thread.known.add(blob);
      facts.push(one);
    }
    try {
      const reply = await thread.ask({ ask: 'fold', name, snapshot: folded.snapshot, facts }, null);
      if ('failed' in reply) throw new Error(reply.failed);
    } catch (error) {
      if (error instanceof NotReachedError) throw error;
      throw new FoldError((error as Error).message);
    }
  }

  /**
   * Asks one thread after another until one has answered, or it is known which item is to blame: what ends a thread may
   * be heard of before its last answers are, so only an item that a thread has to itself is blamed.
   */
  private async attempt<Item, Out>(
    batch: Item[],
    regionOf: (item: Item) => number,
    ask: (thread: Thread, batch: Item[]) => Promise<Out[]>,
    blame: (item: Item, reason: string) => Out,
    isAlone = false,
  ): Promise<Out[]> {
    for (;;) {
      const [first] = batch;
      if (first === undefined) return [];
      const thread = isAlone ? this.takeAside() : this.threadFor(regionOf(first));
      try {
        const found = await ask(thread, batch);
        if (isAlone) this.giveBack(thread);
        return found;
      } catch (error) {
        if (error instanceof FoldError || this.closed) throw error;
        // After a failure nothing is known of the state that the thread's WASM module is in.
        this.discard(thread);
        if (error instanceof NotReachedError) continue;
        const isKnown = isAlone || (batch.length === 1 && error instanceof PatienceError);
        if (isKnown) return [blame(first, (error as Error).message)];
        const alone: Out[] = [];
        for (const one of batch) alone.push(...(await this.attempt([one], regionOf, ask, blame, true)));
        return alone;
      }
    }
  }

  /** The thread of a region, or where that is busy one that has nothing to do. */
  private threadFor(region: number): Thread {
    const own = this.threads[region];
    if (own && own.load < DEPTH) return own;
    const idle = own && this.threads.find(({ load }) => load === 0);
    if (idle) return idle;
    if (own && this.threads.length >= this.size) return own;
    return this.startThread();
  }

  private startThread(): Thread {
    const started = this.newThread();
    this.threads.push(started);
    return started;
  }

  private newThread(): Thread {
    return new Thread({ measures: this.measure !== undefined }, this.entry);
  }

  /** A thread that nothing else is queued behind either. */
  private takeAside(): Thread {
    const at = this.threads.findIndex(({ load }) => load === 0);
    const [idle] = at < 0 ? [] : this.threads.splice(at, 1);
    const thread = idle ?? this.newThread();
    this.aside.add(thread);
    return thread;
  }

  private giveBack(thread: Thread): void {
    this.aside.delete(thread);
    if (thread.dead) return;
    if (this.threads.length < this.size && !this.closed) this.threads.push(thread);
    else thread.stop().catch(() => {});
  }

  /** The module's heap grows to the worst file's need and stays there. */
  private limitHeap(thread: Thread, bytes: number): void {
    if (bytes > LIMITS.heapBytes) this.discard(thread);
  }

  /** What waits behind in the thread's queue fails over to others. */
  private discard(thread: Thread): void {
    const index = this.threads.indexOf(thread);
    if (index >= 0) this.threads.splice(index, 1);
    this.aside.delete(thread);
    thread.stop().catch(() => {});
  }
}

/** Without the snapshot nothing can be checked. */
class FoldError extends Error {
  override name = 'FoldError';

  constructor(reason: string) {
    super(`the snapshot cannot be indexed: ${reason}`);
  }
}
