import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { zstdCompressSync } from 'node:zlib';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Model, ModelError, type ModelReply, type ModelRequest } from '../../../src/core/architect/model.ts';
import { digestOf } from '../../../src/core/replay/digest.ts';
import { requestDiff } from '../../../src/core/replay/request-diff.ts';
import { NO_CACHE } from '../../../src/edge/cache/facts-cache.ts';
import { openGitRange } from '../../../src/edge/fetch/git-range.ts';
import { createGoReader } from '../../../src/edge/parse/go-reader.ts';
import { openSqlParser } from '../../../src/edge/parse/sql.ts';
import { readPrompts } from '../../../src/edge/prompts/read-prompts.ts';
import { readRecording, writeRecording } from '../../../src/edge/replay/recording-file.ts';
import { planNew } from '../../../src/pipeline/plan-new.ts';
import type { Ports } from '../../../src/pipeline/ports.ts';
import { readConfig } from '../../../src/pipeline/read-config.ts';
import { recordReview } from '../../../src/pipeline/record-review.ts';
import { pullOf, replay } from '../../../src/pipeline/replay.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';

const GO = `package main

import (
	"os"
	"os/signal"
)

// Latin-1: \u00e9, and a line that no formatter made.
func main() {
	c := make(chan os.Signal)
	signal.Notify(c, os.Interrupt)
	<-c
}
`;
const TOOL = { name: 'go-architect', version: '0', url: 'https://example.com' };
/** Written, not recorded: the shape is what the schema asks, the contents are of no interest here. */
const REPLY = {
  findings: [],
  corroborations: [],
  assessments: [],
  redFlags: [],
  design: [],
  questions: [{ question: 'How many signals a second?', because: 'a small buffer may do' }],
  tradeOffs: [],
};

let repo: GitSandbox;
let folder: string;
const go = createGoReader({ cache: NO_CACHE, threads: 1 });
beforeAll(() => {
  repo = gitSandbox();
  repo.write('go.mod', 'module example.com/a\n\ngo 1.25\n');
  repo.commit();
  repo.git('checkout', '-q', '-b', 'topic');
  repo.write('main.go', GO);
  repo.commit('Begin\n\nIt is asked what commits say.');
  repo.write('.github/architect.yml', 'fail_on: low\n');
  repo.commit('Wait for signals');
  folder = mkdtempSync(join(tmpdir(), 'replay-'));
});
afterAll(async () => {
  await go.close();
  repo.dispose();
  rmSync(folder, { recursive: true });
});

function says(text: string): ModelReply {
  const usage = { input: 10, cacheWrite: 0, cacheRead: 5, output: 7, costUsd: 0.25 };
  return { model: 'm', stop: 'answer', text, calls: [], turn: [{ type: 'text', text }], usage };
}

async function recorded(model: Model | null, name: string) {
  const pull = await openGitRange({ repo: repo.folder, base: 'main', head: 'topic', env: repo.env });
  let time = 0;
  const ports: Ports = {
    go,
    sql: openSqlParser,
    // Grows by ever more, so that no other clock says the same.
    now: () => (time = time * 2 + 3),
    today: '2026-11-22',
    progress: () => {},
    ...(model ? { model, prompts: readPrompts() } : {}),
  };
  const path = join(folder, name);
  try {
    const options = { tool: TOOL, made: '2026-11-22T12:00:00.000Z', store: null };
    const { outcome, recording } = await recordReview(pull, ports, { failOn: null }, options);
    await writeRecording(path, recording);
    return { path, outcome };
  } finally {
    await pull.close();
  }
}

async function replayed(path: string, prompts?: ReturnType<typeof readPrompts>) {
  const recording = readRecording(path);
  const run = await replay(recording, { go, sql: openSqlParser, prompts });
  const pull = pullOf(recording);
  const { config } = await readConfig(pull.base, pull.blobs);
  const { plan } = planNew(run.outcome, pull.change, config, TOOL);
  return { ...run, recording, digest: digestOf(run.outcome.review, plan) };
}

test('a replay is the review byte for byte, times included', async () => {
  const { path, outcome } = await recorded(null, 'rules');
  const run = await replayed(path);
  expect(JSON.stringify(run.outcome.review)).toBe(JSON.stringify(outcome.review));
  expect([...run.outcome.sources]).toEqual([...outcome.sources]);
  expect(run.digest).toBe(run.recording.outcome.digest);
  expect(outcome.review.findings.map(({ standard }) => standard)).toContain('lifecycle/signal-unbuffered');
});

test('the recording stands alone: the repository may be gone', async () => {
  const { path } = await recorded(null, 'alone');
  const { header, blobs } = readRecording(path);
  expect(header.store).toBeNull();
  const texts = blobs.map((blob) => ('bytes' in blob ? Buffer.from(blob.bytes).toString() : ''));
  expect(texts).toContain(GO);
});

test('the model is not asked again', async () => {
  const asked: ModelRequest[] = [];
  const model: Model = {
    async ask(request) {
      asked.push(request);
      return says(JSON.stringify(REPLY));
    },
  };
  const { path, outcome } = await recorded(model, 'asked');
  expect(asked.length).toBeGreaterThan(0);
  const run = await replayed(path);
  expect(run.missing).toEqual([]);
  expect(run.recording.exchanges.map(({ request }) => request)).toEqual(asked);
  expect(JSON.stringify(run.outcome.review)).toBe(JSON.stringify(outcome.review));
  expect(run.digest).toBe(run.recording.outcome.digest);
  expect(outcome.review.questions).toHaveLength(1);
});

test('a model that was away is away again', async () => {
  const model: Model = {
    ask: () => Promise.reject(new ModelError('overloaded', 'the API is overloaded', 1000)),
  };
  const { path, outcome } = await recorded(model, 'away');
  expect(outcome.review.model.state).toBe('unavailable');
  const run = await replayed(path);
  expect(run.missing).toEqual([]);
  expect(JSON.stringify(run.outcome.review)).toBe(JSON.stringify(outcome.review));
});

test('other prompts ask something else: what differs is told, and that no reply is known', async () => {
  const { path } = await recorded({ ask: async () => says(JSON.stringify(REPLY)) }, 'prompts');
  const prompts = readPrompts();
  const other = { ...prompts, review: `${prompts.review.trimEnd()}\nSay nothing of signals.\n` };
  const { missing, recording, outcome } = await replayed(path, other);
  expect(missing).toHaveLength(1);
  expect(outcome.review.model.state).toBe('unavailable');
  const [{ at, request } = { at: 0, request: null }] = missing;
  const diff = requestDiff(recording.exchanges[at]?.request ?? null, request, 'request 1');
  const changed = (diff ?? '').split('\n').filter((line) => /^[+-](?![+-])/.test(line));
  expect(changed).toEqual(['+Say nothing of signals.']);
});

test('the same prompts ask the same', async () => {
  const { path } = await recorded({ ask: async () => says(JSON.stringify(REPLY)) }, 'same');
  expect((await replayed(path, readPrompts())).missing).toEqual([]);
});

test.each<[string, (bytes: Buffer) => Uint8Array | string]>([
  ['a text', () => 'no recording'],
  ['half a recording', (bytes) => bytes.subarray(0, bytes.length / 2)],
  ['another document', () => zstdCompressSync('{"findings": []}\n')],
  ['no line', () => zstdCompressSync('')],
  ['another format', () => zstdCompressSync('{"header": {"format": 99}}\n')],
])('%s is refused in one line', async (name, spoil) => {
  const { path } = await recorded(null, 'whole');
  const spoilt = join(folder, name);
  writeFileSync(spoilt, spoil(readFileSync(path)));
  expect(() => readRecording(spoilt)).toThrow(/^[^\n]* is no (whole )?recording[^\n]*$/);
});
