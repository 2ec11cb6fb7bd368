import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { RepoRef } from '../../../src/core/intents/intent.ts';
import { RECORDING_FORMAT, type Recording } from '../../../src/core/replay/recording.ts';
import { openRecordings, type Retention } from '../../../src/edge/replay/recordings.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'recordings-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

const NOW = Date.parse('2026-11-22T12:00:00Z');
const DAY = 86_400_000;
const repo = (id: number, installation = 1): RepoRef => ({ installation, id, owner: 'acme', name: `shop${id}` });
const open = (retention: Partial<Retention> = {}) =>
  openRecordings(folder, { days: 30, megabytes: 100, ...retention }, () => NOW);
const files = () => readdirSync(folder, { recursive: true }).filter((name) => String(name).endsWith('.zst'));

/** Of a change of nothing. */
const RECORDING: Recording = {
  header: {
    format: RECORDING_FORMAT,
    version: '1.0.0',
    made: '2026-06-01T00:00:00Z',
    change: { base: 'a', head: 'b', title: null, body: null, files: [] },
    base: { commit: 'a', entries: [] },
    head: { commit: 'b', entries: [] },
    config: null,
    failOn: null,
    last: null,
    today: '2026-06-01',
    model: false,
    prompts: null,
    store: null,
  },
  blobs: [],
  exchanges: [],
  outcome: { clock: [], digest: null },
};

/** A recording of this many bytes, kept so many days ago. */
function kept(name: string, days: number, bytes: number, id = 7): void {
  mkdirSync(join(folder, '1', String(id)), { recursive: true });
  const path = join(folder, '1', String(id), `${name}.review.zst`);
  writeFileSync(path, Buffer.alloc(bytes));
  utimesSync(path, (NOW - days * DAY) / 1000, (NOW - days * DAY) / 1000);
}

test('a recording is found by its id', async () => {
  const id = await open().keep(repo(7), 'pull3-abc', RECORDING);
  expect(id).toBe('1-7-pull3-abc');
  expect(open().find(id)).toBe(join(folder, '1', '7', 'pull3-abc.review.zst'));
});

test.each(['1-8-pull3-abc', '1-7-other', '', '../../etc/passwd', '1-7-../../../x', '1-7'])('%j is none', async (id) => {
  await open().keep(repo(7), 'pull3-abc', RECORDING);
  expect(open().find(id)).toBeNull();
});

test('what is older than its days goes', async () => {
  kept('old', 31, 10);
  kept('young', 29, 10, 8);
  await open().keep(repo(7), 'new', RECORDING);
  expect(files().sort()).toEqual(['1/7/new.review.zst', '1/8/young.review.zst']);
});

test('the oldest go until the rest has room', async () => {
  kept('a', 3, 600_000);
  kept('b', 2, 600_000, 8);
  kept('c', 1, 300_000);
  await open({ megabytes: 1 }).keep(repo(9), 'new', RECORDING);
  expect(files().sort()).toEqual(['1/7/c.review.zst', '1/8/b.review.zst', '1/9/new.review.zst']);
});

test('what a repository, or an installation, left behind is removed', async () => {
  await open().keep(repo(7), 'a', RECORDING);
  await open().keep(repo(8), 'b', RECORDING);
  await open().keep(repo(9, 2), 'c', RECORDING);
  open().forget(1, [7]);
  expect(files().sort()).toEqual(['1/8/b.review.zst', '2/9/c.review.zst']);
  open().forget(1, null);
  expect(files()).toEqual(['2/9/c.review.zst']);
});
