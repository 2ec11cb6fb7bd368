import { join } from 'node:path';
import type { Model } from '../../core/architect/model.ts';
import type { PullRequest } from '../../core/change/snapshot.ts';
import type { Judged } from '../../pipeline/judge.ts';
import type { Ports, SiblingReader } from '../../pipeline/ports.ts';
import { readSiblings } from '../../pipeline/read-siblings.ts';
import { openBlobStores } from '../cache/blob-store.ts';
import { NO_CACHE, openFactsCache } from '../cache/facts-cache.ts';
import { factsVersion } from '../cli/tool.ts';
import { openCommits, openPullRequest } from '../fetch/github.ts';
import { githubClient } from '../github/client.ts';
import { createGoReader } from '../parse/go-reader.ts';
import { openSqlParser } from '../parse/sql.ts';
import { readPrompts } from '../prompts/read-prompts.ts';
import { foundSibling } from '../siblings/with-token.ts';
import { keptOf } from './kept.ts';
import type { Order } from './protocol.ts';
import { judgeRecorded } from './record.ts';

/** Fetches and judges what the order names. @throws FetchError */
export async function work(
  order: Order,
  notice: (message: string) => void,
  model: Model | null = null,
): Promise<Judged> {
  const { task, dataDir, threads, today } = order;
  const stores = openBlobStores(join(dataDir, 'blobs'));
  const kept = keptOf(order);
  const onDisk = factsVersion === null ? NO_CACHE : openFactsCache(join(dataDir, 'facts.db'), factsVersion);
  const cache = kept.facts.over(onDisk);
  const go = createGoReader({ cache, threads, folder: kept.folder });
  try {
    const pull = await open(order, stores.of(task.repo), notice);
    const prompts = readPrompts();
    const clock = { now: () => performance.now(), today };
    const siblings = siblingReader(order, stores, { go, memory: cache.memory });
    const ports = {
      go,
      memory: cache.memory,
      siblings,
      sql: openSqlParser,
      ...clock,
      progress: () => {},
      model,
      prompts,
    };
    return await judgeRecorded(pull, order, ports, notice);
  } finally {
    await go.close();
    stores.close();
  }
}

function open(
  { task, apiUrl, token }: Order,
  store: ReturnType<ReturnType<typeof openBlobStores>['of']>,
  notice: (message: string) => void,
): Promise<PullRequest> {
  const client = githubClient({ apiUrl, token });
  const { repo, range } = task;
  const name = { owner: repo.owner, repo: repo.name };
  if (!('pull' in range)) return openCommits(client, name, { ...range, store });
  const { pull, title, body, base, head } = range;
  // Heads of forks stay readable in the repository that the pull request is to, even when the fork is gone.
  const ends = { title, body, baseSha: base, headSha: head, headRepo: null };
  return openPullRequest(client, { ...name, number: pull }, { ends, store, notice, isSignedIn: true });
}

/** What configuration names was looked up before the order was given. */
function siblingReader(
  { task, apiUrl, siblings = [] }: Order,
  stores: ReturnType<typeof openBlobStores>,
  ports: Pick<Ports, 'go' | 'memory'>,
): SiblingReader {
  const found = siblings.map((one) => {
    if ('why' in one) return one;
    const { id, token, repository } = one;
    const [owner = '', name = ''] = repository.split('/');
    const store = stores.of({ installation: task.repo.installation, id, owner, name });
    return foundSibling(one, githubClient({ apiUrl, token }), store);
  });
  return () => (found.length === 0 ? null : readSiblings({ find: async () => found }, [], ports));
}
