import fc from 'fast-check';
import { expect, test } from 'vitest';
import { BATCH_FILES } from '../../../src/edge/parse/batched.ts';
import { regionsOf } from '../../../src/edge/parse/regions.ts';

const names = (count: number) => Array.from({ length: count }, (_, at) => `blob${at}`);

test('neighbours are in one region, and the regions are of one size', () => {
  const blobs = names(300);
  const regions = regionsOf(blobs, 2);
  expect(blobs.map(regions.of)).toEqual([...Array(150).fill(0), ...Array(150).fill(1)]);
});

test('a batch of each region comes in turn', () => {
  const blobs = names(BATCH_FILES * 4);
  const { of, turn } = regionsOf(blobs, 2);
  const ordered = blobs.toSorted((a, b) => turn(a) - turn(b));
  const batches = Array.from({ length: 4 }, (_, at) => ordered.slice(at * BATCH_FILES, (at + 1) * BATCH_FILES));
  expect(batches.map((batch) => [...new Set(batch.map(of))])).toEqual([[0], [1], [0], [1]]);
});

test('whatever their number, every blob has a region and a turn of its own', () => {
  fc.assert(
    fc.property(fc.nat({ max: 500 }), fc.integer({ min: 1, max: 8 }), (count, threads) => {
      const blobs = names(count);
      const { of, turn } = regionsOf(blobs, threads);
      expect(new Set(blobs.map(turn)).size).toBe(count);
      for (const blob of blobs) expect(of(blob)).toBeLessThan(threads);
    }),
  );
});
