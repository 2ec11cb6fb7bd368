import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type BatchAnswer, batchParser } from '../../../src/edge/fetch/git/batch-parser.ts';
import { openCatFile } from '../../../src/edge/fetch/git/cat-file.ts';
import { type GitSandbox, gitSandbox } from '../../core/change/git-sandbox.ts';
import { readAll, show } from './helpers.ts';

let repo: GitSandbox;
let ids: string[];
const MISSING = 'f'.repeat(40);
beforeAll(() => {
  repo = gitSandbox();
  for (let file = 0; file < 60; file++) repo.write(`f${file}`, `file ${file}\n\n`.repeat(file));
  repo.commit();
  ids = Array.from({ length: 60 }, (_, file) => repo.git('rev-parse', `HEAD:f${file}`).trim());
});
afterAll(() => repo.dispose());

const open = () => openCatFile({ repo: repo.folder, env: repo.env });

test('every id once, whatever it is', async () => {
  const blobs = open();
  const tree = repo.git('rev-parse', 'HEAD^{tree}').trim();
  const found = await readAll(blobs, [...ids, MISSING, tree, 'HEAD:f1', `${ids[1]}\n${ids[2]}`, ...ids]);
  await blobs.close();
  expect(found.size).toBe(64);
  for (const [file, id] of ids.entries()) expect(found.get(id)).toBe(`file ${file}\n\n`.repeat(file));
  expect(found.get(MISSING)).toBe('unavailable: not in this clone (git fetch it)');
  expect(found.get(tree)).toBe('unavailable: a tree, not a file');
  expect(found.get('HEAD:f1')).toBe('unavailable: not an object id');
});

test('reads may nest, and may be left early', async () => {
  const blobs = open();
  const seen: string[] = [];
  for await (const outer of blobs.read(ids)) {
    for await (const inner of blobs.read(ids.slice(0, 20))) {
      seen.push(`${outer.blob === ids[0]} ${inner.blob === ids[seen.length]}`);
      if (seen.length === 12) break;
    }
    if (seen.length === 12) break;
  }
  expect(seen).toEqual(Array.from({ length: 12 }, () => 'true true'));
  expect((await readAll(blobs, ids)).get(ids[3] ?? '')).toBe('file 3\n\n'.repeat(3));
  await blobs.close();
});

test('a large blob arrives whole', async () => {
  const bytes = Uint8Array.from({ length: 20_000_000 }, (_, at) => (at * 31) % 251);
  writeFileSync(join(repo.folder, 'large'), bytes);
  const id = repo.git('hash-object', '-w', 'large').trim();
  const blobs = open();
  for await (const blob of blobs.read([id])) {
    expect('bytes' in blob && Buffer.compare(blob.bytes, bytes)).toBe(0);
  }
  await blobs.close();
});

test('a corrupt object is unavailable, the ones after it are not', async () => {
  repo.write('broken', 'to be broken\n');
  const id = repo.git('hash-object', '-w', 'broken').trim();
  const file = join(repo.folder, '.git/objects', id.slice(0, 2), id.slice(2));
  chmodSync(file, 0o644);
  writeFileSync(file, 'garbage');
  const blobs = open();
  const found = await readAll(blobs, [...ids.slice(0, 20), id, ...ids.slice(20)]);
  await blobs.close();
  expect(found.get(id)).toMatch(/^unavailable: /);
  expect([...found.values()].filter((text) => text.startsWith('unavailable')).length).toBe(1);
});

test('after close nothing is read, and nothing hangs', async () => {
  const blobs = open();
  const reading = blobs.read(ids)[Symbol.asyncIterator]();
  await reading.next();
  await blobs.close();
  const left: string[] = [];
  for (let next = await reading.next(); !next.done; next = await reading.next()) left.push(show(next.value));
  expect(left.length).toBe(59);
  expect(left.at(-1)).toBe('unavailable: the repository was closed');
  await blobs.close();
  expect([...(await readAll(blobs, ids.slice(0, 1))).values()]).toEqual(['unavailable: the repository was closed']);
});

test('answers are the same however the output is cut', () => {
  const output = Buffer.from(`a blob 3\nx\ny\nb missing\nc blob 0\n\nd blob 9\n123456789\ne commit 1\nz\n`);
  const parse = (cuts: number[]): BatchAnswer[] => {
    const found: BatchAnswer[] = [];
    const feed = batchParser(8, (answer) => found.push(answer));
    const points = [0, ...cuts.toSorted((a, b) => a - b), output.length];
    for (const [at, point] of points.entries()) feed(output.subarray(points[at - 1] ?? 0, point));
    return found;
  };
  expect(parse([]).map(({ type, size, bytes }) => [type, size, bytes && Buffer.from(bytes).toString()])).toEqual([
    ['blob', 3, 'x\ny'],
    ['missing', 0, null],
    ['blob', 0, ''],
    ['blob', 9, null],
    ['commit', 1, 'z'],
  ]);
  fc.assert(
    fc.property(fc.array(fc.nat(output.length)), (cuts) => {
      expect(parse(cuts)).toEqual(parse([]));
    }),
  );
});
