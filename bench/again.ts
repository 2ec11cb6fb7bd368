/**
 * `node bench/again.ts REPO BEFORE BASE HEAD REPORT`: reviews the change that ends at base, then the one from base to
 * head, as a thread of the service does that judges one repository twice, and writes the second review as JSON.
 */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEnv } from '../src/config/env.ts';
import { openFactsCache } from '../src/edge/cache/facts-cache.ts';
import { RecentFacts } from '../src/edge/cache/recent-facts.ts';
import { openGitRange } from '../src/edge/fetch/git-range.ts';
import { Folder } from '../src/edge/parse/folder.ts';
import { createGoReader } from '../src/edge/parse/go-reader.ts';
import { openSqlParser } from '../src/edge/parse/sql.ts';
import { review } from '../src/pipeline/review.ts';

const [repo = '.', before = '', base = '', head = '', report = ''] = process.argv.slice(2);
const { git, cacheDir } = readEnv();
const [facts, folder] = [new RecentFacts(), new Folder()];
for (const [from, to] of [
  [before, base],
  [base, head],
] as const) {
  const cache = facts.over(openFactsCache(join(cacheDir, 'again.db'), 'bench'));
  const go = createGoReader({ cache, folder });
  const pull = await openGitRange({ repo, base: from, head: to, env: git });
  const clock = { now: () => performance.now(), today: new Date().toISOString().slice(0, 10) };
  const ports = { go, memory: cache.memory, sql: openSqlParser, progress: () => {}, model: null, ...clock };
  const outcome = await review(pull, ports, { failOn: null });
  writeFileSync(report, JSON.stringify(outcome.review));
  await pull.close();
  await go.close();
}
