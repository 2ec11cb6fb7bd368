import { expect, test } from 'vitest';
import type { BlobFacts } from '../../../src/core/go/analysed.ts';
import { type FactsCache, NO_CACHE } from '../../../src/edge/cache/facts-cache.ts';
import { RecentFacts } from '../../../src/edge/cache/recent-facts.ts';

const read = (blob: string): BlobFacts => ({ blob, package: 'orders', json: '{}' });

/** A cache that has everything, and what it was asked for. */
function all(): { cache: FactsCache; asked: string[] } {
  const asked: string[] = [];
  const get = (blobs: readonly string[]) => {
    asked.push(...blobs);
    return blobs.map(read);
  };
  return { cache: { ...NO_CACHE, get }, asked };
}

test('what the review before asked for, or read, is the same object in the next', () => {
  const recent = new RecentFacts();
  const first = recent.over(all().cache);
  const [a] = first.get(['a']);
  const b = read('b');
  first.put([b]);
  const { cache, asked } = all();
  const found = new Map(
    recent
      .over(cache)
      .get(['a', 'b', 'c'])
      .map((one) => [one.blob, one]),
  );
  expect(found.get('a')).toBe(a);
  expect(found.get('b')).toBe(b);
  expect([...found.keys()].sort()).toEqual(['a', 'b', 'c']);
  expect(asked).toEqual(['c']);
});

test('what a whole review did not ask for is forgotten', () => {
  const recent = new RecentFacts();
  recent.over(all().cache).get(['a', 'b']);
  recent.over(all().cache).get(['b']);
  const { cache, asked } = all();
  recent.over(cache).get(['a', 'b']);
  expect(asked).toEqual(['a']);
});

test('what is read is kept on disk too', () => {
  const kept: BlobFacts[] = [];
  new RecentFacts().over({ ...NO_CACHE, put: (facts) => kept.push(...facts) }).put([read('a')]);
  expect(kept).toEqual([read('a')]);
});
