import { Worker } from 'node:worker_threads';
import type { Reply, Request, WorkerOptions } from './protocol.ts';

declare const BUNDLED: boolean | undefined;
const ENTRY = new URL(typeof BUNDLED !== 'undefined' ? './worker.js' : './worker.ts', import.meta.url);

/**
 * The young generation's default follows the machine's memory and lets each thread hold 100 MB of garbage. The stack
 * is address space until it is used: inference follows chains of declarations, 70,000 of which fit into 1 MB of Go.
 */
const RESOURCES = { maxOldGenerationSizeMb: 512, maxYoungGenerationSizeMb: 24, stackSizeMb: 256 };

/** A request that its thread had not answered, through no fault of its own, when the thread ended: ask another. */
export class NotReachedError extends Error {
  override name = 'NotReachedError';
}

/** A request took longer than its thread may work on it. */
export class PatienceError extends Error {
  override name = 'PatienceError';

  constructor(milliseconds: number) {
    super(`it took longer than ${milliseconds / 1000} s`);
  }
}

interface Waiting {
  /** Milliseconds that the thread may work on it; null for as long as it takes. */
  limit: number | null;
  resolve: (reply: Reply) => void;
  reject: (error: Error) => void;
}

/** One worker thread. What kills it fails the request that it was working on; the requests behind are not reached. */
export class Thread {
  dead = false;
  /** Blobs whose trees it holds. */
  readonly kept = new Set<string>();
  /** Blobs whose facts it knows. */
  readonly known = new Set<string>();
  /** Snapshots that it has folded. */
  readonly folded = new Set<string>();
  private readonly waiting: Waiting[] = [];
  private readonly worker: Worker;
  private timer: NodeJS.Timeout | null = null;

  constructor(options: WorkerOptions, entry: URL = ENTRY) {
    this.worker = new Worker(entry, { resourceLimits: RESOURCES, workerData: options });
    this.worker.on('message', (reply: Reply) => {
      this.waiting.shift()?.resolve(reply);
      this.watch();
    });
    this.worker.on('error', (error) => this.die(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', (code) => this.die(new Error(`the thread ended with code ${code}`)));
  }

  /** Requests not yet answered. */
  get load(): number {
    return this.waiting.length;
  }

  /** @throws NotReachedError, or what ended the thread while it worked on this request */
  ask(request: Request, limit: number | null): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.dead) {
        reject(new NotReachedError());
        return;
      }
      this.waiting.push({ limit, resolve, reject });
      if (this.waiting.length === 1) this.watch();
      this.worker.postMessage(request);
    });
  }

  /** Ends the thread. Requests that are not answered yet are not reached. */
  async stop(): Promise<void> {
    this.end(null);
    await this.worker.terminate();
  }

  /** Restarts the clock for the request that is now worked on. */
  private watch(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const limit = this.waiting[0]?.limit ?? null;
    if (limit === null) return;
    const timer = setTimeout(() => {
      // An answer that came while this thread was busy itself is heard first.
      setImmediate(() => {
        if (this.timer !== timer) return;
        this.die(new PatienceError(limit));
        this.worker.terminate().catch(() => {});
      });
    }, limit);
    this.timer = timer;
  }

  private die(error: Error): void {
    if (!this.dead) this.end(error);
  }

  private end(cause: Error | null): void {
    this.dead = true;
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    this.waiting.splice(0).forEach(({ reject }, index) => {
      reject(index === 0 && cause !== null ? cause : new NotReachedError());
    });
  }
}
