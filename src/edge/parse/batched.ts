/** Files of one request: enough that asking costs little, few enough that threads end together. */
export const BATCH_FILES = 48;
const BATCH_BYTES = 512 * 1024;

/** Collects items into batches, by number and by bytes. Those of one region are not mixed with those of others. */
export async function* batched<Item>(
  items: AsyncIterable<Item> | Iterable<Item>,
  bytesOf: (item: Item) => number,
  regionOf: (item: Item) => number = () => 0,
): AsyncGenerator<Item[]> {
  const open = new Map<number, { batch: Item[]; bytes: number }>();
  for await (const item of items) {
    const region = regionOf(item);
    const { batch, bytes } = open.get(region) ?? { batch: [], bytes: 0 };
    batch.push(item);
    open.set(region, { batch, bytes: bytes + bytesOf(item) });
    if (batch.length < BATCH_FILES && bytes + bytesOf(item) < BATCH_BYTES) continue;
    yield batch;
    open.delete(region);
  }
  for (const { batch } of open.values()) yield batch;
}

/** The same by number alone, of what is at hand. */
export function chunks<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: Math.ceil(items.length / BATCH_FILES) }, (_, at) =>
    items.slice(at * BATCH_FILES, (at + 1) * BATCH_FILES),
  );
}

/** Works on several batches at a time and yields their results as they come. At most `limit` are under way. */
export async function* spread<Item, Out>(
  batches: AsyncIterable<Item[]>,
  limit: number,
  work: (batch: Item[]) => Promise<Out[]>,
): AsyncGenerator<Out> {
  const running = new Set<Promise<void>>();
  const done: Out[] = [];
  for await (const batch of batches) {
    const job = work(batch).then((results) => {
      running.delete(job);
      done.push(...results);
    });
    // Observed here so that a failure behind another one is not unhandled; it is still thrown by the race.
    job.catch(() => {});
    running.add(job);
    if (running.size >= limit) await Promise.race(running);
    yield* done.splice(0);
  }
  while (running.size > 0) {
    await Promise.race(running);
    yield* done.splice(0);
  }
}
