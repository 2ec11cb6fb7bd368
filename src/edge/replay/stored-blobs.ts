import type { BlobReader } from '../../core/change/snapshot.ts';
import type { BlobStore } from '../cache/blob-store.ts';

/** Ids asked for at a time: each becomes a row of a query. */
const BATCH = 500;

/** Reads what a store still has, and remembers what it has not. */
export function storedBlobs(store: Pick<BlobStore, 'blobs'>): BlobReader & { gone: Set<string> } {
  const gone = new Set<string>();
  return {
    gone,
    async *read(ids) {
      for (let from = 0; from < ids.length; from += BATCH) {
        const asked = ids.slice(from, from + BATCH);
        const found = new Map(store.blobs([...new Set(asked)]).map((one) => [one.blob, one]));
        for (const blob of asked) {
          const one = found.get(blob);
          if (one === undefined) gone.add(blob);
          yield one ?? { blob, unavailable: 'it is not kept any more' };
        }
      }
    },
  };
}
