import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { defaultConfig } from '../../../src/core/config/repo-config.ts';
import { judgeInThread } from '../../../src/edge/judge/in-thread.ts';
import type { Order } from '../../../src/edge/judge/protocol.ts';
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

const never = new AbortController().signal;

async function order(given: Partial<Order> = {}): Promise<Order> {
  const repo = await github.createRepository({
    owner: 'acme',
    name: 'shop',
    private: false,
    files: { 'go.mod': 'module a.example/shop\n' },
  });
  const base = repo.tip();
  const head = await repo.commit({
    files: { 'a.go': 'package shop\n\nimport "crypto/tls"\n\nvar Peer = &tls.Config{InsecureSkipVerify: true}\n' },
  });
  return {
    task: {
      repo: { installation: 1, id: repo.id, owner: 'acme', name: 'shop' },
      range: { base, head },
      config: { config: defaultConfig(), error: null },
      model: true,
      last: null,
    },
    ...{ apiUrl: github.apiUrl, token: github.userToken('octocat'), dataDir, today: '2026-11-22', threads: 1 },
    ...given,
  };
}

test('a judgement in a thread of its own comes back whole', async () => {
  const { outcome, change, newConfig } = await judgeInThread(await order(), never, null);
  expect(outcome.review.findings.map(({ standard }) => standard)).toEqual(['security/tls-skip-verify']);
  expect(outcome.sources.get('a.go')).toContain('InsecureSkipVerify');
  expect([change.files.map(({ path }) => path), newConfig]).toEqual([['a.go'], null]);
});

test('what GitHub refuses is told as it is, and without the token', async () => {
  const token = 'ghs_a-token-that-nobody-gave';
  const failure = await judgeInThread(await order({ token }), never, null).catch((error: unknown) => error);
  expect(failure).toMatchObject({ name: 'FetchError', status: 401, retryable: false });
  expect(JSON.stringify([failure, String((failure as Error).stack)])).not.toContain(token);
});

test('an order that is withdrawn ends at once', async () => {
  const controller = new AbortController();
  const judging = judgeInThread(await order(), controller.signal, null);
  controller.abort(new Error('superseded'));
  await expect(judging).rejects.toThrow('superseded');
});

test('whatever became of the orders before, the next ones are judged, side by side too', async () => {
  const one = await order();
  await judgeInThread(one, never, null);
  await judgeInThread({ ...one, token: 'refused' }, never, null).catch(() => {});
  const controller = new AbortController();
  const withdrawn = judgeInThread(one, controller.signal, null);
  controller.abort(new Error('superseded'));
  await expect(withdrawn).rejects.toThrow('superseded');
  const judged = await Promise.all([one, one, one].map((each) => judgeInThread(each, never, null)));
  expect(judged.map(({ outcome }) => outcome.review.findings.length)).toEqual([1, 1, 1]);
});

test('a repository that was judged before is judged as one that never was', async () => {
  const store = (result: string, value: string) =>
    `package store\n\nimport "errors"\n\nvar full = errors.New("full")\n\nfunc Save() ${result} { return ${value} }\n`;
  const api = (body: string) => `package api\n\nimport "a.example/shop/store"\n\nfunc Put() int {\n\t${body}\n}\n`;
  const repo = await github.createRepository({
    ...{ owner: 'acme', name: 'stores', private: false },
    files: { 'go.mod': 'module a.example/shop\n', 'store/store.go': store('int', '1'), 'api/api.go': api('return 0') },
  });
  let base = repo.tip();
  const found: string[][] = [];
  for (const files of [
    { 'api/api.go': api('store.Save()\n\treturn 0') },
    { 'store/store.go': store('error', 'full') },
    { 'api/api.go': api('store.Save()\n\treturn 1') },
    { 'store/store.go': store('string', 'full.Error()') },
  ]) {
    const head = await repo.commit({ files });
    const one = await order();
    const task = { ...one.task, repo: { ...one.task.repo, id: repo.id, name: 'stores' }, range: { base, head } };
    const again = await judgeInThread({ ...one, task }, never, null);
    const fresh = await judgeInThread({ ...one, task, dataDir: join(dataDir, head) }, never, null);
    const told = ({ outcome }: typeof fresh) => ({ ...outcome.review, timings: {} });
    expect(told(again)).toEqual(told(fresh));
    found.push(again.outcome.review.findings.map(({ standard, path }) => `${standard} ${path}`));
    base = head;
  }
  const dropped = 'errors/ignored-result api/api.go';
  expect(found).toEqual([[], [dropped], [dropped], []]);
});
