import { Worker } from 'node:worker_threads';

declare const BUNDLED: boolean | undefined;
const ENTRY = new URL(typeof BUNDLED !== 'undefined' ? './judge.js' : './thread.ts', import.meta.url);

const RESOURCES = { maxOldGenerationSizeMb: 2048 };

/** A thread that judged before has its code compiled: the next review takes half the time. */
const MOST_IDLE = 2;
/** What answers are remembered for the life of a thread stays small. */
const MOST_ORDERS = 40;
/** A thread that has grown larger gives its memory back. */
const MOST_HEAP_BYTES = 512 * 1024 * 1024;
const IDLE_MS = 10 * 60_000;
/** Of one thread, so that a team with a review an hour has them all in half the time. */
const LAST_IDLE_MS = 60 * 60_000;

/** A thread that judges one order at a time. */
export interface JudgingThread {
  worker: Worker;
  /** Orders that it was taken for. */
  orders: number;
  /** What it judged last. */
  of: string | null;
  /** Ends it when nothing has come for long. */
  timer: NodeJS.Timeout | null;
}

const idle: JudgingThread[] = [];

/**
 * One that waits, best the one that judged this last, else a new one. It is the caller's until it is kept or ended.
 *
 * @param of names the repository
 */
export function takeThread(of: string): JudgingThread {
  const known = idle.findIndex((one) => one.of === of);
  const thread = idle.splice(Math.max(known, 0), 1)[0] ?? startThread();
  thread.of = of;
  if (thread.timer) clearTimeout(thread.timer);
  thread.timer = null;
  thread.orders += 1;
  thread.worker.ref();
  return thread;
}

/** Takes back one that did as it should; it keeps no process alive. */
export function keepThread(thread: JudgingThread, heapBytes: number): void {
  if (idle.length >= MOST_IDLE || thread.orders >= MOST_ORDERS || heapBytes > MOST_HEAP_BYTES) {
    endThread(thread);
    return;
  }
  thread.worker.unref();
  const patience = idle.length === 0 ? LAST_IDLE_MS : IDLE_MS;
  thread.timer = setTimeout(() => endThread(thread), patience).unref();
  idle.push(thread);
}

/** Ends one at once, whatever it does. */
export function endThread(thread: JudgingThread): void {
  forget(thread);
  thread.worker.terminate().catch(() => {});
}

function startThread(): JudgingThread {
  const thread: JudgingThread = {
    worker: new Worker(ENTRY, { resourceLimits: RESOURCES }),
    orders: 0,
    of: null,
    timer: null,
  };
  thread.worker.once('error', () => forget(thread));
  thread.worker.once('exit', () => forget(thread));
  return thread;
}

function forget(thread: JudgingThread): void {
  const at = idle.indexOf(thread);
  if (at >= 0) idle.splice(at, 1);
  if (thread.timer) clearTimeout(thread.timer);
}
