/**
 * Runs `work` on every item, `limit` at a time, and yields the results in the items' order as they come. At most
 * `limit` results wait for the consumer. A failure is thrown where its result would stand.
 */
export async function* inOrder<In, Out>(
  items: Iterable<In>,
  limit: number,
  work: (item: In) => Promise<Out>,
): AsyncGenerator<Out> {
  const running: Promise<Out>[] = [];
  for (const item of items) {
    const started = work(item);
    // Observed here so that a failure behind another one is not unhandled; it is still thrown below.
    started.catch(() => {});
    running.push(started);
    if (running.length < limit) continue;
    const next = running.shift();
    if (next !== undefined) yield await next;
  }
  for (const rest of running) yield await rest;
}
