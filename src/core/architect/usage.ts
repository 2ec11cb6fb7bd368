import type { ModelUsage } from './model.ts';

export const NO_USAGE: ModelUsage = { input: 0, cacheWrite: 0, cacheRead: 0, output: 0, costUsd: 0 };

export function sumOfUsage(all: Iterable<ModelUsage>): ModelUsage {
  const sum = { ...NO_USAGE };
  for (const usage of all) {
    sum.input += usage.input;
    sum.cacheWrite += usage.cacheWrite;
    sum.cacheRead += usage.cacheRead;
    sum.output += usage.output;
    sum.costUsd += usage.costUsd;
  }
  return sum;
}
