import { within } from './within.ts';

/** Milliseconds until the first run, and between the end of one and the start of the next. */
export interface Rhythm {
  first: number;
  every: number;
}

export interface Repeated {
  /** Starts no new run, and tells the one under way, which has `grace` milliseconds to end. */
  stop(grace: number): Promise<void>;
}

/** Runs the work again and again until it is stopped. A failure is told, and ends nothing. */
export function repeatedly(
  { first, every }: Rhythm,
  work: (stopped: AbortSignal) => Promise<void>,
  failed: (error: unknown) => void,
): Repeated {
  const stopping = new AbortController();
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, first);
  return {
    async stop(grace) {
      stopping.abort();
      clearTimeout(timer);
      await within(grace, running);
    },
  };

  function run(): void {
    running = work(stopping.signal)
      .catch(failed)
      .then(() => {
        if (!stopping.signal.aborted) timer = setTimeout(run, every);
      });
  }
}
