/** Writes many items at once, and answers each: with its result, or with the error that it alone has. */
export type WriteAll<Item, Result> = (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;

interface Asked<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

/**
 * Gathers what arrives while a batch is being written into the next batch: under a burst each write carries many
 * items, and a lone item waits for nothing. The order of arrival is kept.
 */
export function groupCommit<Item, Result>(
  writeAll: WriteAll<Item, Result>,
  limits: { batch: number },
): (item: Item) => Promise<Result> {
  let gathered: Asked<Item, Result>[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (gathered.length > 0) {
      const batch = gathered.slice(0, limits.batch);
      gathered = gathered.slice(limits.batch);
      await answer(batch, writeAll);
    }
    writing = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      gathered.push({ item, resolve, reject });
      // What else arrived in this turn of the event loop goes along.
      if (!writing) setImmediate(() => void (writing || write()));
    });
}

async function answer<Item, Result>(batch: readonly Asked<Item, Result>[], writeAll: WriteAll<Item, Result>) {
  try {
    const results = await writeAll(batch.map(({ item }) => item));
    for (const [index, { resolve, reject }] of batch.entries()) {
      const result = results[index];
      if (result?.status === 'fulfilled') resolve(result.value);
      else reject(result?.reason ?? new Error('the batch gave no result for this item'));
    }
  } catch (error) {
    for (const { reject } of batch) reject(error);
  }
}
