import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { createGunzip } from 'node:zlib';
import { type Extract, extract } from 'tar-stream';
import type { Blob, Snapshot } from '../../../core/change/snapshot.ts';
import { blobId } from '../blob-id.ts';
import { MAX_BLOB_BYTES } from '../limits.ts';

type Entry = Extract extends AsyncIterable<infer Source> ? Source : never;

/**
 * Yields those of the wanted blobs that a commit's archive holds, each checked against its id, as archives leave out
 * files (export-ignore) and change them (export-subst). What is found is removed from `wanted`.
 *
 * @param archive gzipped tar, all paths under one folder
 * @throws Error when the archive breaks off or is none
 */
export async function* readTarball(
  archive: ReadableStream<Uint8Array>,
  tree: Snapshot,
  wanted: Set<string>,
): AsyncGenerator<Blob> {
  const tar = extract();
  // The loop below sees the same failure.
  const flow = pipeline(Readable.from(archive), createGunzip(), tar).catch(() => {});
  for await (const entry of tar) {
    const blob = await readWanted(entry, tree, wanted);
    if (blob !== null) yield blob;
    if (wanted.size === 0) break;
  }
  await flow;
}

async function readWanted(entry: Entry, tree: Snapshot, wanted: Set<string>): Promise<Blob | null> {
  const path = entry.header.name.replace(/^[^/]*\//, '');
  const listed = tree.entries.get(path);
  if (listed === undefined || !wanted.has(listed.blob)) return skip(entry);
  const link = entry.header.type === 'symlink';
  // A size that is not the listing's cannot be the same blob: nothing of it is kept in memory.
  if (!link && listed.size !== null && entry.header.size !== listed.size) return skip(entry);
  if (entry.header.size > MAX_BLOB_BYTES) return skip(entry);
  const bytes = link ? Buffer.from(entry.header.linkname) : await contentOf(entry);
  if (link) await skip(entry);
  if (blobId(bytes, listed.blob) !== listed.blob) return null;
  wanted.delete(listed.blob);
  return { blob: listed.blob, bytes };
}

async function skip(entry: Entry): Promise<null> {
  for await (const _ of entry) {
    // Entries must be read to reach the next one.
  }
  return null;
}

async function contentOf(entry: Entry): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of entry) if (chunk instanceof Uint8Array) chunks.push(chunk);
  return Buffer.concat(chunks);
}
