import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type BlobStoreOptions, type BlobStores, openBlobStores } from '../../../src/edge/cache/blob-store.ts';
import { blobId } from '../../../src/edge/fetch/blob-id.ts';

let folder: string;
let stores: BlobStores;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'blobs-'));
  stores = openBlobStores(folder);
});
afterEach(() => {
  stores.close();
  rmSync(folder, { recursive: true, force: true });
});

const repo = (id = 1, installation = 7) => ({ installation, id, owner: 'acme', name: `repo${id}` });
function blobOf(text: string) {
  const bytes = Buffer.from(text);
  return { blob: blobId(bytes), bytes };
}
const texts = (found: { bytes: Uint8Array }[]) => found.map(({ bytes }) => Buffer.from(bytes).toString()).sort();

function reopen(options: BlobStoreOptions = {}): BlobStores {
  stores.close();
  stores = openBlobStores(folder, options);
  return stores;
}

test('what was kept is there after a restart, and nothing else', () => {
  const [a, b] = [blobOf('package a\n'), blobOf('package b\n')];
  stores.of(repo()).keep([a, b]);
  stores.of(repo()).keepListing('c0ffee', '[["a.go",{}]]');
  const store = reopen().of(repo());
  expect(texts(store.blobs([a.blob, b.blob, blobOf('other').blob]))).toEqual(['package a\n', 'package b\n']);
  expect([store.listing('c0ffee'), store.listing('decaf')]).toEqual(['[["a.go",{}]]', null]);
});

test('nothing of one installation or repository is given to another', () => {
  const a = blobOf('secret\n');
  stores.of(repo(1)).keep([a]);
  expect(stores.of(repo(2)).blobs([a.blob])).toEqual([]);
  expect(stores.of(repo(1, 8)).blobs([a.blob])).toEqual([]);
});

test('contents that are not what their id says are not given out', () => {
  const a = blobOf('package a\n');
  stores.of(repo()).keep([{ blob: a.blob, bytes: Buffer.from('package b\n') }]);
  expect(stores.of(repo()).blobs([a.blob])).toEqual([]);
});

test('a row that the disk has damaged is missed, not believed', () => {
  const a = blobOf('package a\n');
  stores.of(repo()).keep([a]);
  stores.close();
  const db = new DatabaseSync(join(folder, 'blobs-7.db'));
  db.exec("UPDATE kept SET body = x'00ff00ff'");
  db.close();
  expect(reopen().of(repo()).blobs([a.blob])).toEqual([]);
});

test('forgetting takes one repository, or all of an installation', () => {
  const a = blobOf('package a\n');
  for (const one of [repo(1), repo(2), repo(1, 8)]) stores.of(one).keep([a]);
  stores.forget(7, [1]);
  expect([1, 2].map((id) => stores.of(repo(id)).blobs([a.blob]).length)).toEqual([0, 1]);
  stores.forget(7, null);
  expect(stores.of(repo(2)).blobs([a.blob])).toEqual([]);
  expect(stores.of(repo(1, 8)).blobs([a.blob])).toHaveLength(1);
});

test('beyond its bound it lets go of what was not used for longest', () => {
  let time = 0;
  const store = reopen({ mostBytes: 400_000, now: () => ++time }).of(repo());
  // Random, so that it cannot be compressed.
  const blobs = Array.from({ length: 60 }, () => {
    const bytes = Buffer.from(Array.from({ length: 10_000 }, () => Math.floor(Math.random() * 256)));
    return { blob: blobId(bytes), bytes };
  });
  const [first] = blobs;
  for (const blob of blobs) {
    store.keep([blob]);
    store.blobs([first?.blob ?? '']);
  }
  const kept = blobs.map(({ blob }) => store.blobs([blob]).length);
  expect([kept[0], kept.at(-1)]).toEqual([1, 1]);
  const bytes = kept.filter((n) => n === 1).length * 10_000;
  expect(bytes).toBeLessThanOrEqual(400_000);
  expect(bytes).toBeGreaterThan(200_000);
});
