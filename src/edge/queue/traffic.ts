import { setTimeout } from 'node:timers/promises';

/** Milliseconds without a delivery that end a burst. */
const QUIET = 50;
/** Milliseconds that a turn waits at most: where deliveries never cease, work goes on all the same. */
const PATIENCE = 1_000;

/**
 * Lets deliveries go first: GitHub waits for their answers, and nobody for the beginning of a turn. Both need this
 * thread and the same database, where a turn that has little to do takes as long as many deliveries.
 */
export class Traffic {
  #last = Number.NEGATIVE_INFINITY;

  /** A delivery came. */
  note(): void {
    this.#last = performance.now();
  }

  /** Resolves when no deliveries come for a moment. */
  async lull(): Promise<void> {
    const end = performance.now() + PATIENCE;
    for (;;) {
      const now = performance.now();
      const left = Math.min(this.#last + QUIET, end) - now;
      if (left <= 0) return;
      await setTimeout(left);
    }
  }
}
