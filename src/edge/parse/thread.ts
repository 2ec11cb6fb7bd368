import { Worker } from 'node:worker_threads';
import type { Reply, Request } from './protocol.ts';

declare const BUNDLED: boolean | undefined;
const ENTRY = new URL(typeof BUNDLED !== 'undefined' ? './worker.js' : './worker.ts', import.meta.url);

/** One worker thread. A thread that dies fails what it was asked and is gone. */
export class Thread {
  /** Requests not yet answered. */
  waiting: { resolve: (reply: Reply) => void; reject: (error: Error) => void }[] = [];
  dead = false;
  /** Blobs whose trees it holds. */
  readonly kept = new Set<string>();
  private readonly worker: Worker;

  constructor() {
    this.worker = new Worker(ENTRY, { resourceLimits: { maxOldGenerationSizeMb: 1024, stackSizeMb: 8 } });
    this.worker.on('message', (reply: Reply) => this.waiting.shift()?.resolve(reply));
    this.worker.on('error', (error) => this.die(error instanceof Error ? error : new Error(String(error))));
    this.worker.on('exit', (code) => this.die(new Error(`the parser thread ended with code ${code}`)));
  }

  ask(request: Request): Promise<Reply> {
    return new Promise((resolve, reject) => {
      if (this.dead) {
        reject(new Error('the parser thread is gone'));
        return;
      }
      this.waiting.push({ resolve, reject });
      this.worker.postMessage(request);
    });
  }

  async stop(): Promise<void> {
    this.dead = true;
    await this.worker.terminate();
  }

  private die(error: Error): void {
    this.dead = true;
    for (const { reject } of this.waiting.splice(0)) reject(error);
  }
}
