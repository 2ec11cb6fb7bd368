import { join } from 'node:path';
import type { Env } from '../../config/env.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { NO_CACHE, openFactsCache } from '../cache/facts-cache.ts';
import { createGoReader } from '../parse/go-reader.ts';
import { terminalProgress } from './progress.ts';
import { factsVersion } from './tool.ts';

interface PortOptions {
  /** Measures what judging costs. */
  measures?: boolean;
}

/** Runs `work` with the pipeline's ports as the command line has them, and cleans up behind it. */
export async function withPorts<Result>(
  env: Env,
  work: (ports: Ports) => Promise<Result>,
  { measures = false }: PortOptions = {},
): Promise<Result> {
  const cache = factsVersion === null ? NO_CACHE : openFactsCache(join(env.cacheDir, 'facts.db'), factsVersion);
  const go = createGoReader({ cache, measures });
  const progress = terminalProgress();
  try {
    return await work({
      go,
      now: () => performance.now(),
      today: new Date().toISOString().slice(0, 10),
      progress: progress.show,
    });
  } finally {
    progress.clear();
    await go.close();
  }
}
