/** Writes many items at once, and answers each: with its result, or with the error that it alone has. */
export type WriteAll<Item, Result> = (items: readonly Item[]) => Promise<readonly PromiseSettledResult<Result>[]>;

interface Asked<Item, Result> {
  item: Item;
  resolve: (result: Result) => void;
  reject: (error: unknown) => void;
}

export interface GroupLimits {
  /** Items in one write. */
  batch: number;
  /** How long a burst is gathered. */
  patienceMs?: number;
}

/**
 * Gathers what arrives while a batch is being written, and while more of a burst arrives, into the next batch: each
 * write carries many items then, and a lone item waits for next to nothing. The order of arrival is kept.
 */
export function groupCommit<Item, Result>(
  writeAll: WriteAll<Item, Result>,
  { batch: size, patienceMs = 25 }: GroupLimits,
): (item: Item) => Promise<Result> {
  let gathered: Asked<Item, Result>[] = [];
  let writing = false;

  async function write(): Promise<void> {
    writing = true;
    while (gathered.length > 0) {
      await standstill(() => gathered.length, patienceMs);
      const batch = gathered.slice(0, size);
      gathered = gathered.slice(size);
      await answer(batch, writeAll);
    }
    writing = false;
  }

  return (item) =>
    new Promise((resolve, reject) => {
      gathered.push({ item, resolve, reject });
      if (!writing) void write();
    });
}

/** Turns of the event loop in which nothing came: the burst is over. */
const QUIET = 3;

/**
 * Waits while more comes. The event loop takes one new connection in each of its turns, and writing makes turns long:
 * were the first of a burst written while the others knock, the last would wait for as many writes as there are
 * connections.
 */
async function standstill(count: () => number, patienceMs: number): Promise<void> {
  const end = performance.now() + patienceMs;
  for (let quiet = 0, seen = count(); quiet < QUIET && performance.now() < end; ) {
    await new Promise((resolve) => setImmediate(resolve));
    quiet = count() > seen ? 0 : quiet + 1;
    seen = count();
  }
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
