/** Milliseconds until the first run, and between the end of one and the start of the next. */
export interface Rhythm {
  first: number;
  every: number;
}

/** Runs the work again and again until it is stopped. A failure is told, and ends nothing. */
export function repeatedly(
  { first, every }: Rhythm,
  work: () => Promise<void>,
  failed: (error: unknown) => void,
): { stop(): Promise<void> } {
  let stopped = false;
  let running: Promise<void> = Promise.resolve();
  let timer = setTimeout(run, first);
  return {
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
    },
  };

  function run(): void {
    running = work()
      .catch(failed)
      .then(() => {
        if (!stopped) timer = setTimeout(run, every);
      });
  }
}
