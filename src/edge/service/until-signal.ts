const SIGNALS = ['SIGTERM', 'SIGINT'] as const;
export type StopSignal = (typeof SIGNALS)[number];

/** The process, as far as it is told of signals. */
export interface Signalled {
  on(signal: StopSignal, listener: (signal: NodeJS.Signals) => void): unknown;
  off(signal: StopSignal, listener: (signal: NodeJS.Signals) => void): unknown;
}

/** Resolves with the first signal that asks for the end. A second one meets nobody who listens, and ends the process. */
export function untilSignal(process: Signalled): Promise<StopSignal> {
  return new Promise((resolve) => {
    const stop = (signal: NodeJS.Signals) => {
      for (const name of SIGNALS) process.off(name, stop);
      resolve(signal === 'SIGINT' ? 'SIGINT' : 'SIGTERM');
    };
    for (const name of SIGNALS) process.on(name, stop);
  });
}
