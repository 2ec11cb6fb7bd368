import type { Blob, BlobReader, Snapshot, TreeEntry } from '../../../src/core/change/snapshot.ts';

/** Everything a reader yields, by id: the text, or why there is none. */
export async function readAll(blobs: BlobReader, ids: readonly string[]): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for await (const blob of blobs.read(ids)) found.set(blob.blob, show(blob));
  return found;
}

export function show(blob: Blob): string {
  return 'bytes' in blob ? Buffer.from(blob.bytes).toString('utf8') : `unavailable: ${blob.unavailable}`;
}

/** A listing as git gives it for a range: without sizes. */
export function unmeasured({ commit, entries }: Snapshot): { commit: string; entries: Map<string, TreeEntry> } {
  return { commit, entries: new Map([...entries].map(([path, entry]) => [path, { ...entry, size: null }])) };
}
