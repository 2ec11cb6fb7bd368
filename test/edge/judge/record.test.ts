import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/core/config/repo-config.ts';
import { digestOf } from '../../../src/core/replay/digest.ts';
import { openBlobStores } from '../../../src/edge/cache/blob-store.ts';
import { NO_CACHE } from '../../../src/edge/cache/facts-cache.ts';
import { TOOL } from '../../../src/edge/cli/tool.ts';
import { work } from '../../../src/edge/judge/work.ts';
import { createGoReader } from '../../../src/edge/parse/go-reader.ts';
import { openSqlParser } from '../../../src/edge/parse/sql.ts';
import { readRecording } from '../../../src/edge/replay/recording-file.ts';
import { openRecordings } from '../../../src/edge/replay/recordings.ts';
import { storedBlobs } from '../../../src/edge/replay/stored-blobs.ts';
import { planNew } from '../../../src/pipeline/plan-new.ts';
import { replay } from '../../../src/pipeline/replay.ts';
import { type GitHub, startGitHub } from '../../github/start.ts';

let github: GitHub;
let dataDir: string;
beforeEach(async () => {
  github = await startGitHub();
  github.account('acme', 'Organization');
  dataDir = mkdtempSync(join(tmpdir(), 'judge-'));
});
afterEach(async () => {
  await github.close();
  rmSync(dataDir, { recursive: true, force: true });
});

const KEPT = { days: 1, megabytes: 10 };

async function judged(recordings: typeof KEPT | null) {
  const files = { 'go.mod': 'module a.example/shop\n', 'b.go': 'package shop\n' };
  const repo = await github.createRepository({ owner: 'acme', name: 'shop', private: false, files });
  const base = repo.tip();
  const defect = 'package shop\n\nimport "crypto/tls"\n\nvar Peer = &tls.Config{InsecureSkipVerify: true}\n';
  const head = await repo.commit({ files: { 'a.go': defect } });
  const task = {
    repo: { installation: 1, id: repo.id, owner: 'acme', name: 'shop' },
    range: { base, head },
    config: { config: defaultConfig(), error: null },
    model: false,
    last: null,
  };
  const token = github.userToken('octocat');
  const order = { task, apiUrl: github.apiUrl, token, dataDir, today: '2026-11-22', threads: 1, recordings };
  return { ...(await work(order, () => {})), task };
}

test('a review of the service runs again from what is kept on its machine', async () => {
  const { outcome, recording = '', task } = await judged(KEPT);
  const path = openRecordings(join(dataDir, 'recordings'), KEPT).find(recording);
  expect(path).not.toBeNull();
  const read = readRecording(path ?? '');
  expect(read.blobs).toEqual([]);

  await github.close();
  const stores = openBlobStores(join(dataDir, 'blobs'));
  const go = createGoReader({ cache: NO_CACHE, threads: 1 });
  try {
    const blobs = storedBlobs(stores.of(task.repo));
    const again = await replay(read, { go, sql: openSqlParser, blobs });
    expect(blobs.gone.size).toBe(0);
    expect(JSON.stringify(again.outcome.review)).toBe(JSON.stringify(outcome.review));
    const { plan } = planNew(again.outcome, read.header.change, task.config.config, TOOL);
    expect(digestOf(again.outcome.review, plan)).toBe(read.outcome.digest);
    expect(again.outcome.review.findings).toHaveLength(1);
  } finally {
    stores.close();
    await go.close();
  }
  github = await startGitHub();
});

test('contents that are gone are told', async () => {
  const { recording = '', task } = await judged(KEPT);
  const read = readRecording(openRecordings(join(dataDir, 'recordings'), KEPT).find(recording) ?? '');
  const stores = openBlobStores(join(dataDir, 'blobs'));
  stores.forget(1, [task.repo.id]);
  const go = createGoReader({ cache: NO_CACHE, threads: 1 });
  const blobs = storedBlobs(stores.of(task.repo));
  await replay(read, { go, sql: openSqlParser, blobs });
  expect(blobs.gone.size).toBeGreaterThan(0);
  stores.close();
  await go.close();
});

test('nothing is kept where nothing is to be', async () => {
  expect(await judged(null)).not.toHaveProperty('recording');
});
