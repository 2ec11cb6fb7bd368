/** Waits for the work, but no longer than this. Milliseconds. */
export async function within(patience: number, work: Promise<unknown>): Promise<void> {
  const { promise: late, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, patience);
  await Promise.race([work, late]);
  clearTimeout(timer);
}
