/** Milliseconds by stage, in the order the stages ran. */
export class Stopwatch {
  readonly timings: Record<string, number> = {};
  private readonly now: () => number;

  constructor(now: () => number) {
    this.now = now;
  }

  async stage<Result>(name: string, work: () => Result | Promise<Result>): Promise<Result> {
    const start = this.now();
    try {
      return await work();
    } finally {
      this.timings[name] = Math.round(this.now() - start);
    }
  }
}
