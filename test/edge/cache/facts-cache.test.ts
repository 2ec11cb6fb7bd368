import {
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BlobFacts } from '../../../src/core/go/analysed.ts';
import { type FactsCache, NO_CACHE, openFactsCache } from '../../../src/edge/cache/facts-cache.ts';

let folder: string;
let path: string;
const opened: FactsCache[] = [];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'facts-cache-'));
  path = join(folder, 'deep', 'facts.db');
});

afterEach(() => {
  for (const cache of opened.splice(0)) cache.close();
  rmSync(folder, { recursive: true, force: true });
});

function open(version = 'v1', today = 100): FactsCache {
  const cache = openFactsCache(path, version, today);
  opened.push(cache);
  return cache;
}

function read(blob: string, text = ''): BlobFacts {
  return { blob, package: 'p', json: JSON.stringify({ package: 'p', text }) };
}

/** A closed cache of 200 entries, in one file. */
function fill(): BlobFacts[] {
  const all = Array.from({ length: 200 }, (_, index) => read(`blob${index}`, `é\n${'x'.repeat(index * 10)}`));
  const cache = open();
  cache.put(all);
  cache.close();
  return all;
}

const BLOBS = Array.from({ length: 200 }, (_, index) => `blob${index}`);

describe('what was put', () => {
  it('is had again, in another process too', () => {
    const facts: BlobFacts[] = [
      read('a', 'line\nline "quoted" \u0000 😀'),
      { blob: 'b', skipped: 'nested deeper than 1000 levels', parsed: true },
    ];
    open().put(facts);
    expect(
      open()
        .get(['a', 'b', 'c', '"]'])
        .sort((a, b) => a.blob.localeCompare(b.blob)),
    ).toEqual(facts);
  });

  it('is not had by code that reads facts otherwise', () => {
    open('v1').put([read('a')]);
    const other = open('v2');
    expect(other.get(['a'])).toEqual([]);
    other.put([read('a', 'other')]);
    expect(open('v1').get(['a'])).toEqual([read('a')]);
    expect(open('v2').get(['a'])).toEqual([read('a', 'other')]);
  });

  it('stands once, whoever puts it', () => {
    const [one, two] = [open(), open()];
    one.put([read('a', 'one')]);
    two.put([read('a', 'two')]);
    expect(one.get(['a'])).toEqual([read('a', 'two')]);
  });
});

describe('a file that is damaged', () => {
  it.each([
    ['garbage', () => writeFileSync(path, 'not a database '.repeat(1000))],
    ['empty', () => writeFileSync(path, '')],
    ['cut in the middle', () => truncateSync(path, Math.floor(statSync(path).size / 2))],
    ['cut within its header', () => truncateSync(path, 50)],
  ])('because it is %s is never an error, and is used again', (_name, damage) => {
    fill();
    damage();
    const cache = open();
    const found = cache.get(BLOBS);
    for (const one of found) expect(one).toMatchObject({ package: 'p' });
    cache.put([read('new')]);
    cache.close();
    // What is only found when it is read leaves a new file to the next run.
    const next = open();
    next.put([read('new')]);
    expect(next.get(['new'])).toEqual([read('new')]);
  });

  it('in any bytes gives what was put or nothing', () => {
    const all = new Map(fill().map((facts) => [facts.blob, facts]));
    const intact = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(intact.length - 1), fc.uint8Array({ minLength: 1, maxLength: 300 }), (at, noise) => {
        const damaged = Buffer.from(intact);
        damaged.set(noise.subarray(0, damaged.length - at), at);
        for (const suffix of ['-wal', '-shm']) rmSync(path + suffix, { force: true });
        writeFileSync(path, damaged);
        const cache = openFactsCache(path, 'v1', 100);
        for (const facts of cache.get(BLOBS)) expect(facts).toEqual(all.get(facts.blob));
        cache.put([read('new')]);
        cache.close();
      }),
      { numRuns: 60 },
    );
  });
});

describe('a file that another process has locked', () => {
  it('is left as it is, and there is no cache', () => {
    fill();
    const holder = new DatabaseSync(path);
    holder.exec('PRAGMA locking_mode = EXCLUSIVE; BEGIN EXCLUSIVE');
    const cache = open();
    expect(cache.get(BLOBS)).toEqual([]);
    cache.put([read('new')]);
    cache.close();
    holder.exec('ROLLBACK');
    holder.close();
    expect(open().get(BLOBS)).toHaveLength(200);
  });

  it('while it is written is waited for once', () => {
    fill();
    const cache = open();
    const holder = new DatabaseSync(path);
    holder.exec('BEGIN IMMEDIATE');
    const start = performance.now();
    for (let index = 0; index < 5; index++) cache.put([read(`new${index}`)]);
    expect(performance.now() - start).toBeLessThan(6_000);
    holder.exec('ROLLBACK');
    holder.close();
    expect(open().get([...BLOBS, 'new0'])).toHaveLength(200);
  });
});

describe('a place that cannot be written', () => {
  it('is no cache: a file where a folder should be', () => {
    writeFileSync(join(folder, 'deep'), '');
    expect(open()).toBe(NO_CACHE);
  });

  it('is no cache: a folder where the file should be', () => {
    mkdirSync(path, { recursive: true });
    expect(open()).toBe(NO_CACHE);
    expect(statSync(path).isDirectory()).toBe(true);
  });

  it.skipIf(process.getuid?.() === 0)('is no cache: a folder without permission', () => {
    mkdirSync(join(folder, 'deep'));
    chmodSync(join(folder, 'deep'), 0o500);
    expect(open()).toBe(NO_CACHE);
  });
});
