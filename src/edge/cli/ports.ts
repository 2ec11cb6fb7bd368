import { join } from 'node:path';
import type { Env } from '../../config/env.ts';
import type { Ports } from '../../pipeline/ports.ts';
import { readSiblings, type SiblingSource } from '../../pipeline/read-siblings.ts';
import { NO_CACHE, openFactsCache } from '../cache/facts-cache.ts';
import type { ModelLane } from '../model/open-model.ts';
import { createGoReader } from '../parse/go-reader.ts';
import { openSqlParser } from '../parse/sql.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import { namedDirectories } from '../siblings/directories.ts';
import { terminalProgress } from './progress.ts';
import { factsVersion } from './tool.ts';
import { isMapped } from './wanted.ts';

interface PortOptions {
  /** Measures what judging costs. */
  measures?: boolean;
  /** Reads every file anew: facts at hand would keep contents from a recording. */
  afresh?: boolean;
  /** Null, or left out, for the rules alone. */
  lane?: ModelLane | null;
  /** Folder with the prompts. */
  prompts?: string;
  siblings?: SiblingOptions;
}

interface SiblingOptions {
  /** `acme/stock=../stock` */
  sibling?: string[];
  /** Where those are looked for that only configuration names. */
  source?: SiblingSource | null;
}

/** Runs `work` with the pipeline's ports as the command line has them, and cleans up behind it. */
export async function withPorts<Result>(
  env: Env,
  work: (ports: Ports) => Promise<Result>,
  { measures = false, afresh = false, lane = null, prompts, siblings = {} }: PortOptions = {},
): Promise<Result> {
  const { sibling = [], source = null } = siblings;
  const beside = namedDirectories(sibling, source, isMapped);
  const version = afresh ? null : factsVersion;
  const cache = version === null ? NO_CACHE : openFactsCache(join(env.cacheDir, 'facts.db'), version);
  const go = createGoReader({ cache, measures });
  const progress = terminalProgress();
  try {
    return await work({
      go,
      memory: cache.memory,
      siblings: (names) =>
        names.length + sibling.length === 0 ? null : readSiblings(beside, names, { go, memory: cache.memory }),
      sql: openSqlParser,
      now: () => performance.now(),
      today: new Date().toISOString().slice(0, 10),
      progress: progress.show,
      ...(lane ? { model: lane.forReview(), prompts: readPrompts(prompts) } : {}),
    });
  } finally {
    progress.clear();
    await go.close();
  }
}
