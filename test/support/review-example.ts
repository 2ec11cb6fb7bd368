import type { Model } from '../../src/core/architect/model.ts';
import type { PullRequest } from '../../src/core/change/snapshot.ts';
import { defaultConfig, type RepoConfig } from '../../src/core/config/repo-config.ts';
import type { Review } from '../../src/core/report/review.ts';
import { openFactsCache } from '../../src/edge/cache/facts-cache.ts';
import { createGoReader } from '../../src/edge/parse/go-reader.ts';
import { openSqlParser } from '../../src/edge/parse/sql.ts';
import { readPrompts } from '../../src/edge/prompts/read-prompts.ts';
import type { RunOptions } from '../../src/pipeline/ports.ts';
import { review } from '../../src/pipeline/review.ts';

/** What was parsed once serves all reviews of a test file, which ends the threads. */
const READER = createGoReader({ cache: openFactsCache(':memory:', 'test') });

/** Reviews a change, with a model where one is given. */
export async function reviewed(
  pull: PullRequest,
  model: Model | null,
  given: { config?: Partial<RepoConfig>; last?: RunOptions['last'] } = {},
): Promise<Review> {
  const ports = {
    go: READER,
    sql: openSqlParser,
    now: () => 0,
    today: '2026-06-01',
    progress: () => {},
    model,
    prompts: readPrompts(),
  };
  const config = { config: { ...defaultConfig(), ...given.config }, error: null };
  return (await review(pull, ports, { failOn: null, config, last: given.last ?? null })).review;
}
